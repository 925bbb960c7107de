/** Sends what was captured or recorded once more: with the time between as it was, faster, or as fast as possible, to the same or other channels. */
import { type Bytes, exactBytes } from '../../../shared/bytes.ts';
import { FaultError } from '../../../shared/fault.ts';
import type { Query } from '../../../shared/feed/query/compile.ts';
import { unpackWords } from '../../../shared/feed/words.ts';
import { globMatches } from '../../../shared/glob.ts';
import { type Arg, asCount, asList, asText, isReplyError } from '../../../shared/reply.ts';
import type { Session } from '../connections/session.ts';
import { caughtError, run, script, scriptsRefused } from '../script.ts';
import type { Rows } from './capture.ts';
import type { Clock } from './clock.ts';
import { openSearch } from './search.ts';
import { gapSource, payloadOf, type Segment } from './segment.ts';
import { openSteering, type ReplayTold, type Steering } from './steering.ts';

export interface ReplayOptions {
  readonly query: Query | null;
  /** Rows from this one on, at most so many of those that pass. */
  readonly from: number;
  readonly count: number;
  /** 1 as it was, 10 ten times as fast; null: as fast as possible. */
  readonly speed: number | null;
  /** The first glob that a channel matches says where it goes; `*` in `to` stands for the whole name. */
  readonly map: readonly { readonly from: Bytes; readonly to: Bytes }[];
  readonly confirmed: string | null;
  readonly steering?: Steering;
  readonly shards: (source: number) => boolean;
}

const batch = 200;
/** So many batches may be on their way: waiting for each answer would put the next behind its time. */
const mostAway = 8;
const tellMs = 100;
/** Timers beyond 2^31 milliseconds fire at once. */
const longest = 2 ** 30;

export async function* replay(rows: Rows, to: Session, clock: Clock, options: ReplayOptions, signal: AbortSignal): AsyncGenerator<ReplayTold, void> {
  const { steering = openSteering() } = options;
  const wanted = await chosen(rows, clock, options, signal);
  const { total } = wanted;
  const sending = openSending(to, options.confirmed);
  let skipped = 0;
  let seq = 0;
  let firstAt: number | null = null;
  let told = Number.NEGATIVE_INFINITY;
  let began = clock.steady();
  let waiting: Command[] = [];

  const flush = async (): Promise<void> => {
    const commands = waiting;
    waiting = [];
    if (commands.length > 0) await sending.send(commands);
  };

  const tell = (paused = false): ReplayTold => ({ sent: sending.sent, skipped, total, seq, paused });

  const dueIn = (after: number): number => (options.speed === null ? 0 : began + after / options.speed - clock.steady());

  for (const next of wanted.seqs()) {
    if (signal.aborted) return;
    seq = next;
    const segment = rows.segmentOf(seq);
    const command = segment === undefined ? null : commandFor(rows, segment, seq - segment.firstSeq, options);
    if (segment === undefined || command === null) {
      skipped++;
      continue;
    }
    const at = segment.times[seq - segment.firstSeq] ?? 0;
    firstAt ??= at;
    for (let due = dueIn(at - firstAt); due > 1 || steering.held; due = dueIn(at - firstAt)) {
      const seen = steering.pulse.version;
      await flush();
      if (steering.held) {
        await sending.landed(0);
        yield tell(true);
      }
      await steering.pulse.after(seen, signal, steering.held ? null : Math.min(due, longest));
      if (signal.aborted) return;
      if (steering.pulse.version === seen || steering.held) continue;
      // It goes on with this message, at once, and from it on the time between is as it was.
      firstAt = at;
      began = clock.steady();
      told = Number.NEGATIVE_INFINITY;
    }
    steering.take();
    waiting.push(command);
    const isFirst = !sending.begun;
    if (waiting.length >= batch || isFirst) await flush();
    // From its arrival on, which the guard and a cold start put off, the others are counted.
    if (isFirst) began = clock.steady();
    if (clock.steady() - told < tellMs) continue;
    told = clock.steady();
    yield tell();
  }
  await flush();
  await sending.landed(0);
  yield { ...tell(), skipped: total - sending.sent };
}

type Command = readonly [string, ...Arg[]];

/** Many messages in one command: each by itself costs this process several times what it costs the server. Tells how many went, and why no more. */
const publishAll = script(`
for at = 1, #ARGV, 2 do
  local told = redis.pcall('PUBLISH', ARGV[at], ARGV[at + 1])
  if type(told) == 'table' and told.err then return {(at - 1) / 2, told.err} end
end
return {#ARGV / 2}`);
const asPublish = { command: 'PUBLISH', keys: null, typed: null };

/** Batches on their way, and how many commands were answered. What failed is thrown by whoever comes next. */
function openSending(to: Session, confirmed: string | null) {
  let sent = 0;
  let begun = false;
  let scripts = true;
  let known = false;
  let away = 0;
  let failed: { readonly thrown: unknown } | null = null;
  let land: () => void = () => undefined;

  async function inOne(commands: readonly Command[], quiet: boolean): Promise<boolean> {
    try {
      const args = commands.flatMap(([, ...words]) => words);
      const [went, refused] = asList(await run(to, publishAll, null, args, asPublish, { confirmed, quiet }));
      sent += asCount(went);
      known = true;
      if (refused !== undefined) throw new FaultError({ code: 'redis', ...caughtError(asText(refused)) });
      return true;
    } catch (thrown) {
      if (!scriptsRefused(thrown)) throw thrown;
      scripts = false;
      return false;
    }
  }

  async function carry(commands: readonly Command[], scripted: boolean, quiet: boolean): Promise<void> {
    try {
      if (scripted && (await inOne(commands, quiet))) return;
      const replies = await to.sendMany(commands, { confirmed, quiet });
      const refused = replies.find(isReplyError);
      if (refused !== undefined) throw new FaultError({ code: 'redis', prefix: refused.prefix, message: refused.message });
      sent += commands.length;
    } catch (thrown) {
      failed ??= { thrown };
    } finally {
      away--;
      land();
    }
  }

  /** Resolves when at most so many are on their way. */
  async function landed(most: number): Promise<void> {
    while (away > most && failed === null) await new Promise<void>((resolve) => (land = resolve));
    if (failed !== null) throw failed.thrown;
  }

  return {
    get sent() {
      return sent;
    },
    get begun() {
      return begun;
    },
    landed,
    async send(commands: readonly Command[]): Promise<void> {
      await landed(mostAway);
      away++;
      const scripted = scripts && begun && commands.every(([name]) => name === 'PUBLISH');
      void carry(commands, scripted, begun);
      // The first goes alone: it is what the guard is asked about. So does what tells the server the script: others would overtake it.
      if (!begun || (scripted && !known)) await landed(0);
      begun = true;
    },
  };
}

interface Chosen {
  readonly total: number;
  /** In order; read as they go, because there may be millions. What was evicted meanwhile is not among them. */
  seqs(): Iterable<number>;
}

async function chosen(rows: Rows, clock: Clock, { query, from, count }: ReplayOptions, signal: AbortSignal): Promise<Chosen> {
  const search = openSearch(rows, query, clock);
  while (search.pending() > 0 && !signal.aborted) {
    search.run(8);
    await new Promise(setImmediate);
  }
  const { found } = search;
  const first = found.positionOf(from);
  const total = Math.max(0, Math.min(count, found.count - first));
  // What comes from now on, which may be what is sent, is not sent again.
  const last = total === 0 ? 0 : (found.at(first + total - 1) ?? 0);
  return {
    total,
    *seqs() {
      for (let next = from; ; ) {
        const seq = found.at(found.positionOf(next));
        if (seq === undefined || seq > last) return;
        yield seq;
        next = seq + 1;
      }
    },
  };
}

function commandFor(rows: Rows, segment: Segment, row: number, { map, shards }: ReplayOptions): Command | null {
  const source = segment.sources[row] ?? gapSource;
  const form = rows.formOf(source);
  if (source === gapSource || form === 'command') return null;
  const { name } = rows.channels.at(segment.channels[row] ?? 0);
  const rule = map.find((one) => globMatches(one.from, name));
  const channel = rule === undefined ? name : renamed(rule.to, name);
  const payload = exactBytes(payloadOf(segment, row));
  if (form === 'payload') return [shards(source) ? 'SPUBLISH' : 'PUBLISH', channel, payload];
  const words = unpackWords(payload);
  return words.length < 3 ? null : ['XADD', channel, '*', ...words.slice(1)];
}

function renamed(to: Bytes, channel: Bytes): Bytes {
  const star = to.indexOf(0x2a);
  return star === -1 ? to : Uint8Array.of(...to.subarray(0, star), ...channel, ...to.subarray(star + 1));
}
