/** The two ways Redis gives a collection piece by piece: by scan cursor and by rank. */
import type { Bytes } from '../bytes.ts';
import { asList, asText, type Reply, type Send } from '../reply.ts';
import type { Look, Row } from './edit.ts';
import type { Window } from './type.ts';

/** Elements that one step of a search looks at: under a millisecond of server time. */
const searchStep = 1000;

/** One step of HSCAN, SSCAN or ZSCAN. Small encodings give everything at once, whatever COUNT says, so a window may hold more rows than asked. */
export async function scanWindow(
  send: Send,
  command: 'HSCAN' | 'SSCAN' | 'ZSCAN',
  key: Bytes,
  look: Look,
  from: string,
  count: number,
  toRows: (items: readonly Reply[]) => readonly Row[],
): Promise<Window> {
  const matching = look.match.length > 0;
  const filter = matching ? (['MATCH', look.match] as const) : [];
  const [cursor, items] = asList(await send(command, key, from === '' ? '0' : from, ...filter, 'COUNT', matching ? Math.max(count, searchStep) : count));
  const next = asText(cursor);
  return { rows: toRows(asList(items)), next: next === '0' ? null : next };
}

export async function rankWindow(from: string, count: number, read: (first: number, last: number) => Promise<readonly Row[]>): Promise<Window> {
  const first = /^\d{1,15}$/.test(from) ? Number(from) : 0;
  const rows = await read(first, first + count - 1);
  return { rows, next: rows.length < count ? null : String(first + rows.length) };
}
