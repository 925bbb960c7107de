/** Connections as the page asks for them: the saved ones, a test of one, and sessions that live as long as they are watched. */
import type { KeytideContract } from '../../../shared/contract.ts';
import type { Handlers } from '../../../shared/rpc/define.ts';
import type { Log } from '../log.ts';
import type { createSessions } from '../sessions.ts';
import { openSession } from './open.ts';
import type { Profiles } from './profiles.ts';
import { testConnection } from './report.ts';
import { Secret } from './secret.ts';

export interface ConnectionDeps {
  readonly profiles: Profiles;
  readonly sessions: ReturnType<typeof createSessions>;
  readonly log: Log;
}

type Name =
  | 'profiles.watch'
  | 'profiles.save'
  | 'profiles.remove'
  | 'connections.test'
  | 'session.open'
  | 'session.retry'
  | 'session.select'
  | 'session.acknowledge'
  | 'session.activity';

export function connectionHandlers({ profiles, sessions, log }: ConnectionDeps): Pick<Handlers<KeytideContract>, Name> {
  return {
    'profiles.watch': (_, { signal }) => profiles.watch(signal),
    'profiles.save': ({ profile, password }) => profiles.save(profile, password),
    'profiles.remove': ({ id }) => profiles.remove(id),

    async 'connections.test'({ profile, password }, { signal }) {
      const secret =
        password.kind === 'set' && password.password !== ''
          ? new Secret(password.password)
          : password.kind === 'keep'
            ? await profiles.secretOf(profile.id)
            : null;
      return testConnection({ ...profile, hasPassword: secret !== null }, secret, signal);
    },

    async *'session.open'({ profileId, db }, { signal }) {
      const profile = profiles.get(profileId);
      const session = openSession({ profile, password: await profiles.secretOf(profileId), db: db ?? profile.db, log });
      sessions.add(session);
      try {
        yield* session.watch(signal);
      } finally {
        sessions.drop(session.id);
        session.close();
      }
    },
    'session.retry': ({ session }) => sessions.get(session).retry(),
    'session.select': ({ session, db }) => sessions.get(session).select(db),
    'session.acknowledge': ({ session }) => sessions.get(session).acknowledge(),
    'session.activity': ({ session }, { signal }) => sessions.get(session).activity(signal),
  };
}
