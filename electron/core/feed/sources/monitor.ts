/**
 * Every command that the servers run: MONITOR on each node. It costs the server, so it ends by itself: after its time or its lines,
 * when Keytide falls behind, and when the server has to hold much for it (it would hold without limit).
 */
import type { Bytes } from '../../../../shared/bytes.ts';
import { FaultError } from '../../../../shared/fault.ts';
import { type GapReason, monitorLimits } from '../../../../shared/feed/feed.ts';
import { packWords } from '../../../../shared/feed/words.ts';
import { asText, UnexpectedReply } from '../../../../shared/reply.ts';
import type { Lane } from '../../connections/lane.ts';
import type { NodeHandle } from '../../connections/session.ts';
import { createMonitorReader, spare } from '../../resp/monitorReader.ts';
import type { Gap } from '../capture.ts';
import { type ListedClient, readClients } from '../clientList.ts';
import { wordsOf } from '../ear.ts';
import { openRest } from '../rest.ts';
import { type Addresses, addressesOf } from './addresses.ts';
import type { Place, SourceKindOf } from './source.ts';

export const monitorSource: SourceKindOf = { kind: 'monitor', form: 'command', open: watch, reaches: () => false };

/** How far behind the server's own clock a line may come, beyond the quickest that came. */
const maxLagMs = 2000;
/** What the server may hold for a line of ours before the line is given up: 32 MB. */
const maxHeld = 32 * 1024 * 1024;
const lookMs = 1000;
const lineName = 'monitor';
const nothingKnown = addressesOf([]);

type Ended = Extract<GapReason, 'time-up' | 'lines-up' | 'lag' | 'memory'>;

interface Node {
  readonly handle: NodeHandle;
  lane: Lane;
  live: boolean;
  refused: string | null;
  gap: Gap | null;
}

function watch(place: Place): void {
  const { session, options, capture, clock, signal } = place;
  const most = options.lines ?? monitorLimits.lines;
  const nodes: Node[] = [];
  /** Addresses, as the servers see them, of Keytide's own connections. */
  let own: Addresses = nothingKnown;
  let lines = 0;
  let ended = false;

  function tell(): void {
    if (ended) return;
    const refused = nodes.find((node) => node.refused !== null);
    if (refused !== undefined) place.settle('refused', refused.refused ?? '');
    else place.settle(nodes.every((node) => node.live) ? 'live' : nodes.some((node) => node.gap !== null) ? 'interrupted' : 'starting');
  }

  function end(why: Ended): void {
    if (ended) return;
    close();
    const now = clock.wall();
    capture.mark({ from: now, to: now, why, atMost: null, sources: [place.id] }, null);
    place.settle('stopped', '');
  }

  function close(): void {
    ended = true;
    clearTimeout(clockOut);
    clearInterval(looking);
    for (const node of nodes) {
      node.gap?.end();
      node.gap = null;
      node.lane.close();
    }
  }

  function open(handle: NodeHandle): Node {
    let least = Number.POSITIVE_INFINITY;
    let behind = 0;
    /** Of the client of the line before, as long as our own are the same. */
    let isOwn = false;
    let askedOf: Addresses | null = null;
    /** Not by the machine's own date: where that is set, nothing has come late. */
    let steady = 0;
    const newReader = () =>
      createMonitorReader({
        begun() {
          node.live = true;
          node.refused = null;
          node.gap?.end();
          node.gap = null;
          tell();
        },
        command(again, at, bytes, from, to, clientFrom, clientTo, nameFrom, nameTo) {
          if (!again || askedOf !== own) {
            askedOf = own;
            isOwn = own.has(bytes, clientFrom, clientTo);
          }
          if (ended || (isOwn && options.own !== true)) return;
          const late = steady - at;
          if (late < least) least = late;
          behind = late - least;
          // One name for a command, however a client writes it; one that is longer is none.
          const named = Math.min(nameTo - nameFrom, spare);
          for (let place = 0; place < named; place++) {
            const byte = bytes[nameFrom + place] as number;
            bytes[place] = byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte;
          }
          hear(bytes, 0, named, from, to);
        },
        odd(line) {
          const words = packWords([nothing, nothing, nothing, line as Bytes]);
          if (!ended) hear(words, 0, 0, 0, words.length);
        },
        error(message) {
          node.refused = message;
          tell();
          node.lane.close();
        },
      });
    let reader = newReader();
    const rest = openRest(() => node.lane);
    const node: Node = { handle, lane: noLane, live: false, refused: null, gap: null };
    node.lane = handle.openLane(lineName, {
      ready() {
        reader = newReader();
        void start(node).catch(place.broken);
      },
      lost() {
        node.live = false;
        if (!ended) node.gap ??= capture.openGap(clock.wall(), [place.id]);
        tell();
      },
      failed: (fault) => void (ended || place.settle('interrupted', wordsOf(fault))),
      bytes(chunk) {
        if (ended) return;
        place.begin();
        steady = clock.steady();
        reader.read(chunk);
        place.end();
        rest.took(steady, chunk.length);
        if (behind > maxLagMs) end('lag');
      },
    });
    return node;
  }

  function hear(bytes: Bytes, channelFrom: number, channelTo: number, from: number, to: number): void {
    place.hear(bytes, channelFrom, channelTo, from, to);
    if (++lines >= most) end('lines-up');
  }

  /** Our own connections are known before the first line comes. */
  async function start(node: Node): Promise<void> {
    await look([node.handle]);
    if (ended || signal.aborted) return;
    try {
      node.lane.write([['MONITOR']]);
    } catch (thrown) {
      // Lost again already: the next ready tries anew.
      if (!(thrown instanceof FaultError)) throw thrown;
      if (thrown.fault.code !== 'offline') {
        node.refused = wordsOf(thrown.fault);
        tell();
      }
    }
  }

  /** Who is connected: which of them are our own, and how much the server holds for our monitor. Where that may not be asked, nothing is known. */
  async function look(handles: readonly NodeHandle[]): Promise<void> {
    const all = await Promise.all(handles.map(clientsOf));
    if (ended || signal.aborted) return;
    const ours = all.flat().filter(({ name }) => name.startsWith('keytide:'));
    own = addressesOf([...own.all, ...ours.map(({ address }) => address)]);
    const lanes = new Set(nodes.map(({ lane }) => lane.clientId));
    if (ours.some(({ id, held }) => lanes.has(id) && held > maxHeld)) end('memory');
  }

  const clockOut = setTimeout(() => end('time-up'), (options.seconds ?? monitorLimits.seconds) * 1000);
  const looking = setInterval(() => void look(nodes.map((node) => node.handle)).catch(place.broken), lookMs);
  signal.addEventListener('abort', close, { once: true });
  for (const handle of session.nodes()) nodes.push(open(handle));
  if (nodes.length === 0) {
    close();
    place.settle('stopped', '');
  } else tell();
}

const nothing = new Uint8Array(0);
const noLane: Lane = {
  protocol: 2,
  clientId: null,
  address: null,
  runId: null,
  write: () => undefined,
  pause: () => undefined,
  resume: () => undefined,
  close: () => undefined,
};

async function clientsOf(node: NodeHandle): Promise<readonly ListedClient[]> {
  try {
    return readClients(asText(await node.send('CLIENT', ['LIST'], { quiet: true })));
  } catch (thrown) {
    if (thrown instanceof FaultError || thrown instanceof UnexpectedReply) return [];
    throw thrown;
  }
}
