/** What is said of a phase beside itself: how far the attempt came, and its reason for the log. */
import type { Phase } from '../../../shared/connections/session.ts';
import { stepsTo } from './steps.ts';

/** With how far the attempt came, where there was one. */
export function explained(phase: Phase): Phase {
  if (phase.kind !== 'waiting' && phase.kind !== 'stopped') return phase;
  const steps = stepsTo(phase.fault);
  return steps === null ? phase : { ...phase, steps };
}

export function codeOf(phase: Phase): string {
  if (phase.kind !== 'waiting' && phase.kind !== 'stopped') return '';
  return phase.fault.code === 'connect' ? phase.fault.reason : phase.fault.code;
}
