/** The steps that an attempt took, each with its time: kept beside the fault it ended with, so that whoever has the fault can tell them. */
import type { TestStep } from '../../../shared/connections/session.ts';
import type { Fault } from '../../../shared/fault.ts';
import type { Address } from './dial.ts';

type Step = TestStep['step'];

export interface StepLog {
  took(step: Step): TestStep;
  has(step: Step): boolean;
  /** The attempt ended with this fault. */
  failed(fault: Fault): void;
}

const taken = new WeakMap<Fault, readonly TestStep[]>();

export function logSteps(to: Address): StepLog {
  const order = orderOf(to);
  const steps: TestStep[] = [];
  let last = performance.now();
  const end = (step: Step, fault: Fault | null): TestStep => {
    const now = performance.now();
    const one = { step, ms: Math.round((now - last) * 10) / 10, fault };
    steps.push(one);
    last = now;
    return one;
  };
  return {
    took: (step) => end(step, null),
    has: (step) => steps.some((one) => one.step === step),
    failed(fault) {
      end(failedStep(fault, steps, order), fault);
      taken.set(fault, steps);
    },
  };
}

/** Those of the attempt that ended with it; null where a connection was lost that was up, or several attempts have one fault. */
export function stepsTo(fault: Fault): readonly TestStep[] | null {
  return taken.get(fault) ?? null;
}

/** Where no attempt can be told, the fault itself says how far it came. */
export function stepOfFault(fault: Fault): TestStep {
  return { step: stepOf(fault), ms: null, fault };
}

/** In the order in which they are taken. A unix socket has no name to look up but that of a server on the way to it. */
function orderOf({ way, tls }: Address): readonly Step[] {
  const tunnelled = way !== undefined && way.tunnel !== null;
  const maybe = (step: Step, wanted: boolean): readonly Step[] => (wanted ? [step] : []);
  return [
    ...maybe('name', (way?.socket ?? '') === '' || tunnelled),
    ...maybe('proxy', way !== undefined && way.proxy !== null),
    ...maybe('ssh', tunnelled),
    'tcp',
    ...maybe('tls', tls),
    'answer',
    'login',
    'select',
    'facts',
  ];
}

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
  const before = new Set(steps.map(({ step }) => step));
  const next = order.find((step) => !before.has(step)) ?? 'facts';
  return next === 'answer' && (fault.code === 'auth' || fault.code === 'redis') ? 'login' : next;
}
