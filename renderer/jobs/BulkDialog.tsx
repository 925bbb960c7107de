/** Bulk work before it starts: what and over which keys, then the exact count with a sample, and what could be undone. */
import { type ReactNode, useEffect, useEffectEvent, useState } from 'react';
import { useText } from '../i18n/i18n.ts';
import { useServerClock } from '../tab/useServerClock.ts';
import { useTab } from '../tab/useTab.ts';
import { Button } from '../ui/Button.tsx';
import { useNow } from '../ui/Countdown.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Failure } from '../ui/Pane.tsx';
import { Progress } from '../ui/Progress.tsx';
import { BulkForm, type CopyPlace } from './BulkForm.tsx';
import { type BulkDraft, newDraft, wishedOf } from './draft.ts';
import { PlanView } from './PlanView.tsx';
import type { Wish } from './running.ts';

export interface BulkDialogProps {
  /** Where keys can be copied to, beside other databases of this server. */
  readonly others: readonly CopyPlace[];
  readonly onStarted: () => void;
}

export function BulkDialog({ others, onStarted }: BulkDialogProps): ReactNode {
  const wish = useTab((state) => state.jobs.wish);
  return wish === null ? null : <Asked key={`${wish.action} ${wish.target?.kind}`} wish={wish} others={others} onStarted={onStarted} />;
}

/** Mounted anew for each wish, so that nothing typed for one is taken for another. */
function Asked({ wish, others, onStarted }: BulkDialogProps & { readonly wish: Wish }): ReactNode {
  const text = useText();
  const plan = useTab((state) => state.jobs.plan);
  const fault = useTab((state) => state.jobs.planFault);
  const count = useTab((state) => state.jobs.count);
  const dismiss = useTab((state) => state.jobs.dismiss);
  const discard = useTab((state) => state.jobs.discardPlan);
  const db = useTab((state) => state.connection.state?.db ?? 0);
  const [draft, setDraft] = useState<BulkDraft>(() => newDraft(db));
  const ahead = useServerClock();
  const wished = wishedOf(wish, draft, useNow() + (ahead ?? 0));
  const submit = (): void => {
    if (wished.ok) count(wished.action, wished.target);
  };
  const title = text.jobs.actions[wish.action];
  // Where nothing is left to ask, the count is what comes next.
  const clear = wish.target !== null && wish.action === 'delete';
  const begin = useEffectEvent(submit);
  useEffect(() => {
    if (clear) begin();
  }, [clear]);

  if (plan?.kind === 'ready')
    return (
      <PlanView title={title} wish={wish} format={draft.format} replace={draft.replace} plan={plan} onBack={discard} onClose={dismiss} onStarted={onStarted} />
    );
  return (
    <Dialog
      open
      onClose={dismiss}
      title={title}
      description={text.jobs.targets[wish.target?.kind ?? 'pattern']}
      footer={
        <>
          <Button onPress={dismiss}>{text.ui.cancel}</Button>
          <Button variant="primary" type="submit" form="bulk" disabled={!wished.ok || plan !== null} hint="SCAN MATCH TYPE">
            {text.jobs.countKeys}
          </Button>
        </>
      }
    >
      <form
        id="bulk"
        className="bulk-form"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <BulkForm wish={wish} draft={draft} wished={wished} others={others} ahead={ahead} disabled={plan !== null} onChange={setDraft} />
        {plan?.kind === 'counting' && (
          <>
            <Progress label={text.jobs.countingLabel} done={plan.looked} total={plan.total} onCancel={discard} />
            <p className="muted" role="status">
              {text.jobs.counting(plan.found)}
            </p>
          </>
        )}
        {fault !== null && <Failure fault={fault} inline />}
      </form>
    </Dialog>
  );
}
