/** What jobs do beside their view: commands that begin one, the notice when one has ended, and undo of the last. */
import { useEffect, useRef } from 'react';
import type { JobState } from '../../shared/jobs/jobs.ts';
import { useCommand } from '../commands/useCommand.ts';
import { useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { notify, type Tone } from '../ui/Notices.tsx';
import { countsText, nameText } from './jobText.ts';

export function useJobs(): void {
  const text = useText();
  const ask = useTab((state) => state.jobs.ask);
  const undo = useTab((state) => state.jobs.undo);
  const offer = useTab((state) => state.offerUndo);
  const jobs = useTab((state) => state.jobs.jobs);
  const ready = useTab((state) => state.connection.state?.phase.kind === 'ready');
  useCommand('bulkDelete', () => ask({ action: 'delete', target: null }), ready);
  useCommand('bulkExpire', () => ask({ action: 'expire', target: null }), ready);
  useCommand('bulkCopy', () => ask({ action: 'copy', target: null }), ready);
  useCommand('bulkExport', () => ask({ action: 'export', target: null }), ready);

  const before = useRef<readonly JobState[] | null>(null);
  useEffect(() => {
    const known = before.current;
    before.current = jobs;
    for (const job of jobs ?? []) {
      const was = known?.find((one) => one.job === job.job);
      if (was === undefined || was.phase.kind === 'ended' || job.phase.kind !== 'ended') continue;
      const keys = job.undo?.keys ?? 0;
      const run = (): void => {
        offer(null);
        void undo(job.job);
      };
      if (keys > 0) offer(run);
      notify({
        title: text.jobs.endedNotice(nameText(text, job), text.jobs.phases[job.phase.how]),
        body: countsText(text, job),
        tone: toneOf(job),
        ...(keys > 0 ? { action: { label: text.keys.undo, run } } : {}),
      });
    }
  }, [jobs, text, offer, undo]);
}

function toneOf({ phase, counts }: JobState): Tone {
  if (phase.kind === 'ended' && phase.how === 'stopped') return 'danger';
  return counts.failed + counts.unknown + counts.changed > 0 || (phase.kind === 'ended' && phase.how === 'cancelled') ? 'warn' : 'ok';
}
