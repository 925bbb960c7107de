/** A session on a server of modules, and a value of it to look at, ask and change. */
import { afterEach } from 'vitest';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { actOnValue, askValue } from '../../../../electron/core/value/modules.ts';
import { readValue } from '../../../../electron/core/value/read.ts';
import { takeBack } from '../../../../electron/core/value/takeBack.ts';
import { createUndos } from '../../../../electron/core/value/undos.ts';
import { utf8 } from '../../../../shared/bytes.ts';
import type { Protection } from '../../../../shared/connections/profile.ts';
import { FaultError } from '../../../../shared/fault.ts';
import { wholeLook } from '../../../../shared/value/edit.ts';
import type { ModuleAct, ModuleAnswer, ModuleAsk, ModuleFacts } from '../../../../shared/value/types/modules.ts';
import type { ValueRead } from '../../../../shared/value/value.ts';
import type { Held } from '../../../support/modules/replies.ts';
import { type ModuleServer, moduleServer } from '../../../support/modules/server.ts';
import { readySession } from '../../../support/session.ts';
import type { Answer } from '../connections/fakes.ts';

export const protocols = [2, 3] as const;
const key = utf8('k');

export interface Opened {
  readonly session: Session;
  read(): Promise<ValueRead>;
  facts(): Promise<ModuleFacts>;
  ask<K extends ModuleAsk>(ask: K): Promise<Extract<ModuleAnswer, { of: K['of'] }>>;
  /** What takes it back. */
  act(act: ModuleAct, confirmed?: string | null): Promise<string | null>;
  undo(id: string): Promise<void>;
}

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

export interface OpenedModule extends Opened {
  readonly server: ModuleServer;
  now(): Held | undefined;
}

export async function openModule(held: Held, version: 2 | 3 = 3, override?: Answer, protection: Protection = 'free'): Promise<OpenedModule> {
  const server = await moduleServer(new Map([['k', held]]), version, override);
  closing.push(() => server.close());
  return { ...(await openOn(server, protection)), server, now: () => server.keys.get('k') };
}

export async function openOn(server: { readonly port: number }, protection: Protection = 'free'): Promise<Opened> {
  const session = await readySession(server, { protection });
  closing.push(() => session.close());
  const undos = createUndos();
  const { signal } = new AbortController();
  const read = (): Promise<ValueRead> => readValue(session, key, { look: wholeLook, from: '', count: 10 }, signal);
  return {
    session,
    read,
    async facts() {
      const value = await read();
      if (value.kind !== 'module') throw new Error(`read as ${value.kind}`);
      return value.facts;
    },
    ask: async <K extends ModuleAsk>(ask: K) => (await askValue(session, key, ask, signal)) as Extract<ModuleAnswer, { of: K['of'] }>,
    act: async (act, confirmed = null) => (await actOnValue(session, undos, key, act, { confirmed })).undo,
    async undo(id) {
      await takeBack(session, undos.get(id), {});
    },
  };
}

/** Replies of every wrong shape, to each of these commands in turn. */
export const wrongShapes: readonly string[] = [
  ':-1\r\n',
  '+x\r\n',
  '*0\r\n',
  '*1\r\n*1\r\n*1\r\n:1\r\n',
  '_\r\n',
  '%1\r\n+a\r\n+b\r\n',
  '#t\r\n',
  '$0\r\n\r\n',
  ',nan\r\n',
  '-ERR no\r\n',
];

/** Whatever came of it, nothing but a fault was thrown. */
export async function answeredOrFault(attempt: () => Promise<unknown>): Promise<boolean> {
  try {
    await attempt();
  } catch (thrown) {
    if (!(thrown instanceof FaultError)) throw thrown;
  }
  return true;
}
