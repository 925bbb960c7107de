/** Connections as the page asks for them: the saved ones, a test of one, and sessions that live as long as they are watched. */
import type { Profile } from '../../../shared/connections/profile.ts';
import type { KeytideContract } from '../../../shared/contract.ts';
import { FaultError } from '../../../shared/fault.ts';
import type { Handlers } from '../../../shared/rpc/define.ts';
import type { Log } from '../log.ts';
import type { createSessions } from '../sessions.ts';
import type { Arrivals } from './arrivals.ts';
import { findServers } from './find.ts';
import { openSession } from './open.ts';
import type { Profiles } from './profiles.ts';
import { testConnection } from './report.ts';
import type { HostKeys } from './way/hostKeys.ts';

export interface ConnectionDeps {
  readonly profiles: Profiles;
  readonly sessions: ReturnType<typeof createSessions>;
  readonly hostKeys: HostKeys;
  readonly arrivals: Arrivals;
  readonly log: Log;
}

type Name =
  | 'profiles.watch'
  | 'profiles.save'
  | 'profiles.remove'
  | 'profiles.duplicate'
  | 'profiles.favourite'
  | 'profiles.move'
  | 'profiles.moveGroup'
  | 'profiles.recent'
  | 'profiles.export'
  | 'profiles.unseal'
  | 'secrets.state'
  | 'secrets.choose'
  | 'secrets.unlock'
  | 'secrets.lock'
  | 'connections.test'
  | 'connections.arrivals'
  | 'connections.environment'
  | 'connections.find'
  | 'session.open'
  | 'session.retry'
  | 'session.select'
  | 'session.acknowledge'
  | 'session.unlock'
  | 'session.lock'
  | 'session.approve'
  | 'hostKeys.approve'
  | 'session.activity';

export function connectionHandlers({ profiles, sessions, hostKeys, arrivals, log }: ConnectionDeps): Pick<Handlers<KeytideContract>, Name> {
  /** The notices say what is wrong with the disk; it is no bug. */
  const unlessDisk = (thrown: unknown): void => {
    if (!(thrown instanceof FaultError) || thrown.fault.code !== 'disk') log.bug(thrown);
    else log.write({ event: 'store', file: thrown.fault.file, what: thrown.fault.message });
  };

  return {
    'profiles.watch': (_, { signal }) => profiles.watch(signal),
    'profiles.save': ({ profile, secrets }) => profiles.save(profile, secrets),
    'profiles.remove': ({ id }) => profiles.remove(id),
    'profiles.duplicate': ({ id, name }) => profiles.duplicate(id, name),
    'profiles.favourite': ({ id, favourite }) => profiles.favourite(id, favourite),
    'profiles.move': ({ ids, group, before }) => profiles.move(ids, group, before),
    'profiles.moveGroup': ({ from, to, before }) => profiles.moveGroup(from, to, before),
    'profiles.recent': (_, { signal }) => profiles.recents.watch(signal),
    'profiles.export': async ({ ids, passphrase }) => ({ text: await profiles.export(ids, passphrase) }),
    'profiles.unseal': ({ text, passphrase }) => profiles.unseal(text, passphrase),

    'secrets.state': (_, { signal }) => profiles.secrets.watch(signal),
    'secrets.choose': (choice) => profiles.secrets.choose(choice),
    'secrets.unlock': ({ passphrase }) => profiles.secrets.unlock(passphrase),
    'secrets.lock': () => profiles.secrets.lock(),

    async 'connections.test'({ profile, secrets }, { signal }) {
      const all = await profiles.secretsOf(profile, secrets);
      return testConnection({ ...profile, secrets: [...all.keys()] }, { secrets: (name) => all.get(name) ?? null, hostKeys, log, signal });
    },

    'connections.arrivals': (_, { signal }) => arrivals.follow(signal),
    'connections.environment': () => arrivals.environment(),
    'connections.find': (_, { signal }) => findServers(signal),

    async *'session.open'({ profileId, db, readOnly }, { signal }) {
      const saved = profiles.get(profileId);
      const profile: Profile = readOnly === true ? { ...saved, protection: 'read-only' } : saved;
      // All of them at once: a session reconnects with what it was opened with.
      const all = await profiles.secretsOf(profile, {});
      const session = openSession({ profile, secrets: (name) => all.get(name) ?? null, hostKeys, db: db ?? profile.db, log });
      // Not waited for: a disk that is full is no reason not to connect.
      profiles.opened(profileId).catch(unlessDisk);
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
    'session.unlock': ({ session }) => sessions.get(session).unlock(),
    'session.lock': ({ session }) => sessions.get(session).lock(),
    'session.approve': ({ session, hosts }) => sessions.get(session).approve(hosts),
    'hostKeys.approve': ({ host, port, sha256 }) => hostKeys.approve(host, port, sha256),
    'session.activity': ({ session }, { signal }) => sessions.get(session).activity(signal),
  };
}
