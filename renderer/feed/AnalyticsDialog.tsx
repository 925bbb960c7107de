/** What is frequent in what comes now: channels or commands, keys, prefixes, clients, events; how far apart, and how late. */
import { type ReactNode, useCallback, useState } from 'react';
import type { Analytics, Ranked } from '../../shared/feed/insight.ts';
import { useFormat, useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { Button } from '../ui/Button.tsx';
import { Bytes } from '../ui/Bytes.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { TextField } from '../ui/Field.tsx';
import { Failure, Skeleton } from '../ui/Pane.tsx';
import { shareText } from './share.ts';
import { useWatched } from './useWatched.ts';

export function AnalyticsDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const text = useText();
  const words = text.live.analytics;
  const applied = useTab((state) => state.feed.applied);
  const watchAnalytics = useTab((state) => state.feed.watchAnalytics);
  const [typed, setTyped] = useState('');
  const [timeField, setTimeField] = useState('');
  const watch = useCallback(
    (take: (analytics: Analytics) => void, signal: AbortSignal) => watchAnalytics({ filter: applied, timeField }, take, signal),
    [watchAnalytics, applied, timeField],
  );
  const { last, fault } = useWatched(watch);
  return (
    <Dialog
      open
      onClose={onClose}
      width="wide"
      title={words.title}
      description={applied === '' ? words.what : words.whatFiltered}
      footer={<Button onPress={onClose}>{text.ui.close}</Button>}
    >
      <div className="live-form">
        <TextField
          label={words.timeField}
          data
          value={typed}
          onChange={setTyped}
          onEnter={() => setTimeField(typed.trim())}
          onBlur={() => setTimeField(typed.trim())}
          placeholder="ts"
          hint={words.timeFieldHint}
        />
        {fault !== null && <Failure fault={fault} inline />}
        {last === null && fault === null && <Skeleton />}
        {last !== null && <Numbers of={last} />}
      </div>
    </Dialog>
  );
}

function Numbers({ of }: { readonly of: Analytics }): ReactNode {
  const text = useText();
  const format = useFormat();
  const words = text.live.analytics;
  const took = (ms: number | null): string => (ms === null ? '–' : format.took(ms));
  const top = Math.max(1, ...of.latency.map(([, count]) => count));
  return (
    <>
      <p role="status" aria-live="off">
        {words.counted(of.messages, Math.round(of.perSecond))} · {words.between(took(of.gapP50), took(of.gapP95))}
      </p>
      <div className="live-tops">
        {(['channels', 'keys', 'prefixes', 'clients', 'events'] as const).map((one) => (
          <Top key={one} title={words.tops[one]} rows={of[one]} />
        ))}
        {of.errors !== null && <Top title={words.tops.errors} rows={of.errors} />}
        {of.latency.length > 0 && (
          <section aria-label={words.latency}>
            <h3>{words.latency}</h3>
            <ol>
              {of.latency.map(([upTo, count]) => (
                <li key={upTo}>
                  <span>{words.upTo(upTo < Number.MAX_SAFE_INTEGER ? format.took(upTo) : '∞')}</span>
                  <Bar share={count / top} />
                  <span>{format.number(count)}</span>
                </li>
              ))}
            </ol>
          </section>
        )}
      </div>
    </>
  );
}

function Top({ title, rows }: { readonly title: string; readonly rows: readonly Ranked[] }): ReactNode {
  const format = useFormat();
  if (rows.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <ol>
        {rows.slice(0, 10).map(({ name, count, share }) => (
          <li key={name.join()}>
            <span className="data ellipsis">
              <Bytes bytes={name} cap={60} />
            </span>
            <Bar share={share} />
            <span>{`${format.number(count)} · ${shareText(format, share)}`}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Bar({ share }: { readonly share: number }): ReactNode {
  return (
    <span className="live-bar-track" aria-hidden="true">
      <span style={{ width: `${Math.round(Math.min(1, share) * 100)}%` }} />
    </span>
  );
}
