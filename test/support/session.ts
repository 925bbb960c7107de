/** Sessions for tests: opened by the real code, waited for until they are verified. */
import { type OpenOptions, openSession } from '../../electron/core/connections/open.ts';
import { Secret } from '../../electron/core/connections/secret.ts';
import type { Session } from '../../electron/core/connections/session.ts';
import { createLog } from '../../electron/core/log.ts';
import { createSessions, type Sessions } from '../../electron/core/sessions.ts';
import { newProfile, type Protection } from '../../shared/connections/profile.ts';
import type { TestRedis } from './redis.ts';

interface Login {
  readonly username?: string;
  readonly password?: string;
  readonly protection?: Protection;
  readonly badge?: string;
  readonly announce?: string;
  readonly timing?: OpenOptions['timing'];
}

export async function readySession(
  redis: Pick<TestRedis, 'port'>,
  { username = '', password = '', protection = 'free', badge = '', announce = '', timing = {} }: Login = {},
): Promise<Session> {
  const profile = { ...newProfile, id: 'test', name: 'test', port: redis.port, username, protection, badge, announce, secrets: [] };
  const session = openSession({
    profile,
    secrets: (name) => (name === 'password' && password !== '' ? new Secret(password) : null),
    db: 0,
    timing,
    log: createLog(() => undefined),
  });
  for await (const state of session.watch(new AbortController().signal)) {
    if (state.phase.kind === 'ready') return session;
    if (state.phase.kind === 'stopped') throw new Error(JSON.stringify(state.phase.fault));
  }
  throw new Error('the session ended before it was ready');
}

export function sessionsOf(...sessions: readonly Session[]): Sessions {
  const all = createSessions();
  for (const session of sessions) all.add(session);
  return all;
}
