/** Tests a connection without keeping it: each step timed, the first failure explained, at most some seconds in all. */
import type { Profile, SecretName } from '../../../shared/connections/profile.ts';
import type { ServerFacts, TestReport, TestStep } from '../../../shared/connections/session.ts';
import { type Fault, FaultError } from '../../../shared/fault.ts';
import { createLog, type Log } from '../log.ts';
import { attempt } from './attempt.ts';
import { connectFault } from './faults.ts';
import { openSession } from './open.ts';
import { asSecret, type Secret } from './secret.ts';
import { type Timing, timing as usual } from './timing.ts';
import type { HostKeys } from './way/hostKeys.ts';
import { wayOf } from './way/way.ts';

/** With the second look that a failure may need, a test stays under eight seconds. */
const brief: Timing = { ...usual, connectMs: 5000 };
const wholeMs = 7500;
const unheard = createLog(() => undefined);

type Step = TestStep['step'];

export interface TestOptions {
  readonly secrets: (name: SecretName) => Secret | string | null;
  readonly hostKeys?: HostKeys | undefined;
  readonly log?: Log;
  readonly signal: AbortSignal;
  readonly timing?: Timing;
}

export async function testConnection(profile: Profile, { secrets, hostKeys, log = unheard, signal: wanted, timing = brief }: TestOptions): Promise<TestReport> {
  const order = stepsOf(profile);
  // What was opened on the way ends with the test.
  const over = new AbortController();
  const signal = AbortSignal.any([wanted, over.signal]);
  const steps: TestStep[] = [];
  let last = performance.now();
  const end = (step: Step, fault: Fault | null): void => {
    const now = performance.now();
    steps.push({ step, ms: Math.round((now - last) * 10) / 10, fault });
    last = now;
  };
  let facts: ServerFacts | null = null;
  try {
    if (profile.topology !== 'standalone') {
      facts = await wholeFacts(profile, { secrets, hostKeys, log, signal, timing });
      end('facts', null);
      return { steps, facts };
    }
    const { client, verified } = await attempt(
      {
        host: profile.host,
        port: profile.port,
        tls: profile.tls,
        login: { username: profile.username, password: asSecret(secrets('password')) },
        way: wayOf(profile, { secrets, hostKeys, signal, timeoutMs: timing.connectMs }),
      },
      { db: profile.db, name: 'keytide:test', timing, signal, step: (step) => end(step, null) },
    );
    client.close();
    facts = verified.facts;
  } catch (thrown) {
    if (!(thrown instanceof FaultError)) throw thrown;
    if (thrown.fault.code === 'cancelled') throw thrown;
    end(profile.topology === 'standalone' ? failedStep(thrown.fault, steps, order) : stepOf(thrown.fault), thrown.fault);
  } finally {
    over.abort();
  }
  return { steps, facts };
}

/** A cluster or a master behind sentinels is what a session finds: one is opened, and its first verdict is the test's. */
async function wholeFacts(
  profile: Profile,
  { secrets, hostKeys, log, signal, timing }: Required<Omit<TestOptions, 'hostKeys'>> & Pick<TestOptions, 'hostKeys'>,
): Promise<ServerFacts | null> {
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
      if (phase.kind === 'ready') return facts;
      if (phase.kind === 'waiting' || phase.kind === 'stopped') throw new FaultError(phase.fault);
    }
    throw new FaultError(late.aborted ? connectFault('timeout') : { code: 'cancelled' });
  } finally {
    session.close();
  }
}

/** In the order in which they are taken. A unix socket has no name to look up but that of a server on the way to it. */
function stepsOf({ socket, proxy, ssh, tls }: Profile): readonly Step[] {
  const tunnelled = ssh.length > 0;
  const maybe = (step: Step, wanted: boolean): readonly Step[] => (wanted ? [step] : []);
  return [
    ...maybe('name', socket === '' || tunnelled),
    ...maybe('proxy', proxy.kind !== 'none'),
    ...maybe('ssh', tunnelled),
    'tcp',
    ...maybe('tls', tls),
    'answer',
    'login',
    'select',
    'facts',
  ];
}

/** Where the steps of several connections are not told one by one, the fault itself says how far it came. */
function stepOf(fault: Fault): Step {
  if (fault.code === 'hostkey') return 'ssh';
  if (fault.code === 'auth' || fault.code === 'redis') return 'login';
  if (fault.code !== 'connect') return 'facts';
  const { reason } = fault;
  if (reason === 'name') return 'name';
  if (reason === 'select') return 'select';
  if (reason.startsWith('proxy')) return 'proxy';
  if (reason.startsWith('ssh-') || reason === 'tunnel') return 'ssh';
  if (reason.startsWith('tls') && reason !== 'tls-wanted') return 'tls';
  return ['http', 'ssh', 'garbage', 'tls-wanted', 'loading', 'maxclients', 'role'].includes(reason) ? 'answer' : 'tcp';
}

/** The first step not taken; but an answer in Redis' own words was one, even where it refuses. */
function failedStep(fault: Fault, steps: readonly TestStep[], order: readonly Step[]): Step {
  const taken = new Set(steps.map(({ step }) => step));
  const next = order.find((step) => !taken.has(step)) ?? 'facts';
  return next === 'answer' && (fault.code === 'auth' || fault.code === 'redis') ? 'login' : next;
}
