/** Exporting to a file: as DUMP made it, as values in JSON, or as commands that make the keys again. */
import type { Bytes } from '../../../../shared/bytes.ts';
import { FaultError } from '../../../../shared/fault.ts';
import type { ExportFormat } from '../../../../shared/jobs/jobs.ts';
import { asCount, asText, isReplyError, type Reply } from '../../../../shared/reply.ts';
import type { Session } from '../../connections/session.ts';
import type { FileSink } from '../../ports.ts';
import { commandLines, dumpLine, type ExportKey, restoreLine, valueLine } from '../exportLines.ts';
import { type Action, again, applied, failed, type Group, type GroupOutcome, gone, type KeyOutcome, type KeysOf, left } from './action.ts';
import { slices, wholeFailures } from './outcomes.ts';
import { readWhole } from './readWhole.ts';
import { weigh } from './weigh.ts';

export interface ExportOptions {
  readonly session: Session;
  readonly db: number;
  readonly keysOf: KeysOf;
  /** The type the keys were chosen by, null where any will do. */
  readonly type: string | null;
  readonly format: ExportFormat;
  readonly file: FileSink;
  readonly now: () => number;
}

interface Known extends ExportKey {
  readonly at: number;
  readonly big: boolean;
}

/** A bigger key would have to be held in whole. */
const maxExported = 64 * 1024 * 1024;
const encoder = new TextEncoder();

/** How all of a value is asked for; what is not here is exported as DUMP made it. */
const whole = new Map<string, (key: Bytes) => readonly [string, ...(Bytes | string)[]]>([
  ['string', (key) => ['GET', key]],
  ['hash', (key) => ['HGETALL', key]],
  ['list', (key) => ['LRANGE', key, '0', '-1']],
  ['set', (key) => ['SMEMBERS', key]],
  ['zset', (key) => ['ZRANGE', key, '0', '-1', 'WITHSCORES']],
  ['stream', (key) => ['XRANGE', key, '-', '+']],
]);

export function exporting({ session, db, keysOf, type: wanted, format, file, now }: ExportOptions): Action {
  /** A batch of one server after that of another: lines never mix. */
  let writing = Promise.resolve();

  async function act(groups: readonly Group[]): Promise<readonly GroupOutcome[]> {
    const keys = groups.flatMap(keysOf);
    const weights = await weigh(session, keys, maxExported);
    const outcomes = keys.map((_, at): KeyOutcome => (weights[at] === 'size' ? left({ kind: 'size' }) : again));
    const chosen = keys.flatMap((key, at) => (weights[at] === 'now' || weights[at] === 'big' ? [{ key, at }] : []));
    const heads = await session.sendMany(
      chosen.flatMap(({ key }) => [['TYPE', key] as const, ['PTTL', key] as const]),
      { quiet: true },
    );
    const told = now();
    const known: Known[] = [];
    for (const [place, { key, at }] of chosen.entries()) {
      const [type, pttl] = [heads[place * 2], heads[place * 2 + 1]];
      if (isReplyError(type)) outcomes[at] = failed(type);
      else if (isReplyError(pttl)) outcomes[at] = failed(pttl);
      else if (asText(type) === 'none') outcomes[at] = gone;
      else if (wanted !== null && asText(type) !== wanted) outcomes[at] = left({ kind: 'type' });
      else known.push({ key, at, big: weights[at] === 'big', type: asText(type), expires: asCount(pttl) < 0 ? null : Math.round(told + asCount(pttl)) });
    }
    const lines = await linesOf(known, outcomes);
    if (lines.length > 0) await write(lines.join(''));
    return wholeFailures(groups, slices(groups, outcomes));
  }

  async function linesOf(known: readonly Known[], outcomes: KeyOutcome[]): Promise<readonly string[]> {
    // A DUMP cannot be had in windows.
    const inWindows = ({ big, type }: Known): boolean => big && format !== 'dump' && whole.has(type);
    const asked = known.map((one) =>
      inWindows(one) ? (['PING'] as const) : ((format === 'dump' ? undefined : whole.get(one.type))?.(one.key) ?? (['DUMP', one.key] as const)),
    );
    const replies = [...(await session.sendMany(asked, { quiet: true }))];
    for (const [place, one] of known.entries()) if (inWindows(one)) replies[place] = await inPieces(one);
    const lines: string[] = [];
    for (const [place, one] of known.entries()) {
      const reply = replies[place];
      if (isReplyError(reply)) outcomes[one.at] = failed(reply);
      else if (reply === undefined || reply === null) outcomes[one.at] = gone;
      else {
        lines.push(await lineOf(one, reply, asked[place]?.[0] === 'DUMP'));
        outcomes[one.at] = applied;
      }
    }
    return lines;
  }

  /** It may have become another type on the way: that is its own trouble. */
  async function inPieces({ key, type }: Known): Promise<Reply> {
    try {
      return await readWhole(session, key, type);
    } catch (thrown) {
      if (thrown instanceof FaultError && thrown.fault.code === 'redis') return { prefix: thrown.fault.prefix, message: thrown.fault.message };
      throw thrown;
    }
  }

  async function lineOf(one: ExportKey, reply: Reply, dumped: boolean): Promise<string> {
    if (format === 'dump' || (dumped && format === 'values')) return dumpLine(one, reply as Bytes);
    if (dumped) return restoreLine(one, reply as Bytes);
    if (format === 'values') return valueLine(one, reply);
    if (one.type === 'stream') {
      // Groups, deleted entries and the last id are no entries: where there are any, only a DUMP has all of it.
      const [info] = await session.sendMany([['XINFO', 'STREAM', one.key]], { quiet: true });
      const [dump] = isPlainStream(info, reply) ? [] : await session.sendMany([['DUMP', one.key]], { quiet: true });
      if (dump instanceof Uint8Array) return restoreLine(one, dump);
    }
    return commandLines(one, reply) ?? '';
  }

  /** One at a time, and each when the one before it was taken. */
  function write(text: string): Promise<void> {
    const mine = writing.then(() => file.write(encoder.encode(text)));
    writing = mine.catch(() => undefined);
    return mine;
  }

  return {
    places: [{ session, db }],
    reads: true,
    bounds: { least: 10, first: 100, most: 500 },
    changes: 'nothing',
    act,
    recheck: act,
    end: (complete) => file.end(complete),
  };
}

/** Only entries, the last of which gave the last id. */
function isPlainStream(info: Reply | undefined, entries: Reply): boolean {
  if (!Array.isArray(info) || !Array.isArray(entries) || entries.length === 0) return false;
  const fields = new Map<string, Reply>();
  const flat = info as readonly Reply[];
  for (let at = 0; at + 1 < flat.length; at += 2) fields.set(asText(flat[at]), flat[at + 1] as Reply);
  const lastId = fields.get('last-generated-id');
  const entry = (entries as readonly Reply[]).at(-1);
  const lastEntry = Array.isArray(entry) ? (entry as readonly Reply[])[0] : undefined;
  const added = fields.get('entries-added');
  return (
    lastId instanceof Uint8Array &&
    lastEntry instanceof Uint8Array &&
    asText(lastId) === asText(lastEntry) &&
    fields.get('groups') === '0' &&
    (added === undefined || added === String(entries.length))
  );
}
