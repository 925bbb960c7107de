/** A plan: the exact count, where the keys are, a sample of them, what could be undone, and the words that start it. */
import { type ReactNode, useState } from 'react';
import type { Fault } from '../../shared/fault.ts';
import type { ExportFormat, JobAction, PlanState } from '../../shared/jobs/jobs.ts';
import { useFormat, useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { TypeBadge } from '../ui/Badge.tsx';
import { Button } from '../ui/Button.tsx';
import { Bytes } from '../ui/Bytes.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { TextField } from '../ui/Field.tsx';
import { Failure, Strip } from '../ui/Pane.tsx';
import { RadioGroup } from '../ui/RadioGroup.tsx';
import { Switch } from '../ui/Switch.tsx';
import { fileName } from './fileName.ts';
import type { Wish } from './running.ts';

type Ready = Extract<PlanState, { kind: 'ready' }>;

export interface PlanViewProps {
  readonly title: string;
  readonly wish: Wish;
  readonly format: ExportFormat;
  /** Copies overwrite what exists. */
  readonly replace: boolean;
  readonly plan: Ready;
  readonly onBack: () => void;
  readonly onClose: () => void;
  readonly onStarted: () => void;
}

export function PlanView({ title, wish, format, replace, plan, onBack, onClose, onStarted }: PlanViewProps): ReactNode {
  const text = useText();
  const start = useTab((state) => state.jobs.start);
  const profile = useTab((state) => state.connection.state?.profile ?? null);
  const { undo, count, typed } = plan;
  const holds = undo.kind === 'estimate';
  const [keep, setKeep] = useState(holds);
  const [sure, setSure] = useState(false);
  const [pace, setPace] = useState(plan.pace);
  const [word, setWord] = useState('');
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault | null>(null);
  const overwrites = wish.action === 'copy' && replace;
  const final = (wish.action === 'delete' || overwrites) && !keep;
  const ready = count > 0 && !busy && (typed === null || word === typed) && (!final || sure);

  const submit = async (): Promise<void> => {
    if (!ready) return;
    setBusy(true);
    const refused = await start({ keep, pace, confirmed: word, name: fileName(profile, format, new Date()) });
    setBusy(false);
    if (refused === null) onStarted();
    else setFault(refused.code === 'cancelled' ? null : refused);
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      description={count === 0 ? text.jobs.nothingFound : text.jobs.planned(count, plan.nodes.filter((node) => node.found > 0).length)}
      footer={
        <>
          <Button onPress={onBack}>{text.jobs.again}</Button>
          <Button onPress={onClose}>{text.ui.cancel}</Button>
          {count > 0 && (
            <Button variant={wish.action === 'delete' || overwrites ? 'danger' : 'primary'} type="submit" form="bulk-plan" disabled={!ready}>
              {text.jobs.start[wish.action](count)}
            </Button>
          )}
        </>
      }
    >
      <form
        id="bulk-plan"
        className="bulk-form"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {plan.gone > 0 && <p className="muted">{text.jobs.plannedGone(plan.gone)}</p>}
        {plan.nodes.length > 1 && <Nodes plan={plan} />}
        {plan.sample.length > 0 && <Sample plan={plan} />}
        {count > 0 && <Undo action={wish.action} plan={plan} keep={keep} onKeep={setKeep} />}
        {count > 0 && final && <Switch label={overwrites ? text.jobs.overwrite : text.jobs.final} checked={sure} onChange={setSure} />}
        {count > 0 && (
          <RadioGroup
            label={text.jobs.pace}
            value={pace}
            onChange={setPace}
            hint={text.jobs.paceHints[pace]}
            choices={(['full', 'gentle'] as const).map((value) => ({ value, label: text.jobs.paces[value] }))}
          />
        )}
        {count > 0 && typed !== null && <TextField label={text.jobs.typeWords(typed)} value={word} onChange={setWord} data />}
        {fault !== null && <Failure fault={fault} inline />}
      </form>
    </Dialog>
  );
}

function Nodes({ plan }: { readonly plan: Ready }): ReactNode {
  const text = useText();
  const format = useFormat();
  return (
    <ul className="bulk-nodes" aria-label={text.jobs.nodes}>
      {plan.nodes.map((node) => (
        <li key={node.address}>
          <span className="data">{node.address}</span>
          <span>{format.number(node.found)}</span>
        </li>
      ))}
    </ul>
  );
}

function Sample({ plan }: { readonly plan: Ready }): ReactNode {
  const text = useText();
  const format = useFormat();
  return (
    <section>
      <h3 id="bulk-sample">{text.jobs.sample(plan.sample.length)}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must be able to */}
      <ul className="bulk-sample" aria-labelledby="bulk-sample" tabIndex={0}>
        {plan.sample.map(({ key, type, ttl, memory }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a frozen sample
          <li key={at}>
            <TypeBadge type={type ?? text.jobs.unknownType} />
            <span className="data ellipsis">
              <Bytes bytes={key} cap={200} />
            </span>
            <span className="muted">{ttl === null ? text.jobs.noTtl : format.duration(ttl)}</span>
            <span className="muted">{memory === null ? '' : format.bytes(memory)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface UndoProps {
  readonly action: JobAction['kind'];
  readonly plan: Ready;
  readonly keep: boolean;
  readonly onKeep: (keep: boolean) => void;
}

function Undo({ action, plan, keep, onKeep }: UndoProps): ReactNode {
  const text = useText();
  const format = useFormat();
  const { undo, count } = plan;
  switch (undo.kind) {
    case 'none':
      return null;
    case 'refused':
      return <Strip tone="warn">{text.jobs.refused(undo.command)}</Strip>;
    case 'estimate': {
      const words = { ...text.jobs.keepHints, ...(action === 'expire' ? text.jobs.keepTtlHints : action === 'copy' ? text.jobs.keepCopyHints : {}) };
      const size = format.bytes(undo.bytes);
      const budget = format.bytes(undo.budget);
      const hint = !keep ? words.off : undo.fits >= count ? words.all(size, budget) : words.part(size, budget, undo.fits);
      const there = undo.there === undefined ? '' : text.jobs.keepCopyHints.there(undo.there, undo.sampled, undo.sampled >= count);
      const bigger = undo.bigger > 0 && keep ? words.bigger(format.bytes(undo.maxKey)) : '';
      return <Switch label={text.jobs.keep} hint={[there, hint, bigger].filter((part) => part !== '').join(' ')} checked={keep} onChange={onKeep} />;
    }
  }
}
