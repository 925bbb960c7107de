/** The strip over a tab whose connection is not as it should be: why, what it means, what to do; nothing while all is well. */
import './banner.css';
import { CircleAlert, Hourglass, RefreshCw, Replace, WifiOff } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import type { ServerFacts } from '../../shared/connections/session.ts';
import type { Fault } from '../../shared/fault.ts';
import { plainString } from '../../shared/visible.ts';
import { useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { Button } from '../ui/Button.tsx';
import { faultText } from '../ui/faultText.ts';
import { Strip, useNow } from '../ui/Pane.tsx';
import { blank, type LineBanner, lineBanner, type Memory, remember, secondsUntil } from './banner.ts';
import { UnlockButton } from './SecretsPlace.tsx';

export function SessionBanner({ onEdit }: { readonly onEdit: () => void }): ReactNode {
  const connection = useTab((state) => state.connection);
  const memory = useRef<Memory>(blank);
  memory.current = remember(memory.current, connection);
  const line = lineBanner(connection, memory.current);
  const { state } = connection;
  return (
    <>
      {line !== null && <LineStrip line={line} onEdit={onEdit} onRetry={connection.retry} />}
      {state?.different === true && <DifferentStrip before={memory.current.facts} now={state.facts} onAcknowledge={connection.acknowledge} />}
    </>
  );
}

interface LineStripProps {
  readonly line: LineBanner;
  readonly onEdit: () => void;
  readonly onRetry: () => void;
}

function LineStrip({ line, onEdit, onRetry }: LineStripProps): ReactNode {
  const text = useText();
  const phaseAt = useTab((state) => state.connection.phaseAt);
  switch (line.kind) {
    case 'waiting':
      return (
        <Strip tone="warn" icon={<WifiOff size={14} />}>
          <span className="banner">
            <FaultWords fault={line.fault} />
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
