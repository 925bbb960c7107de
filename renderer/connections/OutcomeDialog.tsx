/** What the server has now, of each command of unknown outcome: its keys as they are, and whether they are as it would have left them. */
import { CircleCheck, CircleHelp, CircleX, RefreshCw } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import type { Doubt, KeyNow, OutcomeCheck } from '../../shared/connections/session.ts';
import { quoteWhereNeeded } from '../../shared/escape.ts';
import type { Fault } from '../../shared/fault.ts';
import { plainString } from '../../shared/visible.ts';
import { useApp } from '../app/useApp.ts';
import { useFormat, useText } from '../i18n/i18n.ts';
import { faultOf } from '../tab/slice.ts';
import { useTab } from '../tab/useTab.ts';
import { TypeBadge } from '../ui/Badge.tsx';
import { Button } from '../ui/Button.tsx';
import { Bytes } from '../ui/Bytes.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Failure, Skeleton } from '../ui/Pane.tsx';

export interface OutcomeDialogProps {
  readonly doubts: readonly Doubt[];
  readonly onClose: () => void;
  /** The user knows enough. */
  readonly onDone: () => void;
}

export function OutcomeDialog({ doubts, onClose, onDone }: OutcomeDialogProps): ReactNode {
  const text = useText();
  const [turn, setTurn] = useState(0);
  return (
    <Dialog
      open
      width="wide"
      onClose={onClose}
      title={text.outcomes.dialog}
      description={text.outcomes.dialogBody}
      footer={
        <>
          <Button icon={<RefreshCw size={14} />} onPress={() => setTurn(turn + 1)}>
            {text.outcomes.again}
          </Button>
          <Button variant="primary" onPress={onDone}>
            {text.outcomes.done}
          </Button>
        </>
      }
    >
      <ul className="outcomes" aria-label={text.outcomes.dialog}>
        {doubts.map((doubt) => (
          <Checked key={`${doubt.entry} ${turn}`} doubt={doubt} />
        ))}
      </ul>
    </Dialog>
  );
}

/** As it was sent, its secrets left out. */
export function SentWords({ doubt: { words, cut } }: { readonly doubt: Doubt }): ReactNode {
  const shown = plainString(words.map(quoteWhereNeeded).join(' '), 160);
  return (
    <bdi className="data">
      {shown}
      {cut && '…'}
    </bdi>
  );
}

function Checked({ doubt }: { readonly doubt: Doubt }): ReactNode {
  const text = useText();
  const client = useApp((state) => state.client);
  const session = useTab((state) => state.connection.session);
  const [check, setCheck] = useState<OutcomeCheck | null>(null);
  const [fault, setFault] = useState<Fault | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    const look = async (): Promise<void> => setCheck(await client.call('session.check', { session: session(), entry: doubt.entry }, { signal: abort.signal }));
    look().catch((thrown: unknown) => {
      const failed = faultOf(thrown);
      if (!abort.signal.aborted) setFault(failed);
    });
    return () => abort.abort();
  }, [client, session, doubt.entry]);
  return (
    <li className="outcome" aria-busy={check === null && fault === null}>
      <p className="outcome-sent">
        <SentWords doubt={doubt} />
      </p>
      {check === null && fault === null && <Skeleton shape="text" />}
      {fault !== null && <Failure fault={fault} inline />}
      {check !== null && (
        <>
          <p className={`outcome-verdict ${check.verdict}`} role="status">
            {check.verdict === 'there' ? <CircleCheck size={14} /> : check.verdict === 'missing' ? <CircleX size={14} /> : <CircleHelp size={14} />}
            {text.outcomes.verdicts[check.verdict]}
          </p>
          {check.keys.length === 0 ? (
            <p className="muted">{text.outcomes.noKeys}</p>
          ) : (
            <dl className="outcome-keys">
              {check.keys.map((now, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: keys are bytes, and their order in the command is their identity
                <div key={at} style={{ display: 'contents' }}>
                  <dt className="data">
                    <Bytes bytes={now.key} />
                  </dt>
                  <dd>
                    <Now now={now} />
                  </dd>
                </div>
              ))}
            </dl>
          )}
          {check.more > 0 && <p className="muted">{text.outcomes.more(check.more)}</p>}
        </>
      )}
    </li>
  );
}

function Now({ now: { type, ttlMs, size, sample } }: { readonly now: KeyNow }): ReactNode {
  const text = useText();
  const format = useFormat();
  if (type === 'none') return <span className="muted">{text.outcomes.absent}</span>;
  if (type === '') return <span className="muted">{text.outcomes.unreadable}</span>;
  return (
    <>
      <TypeBadge type={type} /> {size !== null && <span>{type === 'string' ? text.outcomes.bytes(size) : text.outcomes.elements(size)}</span>}{' '}
      <span className="muted">{ttlMs === null ? text.outcomes.noTtl : text.outcomes.ttl(format.duration(ttlMs))}</span>
      {sample !== null && sample.length > 0 && (
        <span className="outcome-sample data">
          <Bytes bytes={sample} />
        </span>
      )}
    </>
  );
}
