/** Connections as the page asks for them: the saved ones, a test of one, and sessions that live as long as they are watched. */
import type { Profile } from '../../../shared/connections/profile.ts';
import type { KeytideContract } from '../../../shared/contract.ts';
import { FaultError } from '../../../shared/fault.ts';
import type { Handlers } from '../../../shared/rpc/define.ts';
import type { Log } from '../log.ts';
import type { createSessions } from '../sessions.ts';
import { type AskMany, abilitiesOf } from './abilities.ts';
import type { Arrivals } from './arrivals.ts';
import { findServers } from './find.ts';
import { openSession } from './open.ts';
import { checkOutcome } from './outcome.ts';
import type { Profiles } from './profiles.ts';
import { databasesOf } from './reach.ts';
import { testConnection } from './report.ts';
import type { Session } from './session.ts';
import type { HostKeys } from './way/hostKeys.ts';

export interface ConnectionDeps {
  readonly profiles: Profiles;
  readonly sessions: ReturnType<typeof createSessions>;
  readonly hostKeys: HostKeys;
  readonly arrivals: Arrivals;
  readonly log: Log;
  /** The page has left the session: to be closed, unless somebody else looks at it. */
  leave(session: Session): void;
}

type Name =
  | 'profiles.watch'
  | 'profiles.save'
  | 'profiles.remove'
  | 'profiles.duplicate'
  | 'profiles.favourite'
  | 'profiles.decoders'
  | 'profiles.watching'
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
  | 'session.databases'
  | 'session.check'
  | 'session.settle'
  | 'session.permissions'
  | 'session.shown'
  | 'session.activity';

export function connectionHandlers({ profiles, sessions, hostKeys, arrivals, log, leave }: ConnectionDeps): Pick<Handlers<KeytideContract>, Name> {
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
    'profiles.decoders': ({ id, decoders, schemas }) => profiles.setDecoders(id, { decoders, schemas }),
    'profiles.watching': ({ id, queries, alerts }) => profiles.setWatching(id, { queries, alerts }),
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
        leave(session);
      }
    },
    'session.retry': ({ session }) => sessions.get(session).retry(),
    'session.select': ({ session, db }) => sessions.get(session).select(db),
    'session.acknowledge': ({ session }) => sessions.get(session).acknowledge(),
    'session.unlock': ({ session }) => sessions.get(session).unlock(),
    'session.lock': ({ session }) => sessions.get(session).lock(),
    'session.approve': ({ session, hosts }) => sessions.get(session).approve(hosts),
    'hostKeys.approve': ({ host, port, sha256 }) => hostKeys.approve(host, port, sha256),
    'session.databases': async ({ session }) => ({ databases: await databasesOf(sessions.get(session)) }),
    'session.check': ({ session, entry }) => checkOutcome(sessions.get(session), entry),
    'session.settle': ({ session, entries }) => sessions.get(session).settle(entries),
    async 'session.permissions'({ session: id }) {
      const session = sessions.get(id);
      const { facts } = session.state();
      const user = facts?.user ?? 'default';
      const ask: AskMany = (commands) =>
        Promise.all(
          commands.map(([command, ...args]) =>
            session.send(command, args, { quiet: true }).catch((thrown: unknown) => (isRefusal(thrown) ? thrown : Promise.reject(thrown as Error))),
          ),
        );
      return { user, abilities: await abilitiesOf(user, ask), refused: facts?.refused ?? [] };
    },
    'session.shown': ({ session }, { signal }) => sessions.get(session).shown(signal),
    'session.activity': ({ session }, { signal }) => sessions.get(session).activity(signal),
  };
}

/** An answer of the server that says no; not a line that was lost. */
function isRefusal(thrown: unknown): thrown is FaultError {
  return thrown instanceof FaultError && thrown.fault.code === 'redis';
}
