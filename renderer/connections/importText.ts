/** What an import says of a row, in words. What stands in a file is shown with everything in it that hides or reorders made visible. */
import type { ImportNote } from '../../shared/connections/importers/row.ts';
import { profileTitle } from '../../shared/connections/profile.ts';
import { plainString } from '../../shared/visible.ts';
import type { Messages } from '../i18n/en.ts';
import type { Candidate } from './importing.ts';
import { problemText } from './problemText.ts';

export function noteText(text: Messages, note: ImportNote): string {
  switch (note.kind) {
    case 'ignored':
    case 'range':
    case 'placeholder':
      return text.imports.notes[note.kind](plainString(note.setting, 80));
    case 'file':
      return text.imports.notes.file(text.imports.files[note.what], plainString(note.path, 300));
    case 'keyFile':
      return text.imports.notes.keyFile(plainString(note.path, 300));
    case 'group':
      return text.imports.notes.group(note.groups.map((name) => plainString(name, 80)).join(' / '));
    case 'address':
      return problemText(text, note.field, note.problem);
    case 'inlineKey':
    case 'verified':
    case 'exposed':
    case 'unreadable':
      return text.imports.notes[note.kind];
  }
}

/** A refused row is told by its number only: it may be a password that went astray. */
export function verdictText(text: Messages, { profile, secrets, notes, known }: Candidate, done: boolean): string {
  if (done) return text.imports.done;
  if (profile === null) return [text.imports.refused, ...notes.slice(0, 1).map((note) => noteText(text, note))].join(' · ');
  const count = Object.keys(secrets).length;
  return [
    known === null ? text.imports.isNew : known.kind === 'saved' ? text.imports.saved(plainString(profileTitle(known.as), 80)) : text.imports.twice(known.at),
    ...(count === 0 ? [] : [text.imports.withSecrets(count)]),
    ...(notes.length === 0 ? [] : [text.imports.withNotes(notes.length)]),
  ].join(' · ');
}
