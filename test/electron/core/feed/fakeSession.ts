/** A session and its lines as a test's own hands: it says when a line is ready or lost, what is delivered, and how commands are answered. */
import type { Line, LineEvents } from '../../../../electron/core/connections/line.ts';
import type { SendOptions, Session } from '../../../../electron/core/connections/session.ts';
import { displayText, utf8 } from '../../../../shared/bytes.ts';
import type { Profile } from '../../../../shared/connections/profile.ts';
import type { SessionState } from '../../../../shared/connections/session.ts';
import { fail } from '../../../../shared/fault.ts';
import type { Arg, Reply } from '../../../../shared/reply.ts';

export interface FakeLine {
  readonly events: LineEvents;
  readonly sent: string[];
  /** The last answers first; a subscription is confirmed where nothing else is said. */
  answer: (command: string, name: string) => Promise<Reply>;
  closed: boolean;
  deliver(channel: string, payload: string, pattern?: string): void;
}

export interface FakeServer {
  runId: string;
  published: number;
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
  mode: 'standalone' | 'cluster';
  setReady(ready: boolean): void;
  end(): void;
}

export function fakeSession(): FakeSession {
  const ended = new AbortController();
  const lines: FakeLine[] = [];
  const server: FakeServer = { runId: 'one', published: 0, cutOff: 0, notify: '', infoAllowed: true };
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
      profile: {} as Profile,
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
        if (command === 'INFO') return server.infoAllowed ? utf8(info()) : noPermission('info');
        throw new Error(`the fake does not know ${command}`);
      },
      sendMany: () => Promise.reject(new Error('the fake sends one at a time')),
      judge: () => undefined,
      placeOf: () => null,
      openLine,
      openLane: () => fail({ code: 'offline' }),
      retry: () => undefined,
      select: async () => undefined,
      acknowledge: () => undefined,
      unlock: () => undefined,
      lock: () => undefined,
      approve: () => undefined,
      nodes: () => [],
      async *activity() {},
      close: () => ended.abort(),
    },
  };

  function state(): SessionState {
    return {
      session: 'fake',
      profile: {} as Profile,
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
    const commands = `# Commandstats\r\ncmdstat_info:calls=4,usec=1\r\ncmdstat_publish:calls=${server.published},usec=9\r\n`;
    return `# Server\r\nrun_id:${server.runId}\r\n\r\n${stats}\r\n${commands}`;
  }

  function openLine(_role: string, events: LineEvents): Line {
    const line: FakeLine = {
      events,
      sent: [],
      answer: async () => null,
      closed: false,
      deliver: (channel, payload, pattern) => events.message(utf8(channel), utf8(payload), pattern === undefined ? null : utf8(pattern)),
    };
    lines.push(line);
    return {
      send(command, args) {
        const name = args.map((arg) => (arg instanceof Uint8Array ? displayText(arg) : String(arg))).join(' ');
        line.sent.push(`${command} ${name}`.trim());
        return line.answer(command, name);
      },
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
