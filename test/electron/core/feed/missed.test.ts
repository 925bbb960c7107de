/** What is said to be missed is never less than what was, whatever comes between a node, its bus, its clients and what they ask. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openChannels } from '../../../../electron/core/feed/channels.ts';
import { openEvidence } from '../../../../electron/core/feed/evidence.ts';
import type { Way } from '../../../../electron/core/feed/reading.ts';
import { utf8 } from '../../../../shared/bytes.ts';
import { FaultError } from '../../../../shared/fault.ts';
import type { Reply } from '../../../../shared/reply.ts';
import { fakeSession } from './fakeSession.ts';

/** `there` is another node: what it takes comes over the bus some time later. */
type Traffic = 'publish' | 'spublish' | 'publish there' | 'spublish there' | 'bus';
type Step = Traffic | 'deliver' | 'ping' | 'serve' | 'answer' | 'sample' | 'cut' | 'restore' | 'reset' | 'restart';

interface Told {
  readonly missed: number;
  atMost: number | null | undefined;
}

const turn = (): Promise<void> => new Promise(setImmediate);

/** One node with its counters, a line that is subscribed there, and another connection that asks; each step is one thing that happens to one of them. */
function openModel(hears: readonly Way[], countsResets = true) {
  const fake = fakeSession();
  fake.mode = 'cluster';
  let runId = 1;
  /** Who asks has said hello. */
  const hello = [['hello', 3]] as const;
  let calls = new Map<string, number>(hello);
  let resets = 0;
  let handedOn = { plain: 0, shard: 0 };
  const bus: Way[] = [];
  /** What the node has written to the line and the line has not read. */
  let written: (Way | { pong(): void })[] = [];
  let pings: { pong(): void; failed(why: Error): void }[] = [];
  const asked: { command: string; answer(reply: Reply): void }[] = [];
  const answers: (() => void)[] = [];
  let connected = true;
  let abort = new AbortController();
  let explaining = false;
  let missed = 0;
  const told: Told[] = [];
  const channels = openChannels();
  const channel = channels.hear(utf8('c'), 0, 1, 0, 0, 0);

  const count = (command: string): void => void calls.set(command, (calls.get(command) ?? 0) + 1);
  // No two resets take the same time.
  const lineOf = ([name, value]: readonly [string, number]): string => `cmdstat_${name}:calls=${value},usec=${100 + resets}\r\n`;
  function reply(command: string): Reply {
    if (command === 'INFO') return utf8(`run_id:${runId}\r\n${[...calls].map(lineOf).join('')}`);
    const line = (kind: string, value: number): string => (value === 0 ? '' : `cluster_stats_messages_${kind}_received:${value}\r\n`);
    return utf8(`cluster_stats_messages_ping_received:9\r\n${line('publish', handedOn.plain)}${line('publishshard', handedOn.shard)}`);
  }

  const evidence = openEvidence(fake.session, {
    door: () => ({ send: (command) => new Promise<Reply>((answer) => asked.push({ command, answer })) }),
    runId: () => (connected ? String(runId) : null),
    hearsKeyspace: () => false,
  });
  const heard = new Map(hears.map((way) => [way, evidence.hears(way)] as const));
  const fence = (): Promise<void> => new Promise((pong, failed) => (connected ? pings.push({ pong, failed }) : failed(new FaultError({ code: 'offline' }))));

  function toSubscribers(way: Way): void {
    if (!heard.has(way)) return;
    if (connected) written.push(way);
    else missed++;
  }
  function take(way: Way): void {
    toSubscribers(way);
    count(way === 'plain' ? 'publish' : 'spublish');
  }
  function cut(): void {
    if (!connected) return;
    connected = false;
    missed = written.filter((one) => typeof one === 'string').length;
    written = [];
    for (const ping of pings) ping.failed(new FaultError({ code: 'offline' }));
    pings = [];
    abort.abort();
    abort = new AbortController();
    evidence.lost();
  }
  function startAnew(): void {
    runId++;
    calls = new Map(hello);
    handedOn = { plain: 0, shard: 0 };
  }

  function act(step: Step): void {
    switch (step) {
      case 'publish':
        return take('plain');
      case 'spublish':
        return take('shard');
      case 'publish there':
        return void bus.push('plain');
      case 'spublish there':
        return void bus.push('shard');
      case 'bus': {
        const way = bus.shift();
        if (way === undefined) return;
        handedOn = { ...handedOn, [way]: handedOn[way] + 1 };
        return toSubscribers(way);
      }
      case 'deliver': {
        const one = written.shift();
        // Two sources hear the channel: one publication comes to both.
        if (typeof one === 'string') for (const source of [1, 2]) heard.get(one)?.(channel, source);
        else one?.pong();
        return;
      }
      case 'ping': {
        const ping = pings.shift();
        if (ping !== undefined) written.push(ping);
        return;
      }
      case 'serve': {
        const one = asked.shift();
        if (one === undefined) return;
        const text = reply(one.command);
        count(one.command === 'INFO' ? 'info' : 'cluster|info');
        answers.push(() => one.answer(text));
        return;
      }
      case 'answer':
        return answers.shift()?.();
      case 'sample':
        if (connected && !explaining) void evidence.sample(fence);
        return;
      case 'cut':
        return cut();
      case 'restore': {
        if (connected) return;
        connected = true;
        explaining = true;
        const one: Told = { missed, atMost: undefined };
        told.push(one);
        void evidence.explain(abort.signal).then(({ atMost }) => {
          one.atMost = atMost;
          explaining = false;
        });
        return;
      }
      case 'reset':
        resets++;
        calls = new Map(countsResets ? [['config|resetstat', 1]] : []);
        return;
      case 'restart':
        cut();
        return startAnew();
    }
  }

  return {
    told: told as readonly Told[],
    async run(steps: readonly Step[]): Promise<void> {
      for (const step of steps) {
        act(step);
        await turn();
      }
    },
    /** Everything that was sent arrives. */
    async settle(): Promise<void> {
      for (let idle = 0; idle < 3; ) {
        idle = asked.length + answers.length + pings.length + written.length === 0 ? idle + 1 : 0;
        for (const step of ['serve', 'answer', 'ping', 'deliver'] as const) act(step);
        await turn();
      }
    },
  };
}

const waysHeard = fc.constantFrom<readonly Way[]>(['plain'], ['shard'], ['plain', 'shard']);
const traffic: readonly Traffic[] = ['publish', 'spublish', 'publish there', 'spublish there', 'bus', 'bus'];
const moves: readonly Step[] = [...traffic, 'deliver', 'deliver', 'ping', 'serve', 'serve', 'answer', 'answer', 'sample', 'sample', 'cut', 'restore'];

/** A base is taken of what was counted so far, one publication of which is delivered before the fence. */
const counted: readonly Step[] = ['sample', 'serve', 'answer', 'serve', 'answer', 'deliver', 'ping', 'deliver'];

test('at most so many as are said, in any order of what happens', async () => {
  let bounded = 0;
  await fc.assert(
    fc.asyncProperty(
      waysHeard,
      fc.array(fc.constantFrom(...moves), { minLength: 20, maxLength: 90 }),
      fc.array(fc.constantFrom(...moves)),
      async (hears, steps, after) => {
        const model = openModel(hears);
        await model.run(['sample']);
        await model.settle();
        await model.run([...steps, 'cut', 'restore', ...after]);
        await model.settle();
        for (const { missed, atMost } of model.told) {
          expect(atMost).not.toBeUndefined();
          if (atMost === null || atMost === undefined) continue;
          bounded++;
          expect(atMost).toBeGreaterThanOrEqual(missed);
        }
      },
    ),
    { numRuns: 500, examples: [[['plain'], ['publish', ...counted, 'publish', 'cut'], []]] },
  );
  expect(bounded).toBeGreaterThan(500);
}, 60_000);

test('counters that were set back, or begin anew, make no smaller number', async () => {
  await fc.assert(
    fc.asyncProperty(
      waysHeard,
      fc.array(fc.constantFrom<Step>(...moves, 'reset', 'restart'), { minLength: 20, maxLength: 90 }),
      fc.boolean(),
      async (hears, steps, countsResets) => {
        const model = openModel(hears, countsResets);
        await model.run(['sample']);
        await model.settle();
        await model.run([...steps, 'cut', 'restore']);
        await model.settle();
        for (const { missed, atMost } of model.told) expect(atMost ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(missed);
      },
    ),
    { numRuns: 400, examples: [[['plain'], ['reset', 'publish', ...counted, 'cut', 'reset', 'publish', 'publish'], true]] },
  );
}, 60_000);

test('exactly so many where nothing is published while the counters are read', async () => {
  const some = fc.array(fc.constantFrom<Step>(...traffic, 'deliver'), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(waysHeard, some, some, some, async (hears, first, heard, during) => {
      const model = openModel(hears);
      await model.run(first);
      await model.settle();
      await model.run(['sample']);
      await model.settle();
      await model.run([...heard, 'cut', ...during, 'restore']);
      await model.settle();
      const [gap] = model.told;
      expect(gap?.atMost).toBe(gap?.missed);
    }),
    { numRuns: 80 },
  );
}, 60_000);
