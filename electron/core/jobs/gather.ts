/** The keys of a target: found by SCAN on every server, or named and then looked for; each counted once. */
import type { Bytes } from '../../../shared/bytes.ts';
import { fail } from '../../../shared/fault.ts';
import type { JobTarget, Pace, PlanNode, PlanState } from '../../../shared/jobs/jobs.ts';
import { asBytes, asCount, asList, asText, isReplyError, type Reply } from '../../../shared/reply.ts';
import type { NodeHandle, Session } from '../connections/session.ts';
import { gatherKeys, type KeyGathering, type KeySet, maxKeys, maxNameBytes } from './keySet.ts';
import { createPacer } from './pace.ts';
import type { KeyTargets } from './targets.ts';

export interface GatherOptions {
  readonly session: Session;
  readonly target: JobTarget;
  readonly targets: KeyTargets;
  readonly pace: Pace;
  readonly signal: AbortSignal;
}

export interface Gathered {
  readonly set: KeySet;
  readonly nodes: readonly PlanNode[];
  /** Named, and not on the server. */
  readonly gone: number;
}

type Counting = Extract<PlanState, { kind: 'counting' }>;

interface Walk {
  readonly node: NodeHandle;
  found: number;
  looked: number;
  total: number | null;
  done: boolean;
}

/** COUNT of SCAN: a thousand names take a server about a millisecond. */
const counts = { least: 250, first: 1000, most: 2000 };
const tellMs = 100;
const checkedAtOnce = 500;

/** Yields how far it is; returns the frozen keys. */
export async function* gather(options: GatherOptions): AsyncGenerator<Counting, Gathered, void> {
  const { session, target, signal } = options;
  const keys = gatherKeys();
  const walks: Walk[] = session.nodes().map((node) => ({ node, found: 0, looked: 0, total: null, done: false }));
  if (walks.length === 0) fail({ code: 'offline' });
  for (const walk of walks) walk.total = await keyCount(walk.node, signal);
  const missing = { count: 0 };
  const counting = (): Counting => ({
    kind: 'counting',
    found: keys.count,
    looked: walks.reduce((sum, { looked }) => sum + looked, 0) + missing.count,
    total: target.kind === 'pattern' ? walks.reduce<number | null>((sum, { total }) => (sum === null || total === null ? null : sum + total), 0) : null,
    nodes: walks.map(nodeOf),
  });
  const parts = target.kind === 'pattern' ? walks.map((walk) => scan(walk, keys, target, options)) : [named(keys, walks, missing, options)];
  let running = true;
  const all = Promise.all(parts.map(drain)).finally(() => (running = false));
  // Its failure is told below, when it is waited for.
  all.catch(() => undefined);
  while (running) {
    yield counting();
    await Promise.race([all, new Promise((resolve) => setTimeout(resolve, tellMs))]).catch(() => undefined);
  }
  await all;
  const set = keys.freeze();
  return { set, gone: missing.count, nodes: walks.map(nodeOf) };
}

function nodeOf({ node, found, total, done }: Walk): PlanNode {
  return { address: node.address, found, total, done };
}

async function drain(steps: AsyncIterable<void>): Promise<void> {
  for await (const _ of steps);
}

async function* scan(
  walk: Walk,
  keys: KeyGathering,
  { match, type }: Extract<JobTarget, { kind: 'pattern' }>,
  { session, pace, signal }: GatherOptions,
): AsyncGenerator<void> {
  let cursor = '0';
  const pacer = createPacer(pace, counts);
  do {
    const count = pacer.size();
    const began = performance.now();
    const asked = ['MATCH', match, 'COUNT', count, ...(type === null ? [] : ['TYPE', type])];
    const [next, names] = asList(await walk.node.send('SCAN', [cursor, ...asked], { signal, quiet: true }));
    const rest = pacer.took(count, performance.now() - began, 0);
    cursor = asText(next);
    for (const name of asList(names)) add(keys, walk, asBytes(name), session.placeOf(asBytes(name))?.slot ?? -1);
    walk.looked = Math.min(walk.looked + count, walk.total ?? Number.POSITIVE_INFINITY);
    if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
    yield;
  } while (cursor !== '0');
  walk.done = true;
  if (walk.total !== null) walk.looked = walk.total;
}

/** Keys by name, in the order in which they come; those that are not there are counted. */
async function* named(keys: KeyGathering, walks: readonly Walk[], missing: { count: number }, options: GatherOptions): AsyncGenerator<void> {
  const { session, signal } = options;
  const byAddress = new Map(walks.map((walk) => [walk.node.address, walk]));
  const first = walks[0] as Walk;
  for await (const names of namesOf(options)) {
    for (let from = 0; from < names.length; from += checkedAtOnce) {
      const some = names.slice(from, from + checkedAtOnce);
      const there = await existing(session, some, signal);
      for (const [at, name] of some.entries()) {
        const place = session.placeOf(name);
        const walk = byAddress.get(place?.node ?? '') ?? first;
        if (there[at] === true) add(keys, walk, name, place?.slot ?? -1);
        else missing.count++;
      }
      yield;
    }
  }
  for (const walk of walks) walk.done = true;
}

async function* namesOf({ session, target, targets, signal }: GatherOptions): AsyncIterable<readonly Bytes[]> {
  switch (target.kind) {
    case 'keys':
      yield target.keys;
      return;
    case 'pattern':
      return;
    default:
      yield* targets.names(session, target, signal);
  }
}

function add(keys: KeyGathering, walk: Walk, name: Bytes, slot: number): void {
  if (keys.count >= maxKeys || keys.bytes + name.length > maxNameBytes)
    fail({ code: 'input', path: 'target', message: `These are more than ${maxKeys} keys or ${maxNameBytes} bytes of names: choose fewer.` });
  if (keys.add(name, walk.node.address, slot)) walk.found++;
}

/** One EXISTS of all of a slot says how many there are; only where some are missing each is asked for. */
async function existing(session: Session, names: readonly Bytes[], signal: AbortSignal): Promise<readonly boolean[]> {
  const groups = new Map<number, number[]>();
  for (const [at, name] of names.entries()) {
    const slot = session.placeOf(name)?.slot ?? -1;
    groups.set(slot, [...(groups.get(slot) ?? []), at]);
  }
  const asked = [...groups.values()];
  const counts = await session.sendMany(
    asked.map((group) => ['EXISTS', ...group.map((at) => names[at] as Bytes)] as const),
    { signal, quiet: true },
  );
  const there = new Array<boolean>(names.length).fill(true);
  const unsure = asked.filter((group, at) => !isAll(counts[at], group.length)).flat();
  const replies =
    unsure.length === 0
      ? []
      : await session.sendMany(
          unsure.map((at) => ['EXISTS', names[at] as Bytes] as const),
          { signal, quiet: true },
        );
  // What may not be looked at stays: acting on it says so by name.
  for (const [place, at] of unsure.entries()) there[at] = isReplyError(replies[place]) || asCount(replies[place]) === 1;
  return there;
}

function isAll(reply: Reply | undefined, count: number): boolean {
  return !isReplyError(reply) && asCount(reply) === count;
}

/** Null where it is refused. */
async function keyCount(node: NodeHandle, signal: AbortSignal): Promise<number | null> {
  try {
    return asCount(await node.send('DBSIZE', [], { signal, quiet: true }));
  } catch (thrown) {
    if (signal.aborted || !(thrown instanceof Error) || thrown.name !== 'FaultError') throw thrown;
    return null;
  }
}
