/** The strip over a tab whose connection is not as it should be: why, what it means, what to do; nothing while all is well. */
import './banner.css';
import { CircleAlert, Hourglass, ListTree, RefreshCw, Replace, ShieldCheck, WifiOff } from 'lucide-react';
import { type ReactNode, useRef, useState } from 'react';
import type { ServerFacts, TestStep } from '../../shared/connections/session.ts';
import type { Fault } from '../../shared/fault.ts';
import { plainString } from '../../shared/visible.ts';
import { useApp } from '../app/useApp.ts';
import { useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { Button } from '../ui/Button.tsx';
import { faultText } from '../ui/faultText.ts';
import { Strip, useNow } from '../ui/Pane.tsx';
import { blank, type LineBanner, lineBanner, type Memory, remember, secondsUntil } from './banner.ts';
import { HoldupStrip } from './HoldupStrip.tsx';
import { OutcomeStrip } from './OutcomeStrip.tsx';
import { RemedyQuestion } from './RemedyQuestion.tsx';
import { type Remedy, remedyOf } from './remedy.ts';
import { UnlockButton } from './SecretsPlace.tsx';
import { Steps } from './Steps.tsx';

export function SessionBanner({ onEdit }: { readonly onEdit: () => void }): ReactNode {
  const text = useText();
  const connection = useTab((state) => state.connection);
  const memory = useRef<Memory>(blank);
  memory.current = remember(memory.current, connection);
  const line = lineBanner(connection, memory.current);
  const { state } = connection;
  // Asked here and not in the strip, which changes with every attempt while the user compares.
  const [asked, setAsked] = useState<Remedy | null>(null);
  // As it is saved now: the session's own may be older.
  const [explained, setExplained] = useState(false);
  const steps = stepsOf(line);
  const saved = useApp(({ profiles }) => profiles?.find(({ id }) => id === state?.profile.id)) ?? state?.profile;
  return (
    <>
      {line !== null && (
        <LineStrip line={line} onEdit={onEdit} onRetry={connection.retry} onAsk={setAsked} explained={explained} onExplain={() => setExplained(!explained)} />
      )}
      {explained && steps.length > 0 && (
        <div className="banner-steps">
          <Steps steps={steps} label={text.doctor.steps} />
        </div>
      )}
      {state?.different === true && <DifferentStrip before={memory.current.facts} now={state.facts} onAcknowledge={connection.acknowledge} />}
      <HoldupStrip />
      <OutcomeStrip />
      {saved !== undefined && (
        <RemedyQuestion remedy={asked} pin={saved.tlsOptions.pin} onClose={() => setAsked(null)} onYes={(remedy) => connection.accept(remedy, saved)} />
      )}
    </>
  );
}

interface LineStripProps {
  readonly line: LineBanner;
  readonly onEdit: () => void;
  readonly onRetry: () => void;
  readonly onAsk: (remedy: Remedy) => void;
  readonly explained: boolean;
  readonly onExplain: () => void;
}

function stepsOf(line: LineBanner | null): readonly TestStep[] {
  return line !== null && 'steps' in line ? line.steps : [];
}

function LineStrip({ line, onEdit, onRetry, onAsk, explained, onExplain }: LineStripProps): ReactNode {
  const text = useText();
  const phaseAt = useTab((state) => state.connection.phaseAt);
  const explain = stepsOf(line).length > 0 && (
    <Button variant="ghost" icon={<ListTree size={13} />} aria-expanded={explained} onPress={onExplain}>
      {explained ? text.doctor.hideSteps : text.doctor.showSteps}
    </Button>
  );
  switch (line.kind) {
    case 'waiting':
      return (
        <Strip tone="warn" icon={<WifiOff size={14} />}>
          <span className="banner">
            <FaultWords fault={line.fault} />
            <RemedyButton fault={line.fault} onAsk={onAsk} />
            {explain}
            <Countdown until={phaseAt + line.retryInMs} />
            <Button variant="ghost" icon={<RefreshCw size={13} />} onPress={onRetry}>
              {text.connections.retryNow}
            </Button>
          </span>
        </Strip>
      );
    case 'trying':
      return (
        <Strip tone="warn" icon={<WifiOff size={14} />}>
          <span className="banner">
            {line.fault !== null && <FaultWords fault={line.fault} />}
            {explain}
            <span className={line.fault === null ? 'banner-words' : 'banner-state'}>{text.connections.trying(line.attempt)}</span>
            {/* It keeps its place while the attempt is made. */}
            <Button variant="ghost" icon={<RefreshCw size={13} />} unavailable={text.connections.trying(line.attempt)}>
              {text.connections.retryNow}
            </Button>
          </span>
        </Strip>
      );
    case 'stopped':
    case 'failed':
      return (
        <Strip tone="danger" icon={<CircleAlert size={14} />}>
          <span className="banner">
            <FaultWords fault={line.fault} />
            {line.fault.code === 'auth' && <UnlockButton onUnlocked={onRetry} />}
            <RemedyButton fault={line.fault} onAsk={onAsk} />
            {explain}
            <Button variant="ghost" onPress={onEdit}>
              {text.connections.editConnection}
            </Button>
            <Button variant="ghost" icon={<RefreshCw size={13} />} onPress={onRetry}>
              {text.connections.retry}
            </Button>
          </span>
        </Strip>
      );
    case 'degraded':
      return (
        <Strip tone="warn" icon={<Hourglass size={14} />}>
          <span className="banner">
            <span className="banner-words">
              <b role="timer" aria-live="off">
                {text.connections.silent(line.silentMs)}
              </b>{' '}
              {text.connections.silentBody}
            </span>
            <Button variant="ghost" icon={<RefreshCw size={13} />} onPress={onRetry}>
              {text.connections.retryNow}
            </Button>
          </span>
        </Strip>
      );
  }
}

function RemedyButton({ fault, onAsk }: { readonly fault: Fault; readonly onAsk: (remedy: Remedy) => void }): ReactNode {
  const text = useText();
  const remedy = remedyOf(fault);
  if (remedy === null) return null;
  return (
    <Button variant="ghost" icon={<ShieldCheck size={13} />} onPress={() => onAsk(remedy)}>
      {text.connections.remedies[remedy.kind].action}
    </Button>
  );
}

function FaultWords({ fault }: { readonly fault: Fault }): ReactNode {
  const { title, meaning, advice, detail } = faultText(useText(), fault);
  return (
    <span className="banner-words">
      <b>{title}</b> {meaning} {advice} {detail !== '' && <bdi className="data muted">{detail}</bdi>}
    </span>
  );
}

/** Not read out every second. */
function Countdown({ until }: { readonly until: number }): ReactNode {
  const text = useText();
  const now = useNow(250);
  return (
    <span className="banner-state" role="timer" aria-live="off">
      {text.connections.retryIn(secondsUntil(until, now))}
    </span>
  );
}

interface DifferentStripProps {
  readonly before: ServerFacts | null;
  readonly now: ServerFacts | null;
  readonly onAcknowledge: () => void;
}

function DifferentStrip({ before, now, onAcknowledge }: DifferentStripProps): ReactNode {
  const text = useText();
  return (
    <Strip tone="warn" icon={<Replace size={14} />}>
      <span className="banner">
        <span className="banner-words">
          <b>{text.connections.different}</b> {text.connections.differentBody}{' '}
          {before !== null && <bdi className="muted">{text.connections.differentWas(serverWords(before))}</bdi>}{' '}
          {now !== null && <bdi className="muted">{text.connections.differentIs(serverWords(now))}</bdi>}
        </span>
        <Button variant="ghost" onPress={onAcknowledge}>
          {text.connections.acknowledge}
        </Button>
      </span>
    </Strip>
  );
}

/** Product, version and role may be the same: the run id is what always differs. */
function serverWords({ product, version, role, runId }: ServerFacts): string {
  return plainString(`${product} ${version} ${role} (${runId.slice(0, 8)})`, 120);
}
