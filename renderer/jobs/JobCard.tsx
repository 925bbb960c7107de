/** One job: what it does, how far it is, what steers it; when it has ended, its report. */
import { Pause, Play, Trash2, Undo2, X } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import type { JobFailure, JobState } from '../../shared/jobs/jobs.ts';
import { useFormat, useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { Badge, type BadgeTone } from '../ui/Badge.tsx';
import { Button } from '../ui/Button.tsx';
import { Bytes } from '../ui/Bytes.tsx';
import { Progress } from '../ui/Progress.tsx';
import { RadioGroup } from '../ui/RadioGroup.tsx';
import { countsText, nameText, standText, whyText } from './jobText.ts';

type PhaseName = 'running' | 'waiting' | 'paused' | 'halted' | 'complete' | 'cancelled' | 'stopped';

const tones: Readonly<Record<PhaseName, BadgeTone>> = {
  running: 'accent',
  waiting: 'warn',
  paused: 'plain',
  halted: 'danger',
  complete: 'ok',
  cancelled: 'plain',
  stopped: 'danger',
};

export function JobCard({ job }: { readonly job: JobState }): ReactNode {
  const text = useText();
  const format = useFormat();
  const name = nameText(text, job);
  const { phase } = job;
  const ended = phase.kind === 'ended';
  const shown: PhaseName = ended ? phase.how : phase.kind;
  const stand = standText(text, job);
  return (
    <article className="job" aria-label={name}>
      <header className="job-head">
        <h3 className="ellipsis">{name}</h3>
        <code className="muted data">{job.command}</code>
        <Badge tone={tones[shown]}>{text.jobs.phases[shown]}</Badge>
        <span className="muted job-time">{format.clock(job.startedAt)}</span>
      </header>
      {!ended && <Progress label={text.jobs.progress(name)} done={job.done} total={job.total} perSecond={phase.kind === 'running' ? job.perSecond : null} />}
      <p className="job-counts" role="status">
        {countsText(text, job)}
        {ended && <span className="muted"> · {format.took(job.workedMs)}</span>}
        {ended && job.workedMs > 0 && <span className="muted"> · {text.ui.rate(job.perSecond)}</span>}
      </p>
      {stand !== null && (
        <p className={shown === 'waiting' ? 'job-stand' : 'job-stand danger'} role="alert">
          {stand}
        </p>
      )}
      {job.file !== null && (
        <p className="muted">
          <bdi>{text.jobs.file(job.file.name, format.bytes(job.file.bytes))}</bdi>
        </p>
      )}
      {job.nodes.length > 1 && (
        <ul className="bulk-nodes" aria-label={text.jobs.nodes}>
          {job.nodes.map((node) => (
            <li key={node.address}>
              <span className="data">{node.address}</span>
              <span>{text.ui.ofTotal(node.done, node.total)}</span>
            </li>
          ))}
        </ul>
      )}
      {job.reasons.length > 0 && (
        <ul className="job-reasons">
          {job.reasons.map(({ why, count }) => (
            <li key={JSON.stringify(why)}>
              <b>{format.number(count)}</b> {whyText(text, why)}
            </li>
          ))}
        </ul>
      )}
      <Steering job={job} ended={ended} />
      {job.listed > 0 && <Left job={job} />}
    </article>
  );
}

function Steering({ job, ended }: { readonly job: JobState; readonly ended: boolean }): ReactNode {
  const text = useText();
  const steer = useTab((state) => state.jobs.steer);
  const undo = useTab((state) => state.jobs.undo);
  const { phase } = job;
  const held = phase.kind === 'paused' || phase.kind === 'halted';
  const binFull = phase.kind === 'halted' && phase.why.kind === 'bin';
  const keys = job.undo?.keys ?? 0;
  if (ended)
    return (
      <div className="job-actions">
        {keys > 0 && (
          <Button icon={<Undo2 size={14} />} hint="RESTORE" onPress={() => void undo(job.job)}>
            {text.jobs.undoJob(keys)}
          </Button>
        )}
        <Button variant="ghost" icon={<Trash2 size={14} />} onPress={() => steer(job.job, 'forget')}>
          {text.jobs.forget}
        </Button>
      </div>
    );
  return (
    <div className="job-actions">
      {held && !binFull && (
        <Button icon={<Play size={14} />} onPress={() => steer(job.job, 'resume')}>
          {text.jobs.resume}
        </Button>
      )}
      {binFull && (
        <Button variant="danger" onPress={() => steer(job.job, 'final')}>
          {text.jobs.goFinal}
        </Button>
      )}
      {!held && (
        <Button icon={<Pause size={14} />} onPress={() => steer(job.job, 'pause')}>
          {text.jobs.pause}
        </Button>
      )}
      <Button icon={<X size={14} />} onPress={() => steer(job.job, 'cancel')}>
        {text.jobs.cancelJob}
      </Button>
      <RadioGroup
        label={text.jobs.pace}
        hideLabel
        value={job.pace}
        onChange={(pace) => steer(job.job, pace)}
        choices={(['full', 'gentle'] as const).map((value) => ({ value, label: text.jobs.paces[value] }))}
      />
    </div>
  );
}

/** By name, as far as they are listed. */
function Left({ job }: { readonly job: JobState }): ReactNode {
  const text = useText();
  const failures = useTab((state) => state.jobs.failures);
  const [open, setOpen] = useState(false);
  const [rows, setRows] = useState<readonly JobFailure[]>([]);
  const left = job.counts.failed + job.counts.changed + job.counts.unknown;
  useEffect(() => {
    if (!open) return undefined;
    let gone = false;
    void failures(job.job).then((found) => (gone ? undefined : setRows(found)));
    return () => {
      gone = true;
    };
  }, [open, job.job, job.listed, failures]);
  return (
    <>
      <Button variant="ghost" aria-expanded={open} onPress={() => setOpen(!open)}>
        {open ? text.jobs.hideLeft : text.jobs.showLeft(left)}
      </Button>
      {open && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must be able to
        <ul className="bulk-sample" aria-label={text.jobs.leftKeys} tabIndex={0}>
          {rows.map(({ key, why }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the list only grows at its end
            <li key={at}>
              <span className="data ellipsis">
                <Bytes bytes={key} cap={200} />
              </span>
              <span className="muted">{whyText(text, why)}</span>
            </li>
          ))}
          {left > rows.length && rows.length > 0 && <li className="muted">{text.jobs.moreLeft(left - rows.length)}</li>}
        </ul>
      )}
    </>
  );
}
