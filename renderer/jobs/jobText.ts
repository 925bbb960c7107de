/** What a job is and how it went, in words. */
import type { JobState, JobTarget, Why } from '../../shared/jobs/jobs.ts';
import { plainText } from '../../shared/visible.ts';
import type { Messages } from '../i18n/en.ts';
import { faultText } from '../ui/faultText.ts';

export function nameText(text: Messages, { action, match, to }: Pick<JobState, 'action' | 'match' | 'to'>): string {
  return [text.jobs.actions[action], match === null ? '' : text.jobs.of(plainText(match, 60)), to === '' ? '' : text.jobs.toPlace(to)]
    .filter((part) => part !== '')
    .join(' ');
}

/** Only what there is of. */
export function countsText(text: Messages, { action, counts }: Pick<JobState, 'action' | 'counts'>): string {
  const words = text.jobs.counts;
  const parts = [words[action](counts.applied)];
  for (const kind of ['gone', 'changed', 'failed', 'unknown'] as const) if (counts[kind] > 0) parts.push(words[kind](counts[kind]));
  return parts.join(' · ');
}

export function whyText(text: Messages, why: Why): string {
  if (why.kind !== 'fault') return text.jobs.whys[why.kind];
  const { title, detail } = faultText(text, why.fault);
  return detail === '' ? title : `${title} (${detail})`;
}

/** What stands in the way, or why it ended early; null where nothing does. */
export function standText(text: Messages, { phase }: Pick<JobState, 'phase'>): string | null {
  if (phase.kind === 'running' || phase.kind === 'paused' || phase.why === null) return null;
  switch (phase.why.kind) {
    case 'database':
      return text.jobs.waitingDb(phase.why.db);
    case 'bin':
      return text.jobs.binFull;
    case 'different':
      return text.jobs.different(phase.why.address);
    case 'fault':
      return whyText(text, phase.why);
  }
}

export function targetText(text: Messages, kind: JobTarget['kind']): string {
  return text.jobs.targets[kind];
}
