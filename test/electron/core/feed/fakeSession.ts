/** A session and its lines as a test's own hands: it says when a line is ready or lost, what is delivered, and how commands are answered. */
import type { Lane, LaneEvents } from '../../../../electron/core/connections/lane.ts';
import type { SendOptions, Session } from '../../../../electron/core/connections/session.ts';
import { type Bytes, displayText, utf8 } from '../../../../shared/bytes.ts';
import { newProfile } from '../../../../shared/connections/profile.ts';
import type { SessionState } from '../../../../shared/connections/session.ts';
import { FaultError, fail } from '../../../../shared/fault.ts';
import type { Arg, Reply } from '../../../../shared/reply.ts';

export interface FakeLine {
  readonly events: LaneEvents;
  readonly sent: string[];
  /** The last answers first; a subscription is confirmed where nothing else is said. */
  answer: (command: string, name: string) => Promise<Reply>;
  closed: boolean;
  deliver(channel: string, payload: string, pattern?: string | Bytes): void;
  /** RESP3, as it would come. */
  say(...words: readonly (string | Bytes)[]): void;
}

export interface FakeServer {
  runId: string;
  /** Of what the lines lead to, where that is another server than the one that answers. */
  heardRunId: string | null;
  published: number;
  sharded: number;
  /** What CLUSTER INFO tells of messages that other nodes handed on; null: it is refused. */
  handedOn: string | null;
  /** Calls of another command. */
  others: number;
  cutOff: number | null;
  notify: string | null;
  infoAllowed: boolean;
}

export interface FakeSession {
  readonly session: Session;
  readonly lines: FakeLine[];
  readonly line: FakeLine;
  readonly server: FakeServer;
  readonly sent: (readonly [string, ...Arg[]])[];
  readonly options: (SendOptions | undefined)[];
  mode: 'standalone' | 'cluster' | 'sentinel';
  setReady(ready: boolean): void;
  end(): void;
}

export function fakeSession(): FakeSession {
  const ended = new AbortController();
  const lines: FakeLine[] = [];
  const server: FakeServer = {
    runId: 'one',
    heardRunId: null,
    published: 0,
    sharded: 0,
    handedOn: 'cluster_stats_messages_received:0',
    others: 4,
    cutOff: 0,
    notify: '',
    infoAllowed: true,
  };
  let ready = true;
  const waiting = new Set<() => void>();
  const self: FakeSession = {
    lines,
    server,
    sent: [],
    options: [],
    mode: 'standalone',
    get line() {
      return lines.at(-1) ?? fail({ code: 'offline' });
    },
    setReady(now) {
      ready = now;
      for (const wake of waiting) wake();
      waiting.clear();
    },
    end: () => ended.abort(),
    session: {
      id: 'fake',
      profile: { ...newProfile, secrets: [] },
      ended: ended.signal,
      state,
      async *watch(signal) {
        while (!signal.aborted) {
          const changed = new Promise<void>((wake) => {
            waiting.add(wake);
            signal.addEventListener('abort', () => wake(), { once: true });
          });
          yield state();
          await changed;
        }
      },
      async send(command, args, options) {
        self.sent.push([command, ...args]);
        self.options.push(options);
        if (!ready) fail({ code: 'offline' });
        if (command === 'CONFIG') return server.notify === null ? noPermission('config|get') : [utf8('notify-keyspace-events'), utf8(server.notify)];
        if (command === 'PUBLISH') return '3';
        if (command === 'CLUSTER') return server.handedOn === null ? noPermission('cluster|info') : utf8(`cluster_state:ok\r\n${server.handedOn}\r\n`);
        if (command === 'INFO') return server.infoAllowed ? utf8(info()) : noPermission('info');
        throw new Error(`the fake does not know ${command}`);
      },
      sendMany: () => Promise.reject(new Error('the fake sends one at a time')),
      judge: () => undefined,
      placeOf: () => null,
      openLine: () => fail({ code: 'offline' }),
      openLane,
      retry: () => undefined,
      select: async () => undefined,
      acknowledge: () => undefined,
      unlock: () => undefined,
      lock: () => undefined,
      approve: () => undefined,
      nodes: () => [],
      async *activity() {},
      doubt: () => null,
      settle: () => undefined,
      async *shown() {},
      close: () => ended.abort(),
    },
  };

  function state(): SessionState {
    return {
      session: 'fake',
      profile: { ...newProfile, secrets: [] },
      db: 0,
      phase: ready ? { kind: 'ready' } : { kind: 'connecting', attempt: 1 },
      facts: { product: 'redis', version: '7.2.0', mode: self.mode, role: 'master', runId: server.runId, user: 'default', protocol: 3, databases: 16 },
      different: false,
      nodes: [],
      uncovered: 0,
      writing: null,
      vitals: null,
    };
  }

  function info(): string {
    const cutOff = server.cutOff === null ? '' : `client_output_buffer_limit_disconnections:${server.cutOff}\r\n`;
    const stats = `# Stats\r\n${cutOff}x:1\r\n`;
    const calls = { info: server.others, publish: server.published, spublish: server.sharded };
    const commands = Object.entries(calls).map(([name, count]) => `cmdstat_${name}:calls=${count},usec=9\r\n`);
    return `# Server\r\nrun_id:${server.runId}\r\n\r\n${stats}\r\n# Commandstats\r\n${commands.join('')}`;
  }

  function openLane(_role: string, events: LaneEvents): Lane {
    const raw = (text: string | Buffer): void => {
      if (!line.closed) events.bytes(Buffer.from(text));
    };
    let generation = 0;
    const line: FakeLine = {
      events: {
        ...events,
        lost(fault) {
          generation++;
          turn = Promise.resolve();
          events.lost(fault);
        },
      },
      sent: [],
      answer: async () => null,
      closed: false,
      say(...words) {
        raw(
          Buffer.concat([
            Buffer.from(`>${words.length}\r\n`),
            ...words.map((word) => Buffer.concat([Buffer.from(`$${Buffer.byteLength(word)}\r\n`), Buffer.from(word), Buffer.from('\r\n')])),
          ]),
        );
      },
      deliver: (channel, payload, pattern) => (pattern === undefined ? line.say('message', channel, payload) : line.say('pmessage', pattern, channel, payload)),
    };
    lines.push(line);
    let turn = Promise.resolve();

    async function respond(command: string, name: Bytes): Promise<void> {
      const mine = generation;
      try {
        await line.answer(command, displayText(name));
        if (mine !== generation) return;
        if (command === 'PING') raw(`$${name.length}\r\n${displayText(name)}\r\n`);
        else line.say(command.toLowerCase(), name, '1');
      } catch (thrown) {
        if (!(thrown instanceof FaultError)) throw thrown;
        if (thrown.fault.code === 'redis') raw(`-${thrown.fault.message}\r\n`);
      }
    }

    return {
      protocol: 3,
      clientId: null,
      address: null,
      get runId() {
        return server.heardRunId ?? server.runId;
      },
      write(commands) {
        for (const [command, name = ''] of commands) {
          const bytes = name instanceof Uint8Array ? name : utf8(String(name));
          line.sent.push(`${command} ${displayText(bytes)}`.trim());
          turn = turn.then(() => respond(command, bytes));
        }
      },
      pause: () => undefined,
      resume: () => undefined,
      close() {
        line.closed = true;
      },
    };
  }
  return self;
}

export function noPermission(what: string): never {
  return fail({ code: 'redis', prefix: 'NOPERM', message: `NOPERM this user has no permissions to run the '${what}' command` });
}
