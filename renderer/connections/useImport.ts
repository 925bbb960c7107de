/** The reading of the import dialog: a pasted text or a chosen file becomes rows, of which some are chosen. */
import { useRef, useState } from 'react';
import { utf8 } from '../../shared/bytes.ts';
import { maxFile } from '../../shared/connections/importers/file.ts';
import type { ImportFormat } from '../../shared/connections/importers/importer.ts';
import { type Imported, importFile } from '../../shared/connections/importers/list.ts';
import type { Profile } from '../../shared/connections/profile.ts';
import type { KeytideContract } from '../../shared/contract.ts';
import type { Fault } from '../../shared/fault.ts';
import type { Client } from '../../shared/rpc/client.ts';
import { faultOf } from '../tab/slice.ts';
import { type Candidate, candidatesOf, isFresh, unsealedCandidates } from './importing.ts';

export type Found =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'rows'; readonly format: ImportFormat; readonly rows: readonly Candidate[]; readonly more: boolean }
  | { readonly kind: 'sealed'; readonly text: string; readonly opening: boolean; readonly fault: Fault | null }
  | { readonly kind: 'refused'; readonly why: Extract<Imported, { kind: 'refused' }>['why'] | 'unreadable' };

export interface ImportControl {
  readonly typed: string;
  /** Empty while the text box is what is read. */
  readonly fileName: string;
  readonly found: Found;
  /** Positions in the rows. */
  readonly chosen: ReadonlySet<number>;
  type(text: string): void;
  /** What was chosen or dropped; the last one counts. */
  take(file: File): Promise<void>;
  unseal(passphrase: string): Promise<void>;
  choose(index: number): void;
  chooseAll(on: boolean): void;
  /** Added ones are not offered again. */
  added(indexes: readonly number[]): void;
  readonly done: ReadonlySet<number>;
}

const nobody: ReadonlySet<number> = new Set();

export function useImport(client: Pick<Client<KeytideContract>, 'call'>, saved: readonly Profile[]): ImportControl {
  const [typed, setTyped] = useState('');
  const [fileName, setFileName] = useState('');
  const [found, setFound] = useState<Found>({ kind: 'nothing' });
  const [chosen, setChosen] = useState(nobody);
  const [done, setDone] = useState(nobody);
  const turn = useRef(0);

  const show = (next: Found): void => {
    setFound(next);
    setDone(nobody);
    setChosen(next.kind === 'rows' ? new Set(next.rows.flatMap((row, index) => (isFresh(row) ? [index] : []))) : nobody);
  };
  const read = (bytes: Uint8Array, name: string): void => {
    const imported = importFile(bytes, name);
    if (imported.kind === 'rows') show({ ...imported, rows: candidatesOf(imported.rows, saved) });
    else if (imported.kind === 'sealed') show({ ...imported, opening: false, fault: null });
    else show(imported);
  };

  return {
    typed,
    fileName,
    found,
    chosen,
    done,
    type(text) {
      turn.current++;
      setTyped(text);
      setFileName('');
      if (text.trim() === '') show({ kind: 'nothing' });
      else read(utf8(text), '');
    },
    async take(file) {
      const mine = ++turn.current;
      let bytes: Uint8Array | null = null;
      try {
        // Looked at before it is read: a file may be of any size.
        bytes = file.size > maxFile ? null : new Uint8Array(await file.arrayBuffer());
      } catch {
        // A folder, or a file that went away.
        if (mine === turn.current) show({ kind: 'refused', why: 'unreadable' });
        return;
      }
      if (mine !== turn.current) return;
      setTyped('');
      setFileName(file.name);
      if (bytes === null) show({ kind: 'refused', why: 'large' });
      else read(bytes, file.name);
    },
    async unseal(passphrase) {
      if (found.kind !== 'sealed' || found.opening) return;
      const mine = ++turn.current;
      setFound({ ...found, opening: true, fault: null });
      try {
        const drafts = await client.call('profiles.unseal', { text: found.text, passphrase });
        if (mine === turn.current) show({ kind: 'rows', format: 'keytide', rows: unsealedCandidates(drafts, saved), more: false });
      } catch (thrown) {
        if (mine === turn.current) setFound({ ...found, opening: false, fault: faultOf(thrown) });
      }
    },
    choose(index) {
      if (found.kind !== 'rows' || found.rows[index]?.profile === null || done.has(index)) return;
      const next = new Set(chosen);
      if (!next.delete(index)) next.add(index);
      setChosen(next);
    },
    chooseAll(on) {
      if (found.kind !== 'rows') return;
      setChosen(on ? new Set(found.rows.flatMap((row, index) => (isFresh(row) && !done.has(index) ? [index] : []))) : nobody);
    },
    added(indexes) {
      setDone((before) => new Set([...before, ...indexes]));
      setChosen((before) => new Set([...before].filter((index) => !indexes.includes(index))));
    },
  };
}
