/** Tests a connection without keeping it: each step timed, the first failure explained, at most some seconds in all. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Profile, SecretName } from '../../../shared/connections/profile.ts';
import type { ServerFacts, TestReport, TestStep } from '../../../shared/connections/session.ts';
import { FaultError } from '../../../shared/fault.ts';
import type { Arg, Reply } from '../../../shared/reply.ts';
import { createLog, type Log } from '../log.ts';
import { type AskMany, abilitiesOf } from './abilities.ts';
import { attempt } from './attempt.ts';
import { Lost } from './client.ts';
import { connectFault } from './faults.ts';
import { openSession } from './open.ts';
import { asSecret, type Secret } from './secret.ts';
import { stepOfFault, stepsTo } from './steps.ts';
import { type Timing, timing as usual } from './timing.ts';
import type { HostKeys } from './way/hostKeys.ts';
import { wayOf } from './way/way.ts';

/** With the second look that a failure may need, a test stays under eight seconds. */
const brief: Timing = { ...usual, connectMs: 5000 };
const wholeMs = 7000;
const permissionsMs = 900;
const unheard = createLog(() => undefined);

export interface TestOptions {
  readonly secrets: (name: SecretName) => Secret | string | null;
  readonly hostKeys?: HostKeys | undefined;
  readonly log?: Log;
  readonly signal: AbortSignal;
  readonly timing?: Timing;
}

export async function testConnection(profile: Profile, { secrets, hostKeys, log = unheard, signal: wanted, timing = brief }: TestOptions): Promise<TestReport> {
  // What was opened on the way ends with the test.
  const over = new AbortController();
  const signal = AbortSignal.any([wanted, over.signal]);
  const steps: TestStep[] = [];
  try {
    const { facts, ask } =
      profile.topology === 'standalone'
        ? await single(profile, { secrets, hostKeys, signal, timing }, (step) => steps.push(step))
        : await whole(profile, { secrets, hostKeys, log, signal, timing }, (step) => steps.push(step));
    const began = performance.now();
    const abilities = facts === null ? null : await Promise.race([abilitiesOf(facts.user, ask), sleep(permissionsMs, null, { ref: false })]);
    steps.push({ step: 'permissions', ms: tenths(performance.now() - began), fault: null });
    return { steps, facts, abilities };
  } catch (thrown) {
    if (!(thrown instanceof FaultError) || thrown.fault.code === 'cancelled') throw thrown;
    return { steps: stepsTo(thrown.fault) ?? [stepOfFault(thrown.fault)], facts: null, abilities: null };
  } finally {
    over.abort();
  }
}

interface Reached {
  readonly facts: ServerFacts | null;
  readonly ask: AskMany;
}

type Deps = Required<Omit<TestOptions, 'hostKeys' | 'log'>> & Pick<TestOptions, 'hostKeys'>;
type Take = (step: TestStep) => void;

async function single(profile: Profile, { secrets, hostKeys, signal, timing }: Deps, step: Take): Promise<Reached> {
  const { client, verified } = await attempt(
    {
      host: profile.host,
      port: profile.port,
      tls: profile.tls,
      login: { username: profile.username, password: asSecret(secrets('password')) },
      way: wayOf(profile, { secrets, hostKeys, signal, timeoutMs: timing.connectMs }),
    },
    { db: profile.db, name: 'keytide:test', timing, signal, step },
  );
  signal.addEventListener('abort', () => client.close(), { once: true });
  const ask = ([command, ...args]: readonly [string, ...Arg[]]): Promise<Reply | FaultError> => client.call(command, args).catch(asFault);
  return { facts: verified.facts, ask: (commands) => Promise.all(client.together(() => commands.map(ask))) };
}

/** An answer, where it is one that says no; a line that was lost is none. */
function asFault(thrown: unknown): FaultError {
  if (thrown instanceof FaultError) return thrown;
  if (thrown instanceof Lost) return new FaultError(thrown.fault);
  throw thrown;
}

/** A cluster or a master behind sentinels is what a session finds: one is opened, and its first verdict is the test's. */
async function whole(profile: Profile, { secrets, hostKeys, log, signal, timing }: Deps & { readonly log: Log }, step: Take): Promise<Reached> {
  const began = performance.now();
  const session = openSession({
    profile,
    secrets,
    ...(hostKeys === undefined ? {} : { hostKeys }),
    db: profile.topology === 'cluster' ? 0 : profile.db,
    log,
    timing,
  });
  const late = AbortSignal.timeout(wholeMs);
  try {
    for await (const { phase, facts } of session.watch(AbortSignal.any([signal, late]))) {
      if (phase.kind === 'ready') {
        step({ step: 'facts', ms: tenths(performance.now() - began), fault: null });
        signal.addEventListener('abort', session.close, { once: true });
        return { facts, ask: (commands) => Promise.all(commands.map(([command, ...args]) => session.send(command, args, { quiet: true }).catch(asFault))) };
      }
      if (phase.kind === 'waiting' || phase.kind === 'stopped') throw new FaultError(phase.fault);
    }
    throw new FaultError(late.aborted ? connectFault('timeout') : { code: 'cancelled' });
  } catch (thrown) {
    session.close();
    throw thrown;
  }
}

const tenths = (ms: number): number => Math.round(ms * 10) / 10;
