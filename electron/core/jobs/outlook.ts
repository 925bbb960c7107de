/** What a plan shows of its keys, and what the bin could bring back of them: from a random sample, nothing in whole. */
import type { Bytes } from '../../../shared/bytes.ts';
import type { SampleKey, UndoOutlook } from '../../../shared/jobs/jobs.ts';
import { asCount, asText, isReplyError, type Reply } from '../../../shared/reply.ts';
import { isRefused } from '../bin/bin.ts';
import { costOf } from '../bin/lots.ts';
import { type Place, weighThere } from '../bin/replace.ts';
import { maxKept } from '../bin/take.ts';
import type { Session } from '../connections/session.ts';
import { nothing } from './actions/expire.ts';
import type { KeySet } from './keySet.ts';

const shown = 20;
const measured = 120;
/** A DUMP costs the server its size: of what is bigger, MEMORY USAGE is taken instead. */
const maxDumped = 16 * 1024;

export async function sampleOf(session: Session, set: KeySet, signal: AbortSignal): Promise<readonly SampleKey[]> {
  const keys = positions(set.count, shown).map(set.at);
  const replies = await session.sendMany(
    keys.flatMap((key) => [['TYPE', key] as const, ['PTTL', key] as const, ['MEMORY', 'USAGE', key] as const]),
    { signal, quiet: true },
  );
  return keys.map((key, at): SampleKey => {
    const type = isReplyError(replies[at * 3]) ? null : asText(replies[at * 3]);
    const ttl = numberOf(replies[at * 3 + 1]);
    return { key: key.slice(), type: type === 'none' ? null : type, ttl: ttl === null || ttl < 0 ? null : ttl, memory: numberOf(replies[at * 3 + 2]) };
  });
}

/** Of a time to live only the former moment and the name are kept: what that takes is known. */
export async function ttlUndoOutlook(session: Session, set: KeySet, budget: number): Promise<UndoOutlook> {
  if (set.count === 0) return { kind: 'none' };
  const key = set.at(0);
  for (const [command, ...args] of [
    ['PERSIST', key],
    ['PEXPIREAT', key, '1'],
  ] as const)
    if (await isRefused(session, [command, ...args])) return { kind: 'refused', command };
  const bytes = set.bytes + set.count * costOf({ key: nothing, dump: nothing });
  const fits = bytes <= budget ? set.count : Math.floor((budget / bytes) * set.count);
  return { kind: 'estimate', bytes, budget, fits, sampled: set.count, bigger: 0, maxKey: maxKept };
}

export async function undoOutlook(session: Session, set: KeySet, budget: number, signal: AbortSignal): Promise<UndoOutlook> {
  const [first] = set.count === 0 ? [] : [set.at(0)];
  if (first === undefined) return { kind: 'none' };
  const refused = await refusedOf(session, first);
  if (refused !== null) return { kind: 'refused', command: refused };
  const keys = positions(set.count, measured).map(set.at);
  const memories = await session.sendMany(
    keys.map((key) => ['MEMORY', 'USAGE', key] as const),
    { signal, quiet: true },
  );
  const small = keys.filter((_, at) => (numberOf(memories[at]) ?? 0) <= maxDumped);
  const dumps = await session.sendMany(
    small.map((key) => ['DUMP', key] as const),
    { signal, quiet: true },
  );
  const lengths = new Map<Bytes, number>();
  for (const [at, key] of small.entries()) {
    const dump = dumps[at];
    if (dump instanceof Uint8Array) lengths.set(key, costOf({ key, dump }));
  }
  const costs = keys.flatMap((key, at) => {
    const memory = numberOf(memories[at]);
    return lengths.get(key) ?? (memory === null || memory <= maxDumped ? [] : [memory + key.length]);
  });
  return estimate(costs, set.count, budget);
}

/** Of what stands where copies go, and would be overwritten. */
export async function replaceOutlook(place: Place, set: KeySet, budget: number, signal: AbortSignal): Promise<UndoOutlook> {
  const [first] = set.count === 0 ? [] : [set.at(0)];
  if (first === undefined) return { kind: 'none' };
  const refused = await refusedOf(place.session, first);
  if (refused !== null) return { kind: 'refused', command: refused };
  const told = await weighThere(place, positions(set.count, measured).map(set.at), maxDumped, signal);
  const costs = told.flatMap((reply) => numberOf(reply) ?? []);
  return { ...estimate(costs, set.count, budget), there: costs.filter((cost) => cost > 0).length };
}

function estimate(costs: readonly number[], count: number, budget: number): Extract<UndoOutlook, { kind: 'estimate' }> {
  const bigger = costs.filter((cost) => cost > maxKept).length;
  const mean = costs.length === 0 ? 0 : costs.reduce((sum, cost) => sum + cost, 0) / costs.length;
  const bytes = Math.round(mean * count);
  return { kind: 'estimate', bytes, budget, fits: bytes <= budget ? count : Math.floor(budget / mean), sampled: costs.length, bigger, maxKey: maxKept };
}

/** What would have to be allowed to put a key back. */
async function refusedOf(session: Session, key: Bytes): Promise<'RESTORE' | 'DUMP' | 'EVAL' | null> {
  for (const [command, ...args] of [
    ['RESTORE', key, '0', ''],
    ['DUMP', key],
    ['EVAL', 'return 1', '0'],
  ] as const)
    if (await isRefused(session, [command, ...args])) return command;
  return null;
}

/** All, or so many at random, in their order. */
function positions(count: number, wanted: number): readonly number[] {
  if (count <= wanted) return Array.from({ length: count }, (_, at) => at);
  const chosen = new Set<number>();
  while (chosen.size < wanted) chosen.add(Math.floor(Math.random() * count));
  return [...chosen].sort((a, b) => a - b);
}

function numberOf(reply: Reply | undefined): number | null {
  return reply === undefined || reply === null || isReplyError(reply) ? null : asCount(reply);
}
