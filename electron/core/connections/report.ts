/** Tests a connection without keeping it: each step timed, the first failure explained, at most some seconds in all. */
import type { Profile } from '../../../shared/connections/profile.ts';
import type { ServerFacts, TestReport, TestStep } from '../../../shared/connections/session.ts';
import { type Fault, FaultError } from '../../../shared/fault.ts';
import { attempt } from './attempt.ts';
import type { Secret } from './secret.ts';
import { type Timing, timing as usual } from './timing.ts';

/** With the second look that a failure may need, a test stays under eight seconds. */
const brief: Timing = { ...usual, connectMs: 5000 };

type Step = TestStep['step'];

export async function testConnection(profile: Profile, password: Secret | null, signal: AbortSignal, timing: Timing = brief): Promise<TestReport> {
  const order: readonly Step[] = ['name', 'tcp', ...(profile.tls ? (['tls'] as const) : []), 'answer', 'login', 'select', 'facts'];
  const steps: TestStep[] = [];
  let last = performance.now();
  const end = (step: Step, fault: Fault | null): void => {
    const now = performance.now();
    steps.push({ step, ms: Math.round((now - last) * 10) / 10, fault });
    last = now;
  };
  let facts: ServerFacts | null = null;
  try {
    if (profile.topology !== 'standalone')
      throw new FaultError({ code: 'input', path: 'topology', message: `${profile.topology} connections are not supported yet` });
    const { client, verified } = await attempt(
      { host: profile.host, port: profile.port, tls: profile.tls, login: { username: profile.username, password } },
      { db: profile.db, name: 'keytide:test', timing, signal, step: (step) => end(step, null) },
    );
    client.close();
    facts = verified.facts;
  } catch (thrown) {
    if (!(thrown instanceof FaultError)) throw thrown;
    if (thrown.fault.code === 'cancelled') throw thrown;
    end(failedStep(thrown.fault, steps, order), thrown.fault);
  }
  return { steps, facts };
}

/** The first step not taken; but an answer in Redis' own words was one, even where it refuses. */
function failedStep(fault: Fault, steps: readonly TestStep[], order: readonly Step[]): Step {
  const taken = new Set(steps.map(({ step }) => step));
  const next = order.find((step) => !taken.has(step)) ?? 'facts';
  return next === 'answer' && (fault.code === 'auth' || fault.code === 'redis') ? 'login' : next;
}
