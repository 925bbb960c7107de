/** Keytide's own export, as it can be read without a passphrase. Each field stands by itself: one that is wrong is noted, the others are taken over. */
import * as v from 'valibot';
import { readExport } from '../exporting.ts';
import { newProfile, type ProfileFields, profileSchema } from '../profile.ts';
import { own } from './entry.ts';
import type { ImportFile } from './file.ts';
import { type Importer, rowsOf } from './importer.ts';

export const keytide: Importer = {
  id: 'keytide',
  recognise: (file) => readExport(file.json())?.kind === 'plain',
  *read(file) {
    const listed = connectionsIn(file).map((value) => ({ value, group: [] }));
    yield* rowsOf(listed, (entry, draft, value) => {
      for (const name of Object.keys(newProfile) as (keyof ProfileFields)[]) {
        const written = own(value, name);
        // Ids are those of the computer that wrote them; passwords are never in a readable export.
        if (name === 'id' || written === undefined) continue;
        const parsed = v.safeParse(profileSchema.entries[name], written);
        if (parsed.success) Object.assign(draft.profile, { [name]: parsed.output });
        else draft.notes.push({ kind: 'range', setting: name });
      }
      entry.done([...Object.keys(newProfile), 'secrets']);
    });
  },
};

function connectionsIn(file: ImportFile): readonly unknown[] {
  const exported = readExport(file.json());
  return exported?.kind === 'plain' ? exported.connections : [];
}
