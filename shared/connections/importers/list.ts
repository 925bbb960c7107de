/** All importers in the order they are asked, and the one way in for a file or a pasted text. Nothing is connected and nothing saved by reading. */
import type { Bytes } from '../../bytes.ts';
import { readExport } from '../exporting.ts';
import { ardm } from './ardm.ts';
import { commander } from './commander.ts';
import { maxFile, maxYaml, openFile } from './file.ts';
import type { Importer, ImportFormat } from './importer.ts';
import { iredis } from './iredis.ts';
import { keytide } from './keytide.ts';
import { medis } from './medis.ts';
import { p3x } from './p3x.ts';
import { redisinsight } from './redisinsight.ts';
import { resp } from './resp.ts';
import { type ImportRow, maxRows } from './row.ts';
import { text } from './text.ts';
import { tiny } from './tiny.ts';

/** The more a format says of itself, the earlier it is asked; RedisInsight's is any list of hosts, and text is any text. */
export const importers: readonly Importer[] = [keytide, ardm, p3x, commander, medis, resp, redisinsight, tiny, iredis, text];

export type Imported =
  | {
      readonly kind: 'rows';
      readonly format: ImportFormat;
      readonly rows: readonly ImportRow[];
      /** There are further rows, which are not read. */
      readonly more: boolean;
    }
  /** An export of Keytide that asks for its passphrase. */
  | { readonly kind: 'sealed'; readonly text: string }
  | { readonly kind: 'refused'; readonly why: 'empty' | 'large' | 'newer' | 'unknown' };

/** Never throws. */
export function importFile(bytes: Bytes, name: string): Imported {
  if (bytes.length > maxFile) return { kind: 'refused', why: 'large' };
  const file = openFile(bytes, name);
  if (bytes.length === 0 || file.text?.trim() === '') return { kind: 'refused', why: 'empty' };
  const own = readExport(file.json());
  if (own?.kind === 'sealed') return { kind: 'sealed', text: file.text ?? '' };
  if (own?.kind === 'newer') return { kind: 'refused', why: 'newer' };
  const importer = importers.find((one) => one.recognise(file));
  if (importer === undefined) return { kind: 'refused', why: (file.text?.length ?? 0) > maxYaml ? 'large' : 'unknown' };
  const rows: ImportRow[] = [];
  let more = false;
  for (const row of importer.read(file)) {
    if ((more = rows.length === maxRows)) break;
    rows.push(row);
  }
  // Variables that belong together are known at the end of a text only.
  rows.sort((a, b) => a.at - b.at);
  return { kind: 'rows', format: importer.id, rows, more };
}
