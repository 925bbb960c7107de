/** Connections as the page asks for them: the saved ones, a test of one, and sessions that live as long as they are watched. */
import { type SecretChanges, type SecretName, secretNames } from '../../../shared/connections/profile.ts';
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
  /** All of them at once: a session reconnects with what it was opened with. */
  async function secretsOf(id: string, changes: SecretChanges): Promise<(name: SecretName) => Secret | null> {
    const all = new Map<SecretName, Secret>();
    for (const name of secretNames) {
      const change = changes[name] ?? { kind: 'keep' };
      const secret =
        change.kind === 'keep' ? await profiles.secretOf(id, name) : change.kind === 'set' && change.password !== '' ? new Secret(change.password) : null;
      if (secret !== null) all.set(name, secret);
    }
    return (name) => all.get(name) ?? null;
  }

  return {
    'profiles.watch': (_, { signal }) => profiles.watch(signal),
    'profiles.save': ({ profile, secrets }) => profiles.save(profile, secrets),
    'profiles.remove': ({ id }) => profiles.remove(id),

    async 'connections.test'({ profile, secrets }, { signal }) {
      const lookup = await secretsOf(profile.id, secrets);
      return testConnection({ ...profile, secrets: secretNames.filter((name) => lookup(name) !== null) }, lookup('password'), signal);
    },

    async *'session.open'({ profileId, db }, { signal }) {
      const profile = profiles.get(profileId);
      const session = openSession({ profile, secrets: await secretsOf(profileId, {}), db: db ?? profile.db, log });
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
