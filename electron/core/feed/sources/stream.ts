/**
 * The tail of a stream: XREAD from an id, so nothing is skipped while entries are there, however long the connection was away.
 * What was trimmed or deleted before it was read is counted from the server's own `entries-added`.
 */
import { type Bytes, utf8 } from '../../../../shared/bytes.ts';
import { FaultError } from '../../../../shared/fault.ts';
import { packWords } from '../../../../shared/feed/words.ts';
import { asBytes, asCount, asList, asText, type Reply, UnexpectedReply } from '../../../../shared/reply.ts';
import { wordsOf } from '../ear.ts';
import type { Place, SourceKindOf } from './source.ts';

export const streamSource: SourceKindOf = {
  kind: 'stream',
  form: 'entry',
  open: (place) => void follow(place).catch(place.broken),
  reaches: () => false,
};

const pageEntries = 500;
const busyMs = 60;
const idleMs = 500;
/** How often the server's counters are compared with what was read. */
const checkMs = 5000;

interface Facts {
  readonly lastId: string;
  /** Entries ever added; null before Redis 7.0. */
  readonly added: number | null;
}

async function follow(place: Place): Promise<void> {
  const { session, signal, name, capture, clock } = place;
  let last = place.options.from ?? '$';
  /** A moment at which everything that had been added was read: what comes later is counted from there. */
  let base: { readonly added: number; read: number } | null = null;
  let wait = busyMs;
  let checkedAt = Number.NEGATIVE_INFINITY;
  let away = false;

  for await (const state of session.watch(signal)) {
    if (state.phase.kind !== 'ready') {
      away = true;
      place.settle('interrupted');
      continue;
    }
    while (!signal.aborted && session.state().phase.kind === 'ready') {
      try {
        if (last === '$') last = (await factsOf())?.lastId ?? '0-0';
        if (away || clock.steady() - checkedAt >= checkMs) await check();
        const read = await readOn();
        place.settle('live');
        wait = read > 0 ? busyMs : Math.min(idleMs, wait * 2);
        if (read === pageEntries) continue;
      } catch (thrown) {
        if (!(thrown instanceof FaultError) && !(thrown instanceof UnexpectedReply)) throw thrown;
        if (!(thrown instanceof FaultError) || thrown.fault.code === 'redis') {
          const detail = thrown instanceof FaultError ? wordsOf(thrown.fault) : thrown.message;
          if (!/^(LOADING|TRYAGAIN|CLUSTERDOWN|MASTERDOWN|BUSY)\b/.test(detail)) return place.settle('refused', detail);
        }
        place.settle('interrupted', thrown instanceof FaultError ? wordsOf(thrown.fault) : '');
        wait = idleMs;
        away = true;
      }
      await pause(wait, signal);
    }
  }

  async function readOn(): Promise<number> {
    const reply = await session.send('XREAD', ['COUNT', pageEntries, 'STREAMS', name, last], { quiet: true, signal });
    if (reply === null) return 0;
    // A list of streams in RESP2, names and entries in turn in RESP3.
    const [first, second] = asList(reply);
    const entries = asList(first instanceof Uint8Array ? second : asList(first)[1]);
    place.begin();
    for (const entry of entries) hear(entry);
    place.end();
    return entries.length;
  }

  function hear(entry: Reply): void {
    const [id, fields] = asList(entry);
    last = asText(id);
    if (base !== null) base.read++;
    // Deleted while it was being read: the id is there, and its fields are not.
    const words: readonly Bytes[] = [utf8(last), ...(fields === null ? [] : asList(fields).map(asBytes))];
    const packed = packWords(words);
    const both = new Uint8Array(name.length + packed.length);
    both.set(name);
    both.set(packed, name.length);
    place.hear(both, 0, name.length, name.length, both.length);
  }

  /** Reads to the end that the server names, and compares: what was added and not read is gone. */
  async function check(): Promise<void> {
    const facts = await factsOf();
    checkedAt = clock.steady();
    if (facts === null) {
      // Not there: what comes next begins anew. Where nothing was there before either, nothing is lost.
      if (base !== null && base.added + base.read > 0) remade();
      base = { added: 0, read: 0 };
      away = false;
      return;
    }
    if (isBefore(facts.lastId, last)) remade();
    while (!signal.aborted && isBefore(last, facts.lastId) && (await readOn()) > 0);
    // The end itself may be deleted: nothing more is to be had before it.
    if (base !== null && facts.added !== null && facts.added >= base.added) {
      const extra = isBefore(facts.lastId, last) ? null : facts.added - base.added - base.read;
      if (extra === null) return;
      if (extra > 0) mark('trimmed', extra);
    }
    base = facts.added === null || isBefore(facts.lastId, last) ? null : { added: facts.added, read: 0 };
    away = false;
  }

  function remade(): void {
    mark('remade', null);
    last = '0-0';
    base = null;
  }

  function mark(why: 'trimmed' | 'remade', missed: number | null): void {
    capture.mark({ from: clock.wall(), to: clock.wall(), why, atMost: missed, sources: [place.id] }, missed);
    place.changed();
  }

  /** Null where there is no such key. */
  async function factsOf(): Promise<Facts | null> {
    try {
      const told = pairs(await session.send('XINFO', ['STREAM', name], { quiet: true, signal }));
      const added = told.get('entries-added');
      return { lastId: asText(told.get('last-generated-id')), added: added === undefined ? null : asCount(added) };
    } catch (thrown) {
      if (thrown instanceof FaultError && thrown.fault.code === 'redis' && /no such key/i.test(thrown.fault.message)) return null;
      throw thrown;
    }
  }
}

/** A flat list of names and values. */
export function pairs(reply: Reply): ReadonlyMap<string, Reply> {
  const list = asList(reply);
  const map = new Map<string, Reply>();
  for (let at = 0; at + 1 < list.length; at += 2) map.set(asText(list[at]), list[at + 1] ?? null);
  return map;
}

/** Ids are two numbers of 64 bits. */
function isBefore(a: string, b: string): boolean {
  const [aMs, aSeq] = parts(a);
  const [bMs, bSeq] = parts(b);
  return aMs < bMs || (aMs === bMs && aSeq < bSeq);
}

function parts(id: string): readonly [bigint, bigint] {
  const [, ms = '0', seq = '0'] = /^(\d{1,20})(?:-(\d{1,20}))?$/.exec(id) ?? [];
  return [BigInt(ms), BigInt(seq)];
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', over);
      resolve();
    };
    const timer = setTimeout(over, ms);
    signal.addEventListener('abort', over, { once: true });
    if (signal.aborted) over();
  });
}
