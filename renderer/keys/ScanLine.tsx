/** How far the scan is and what it costs: one line under the list, more of it on request. */
import { ChevronDown, ChevronUp, CopyPlus, Ellipsis, Leaf, Play, RotateCw, Square, Timer, Trash2, Upload } from 'lucide-react';
import { memo, type ReactNode, useEffect, useState } from 'react';
import type { KeysFrame, KeysScan, NodeScan } from '../../shared/keys/frame.ts';
import type { KeyFilter } from '../../shared/keys/shape.ts';
import { plainString, plainText } from '../../shared/visible.ts';
import type { Messages } from '../i18n/en.ts';
import { useFormat, useText } from '../i18n/i18n.ts';
import { useActions, useTab } from '../tab/useTab.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { faultText } from '../ui/faultText.ts';
import { Menu } from '../ui/Menu.tsx';
import type { Asking } from './asking.ts';
import type { OnBulk } from './target.ts';

export interface ScanLineProps {
  readonly ask: (asking: Asking) => void;
  readonly onBulk: OnBulk;
}

export function ScanLine({ ask, onBulk }: ScanLineProps): ReactNode {
  const text = useText();
  const frame = useTab((state) => state.keys.frame);
  const [open, setOpen] = useState(false);
  const now = frame?.scan ?? null;
  const state = now?.state ?? 'idle';
  const filtered = useTab(({ keys }) => isNarrow(keys.shape.filter));
  const words = useCalm(frame === null ? text.keys.notScanned : scanWords(text, frame, filtered), state === 'running');
  const share = now === null ? null : shareOf(now);
  return (
    <footer className="key-foot">
      {open && now !== null && <ScanFacts scan={now} ask={ask} />}
      <div className={`key-progress ${state === 'running' ? 'running' : ''} ${share === null ? 'unknown' : ''}`} aria-hidden="true">
        <div style={share === null ? {} : { transform: `scaleX(${share})` }} />
      </div>
      <div className="key-foot-line">
        <span role="status" aria-label={text.keys.scan} className="ellipsis muted">
          {words}
        </span>
        {state === 'running' && now !== null && <span className="key-rate faint">{text.ui.rate(now.perSecond)}</span>}
        {now?.gentle === true && state === 'running' && (
          <span className="key-gentle" role="img" aria-label={text.keys.gentle} title={text.keys.gentle}>
            <Leaf size={12} />
          </span>
        )}
        <span className="key-foot-actions">
          {frame !== null && <MatchesMenu frame={frame} onBulk={onBulk} />}
          <ScanActions state={state} open={open} ask={ask} onOpen={setOpen} />
        </span>
      </div>
    </footer>
  );
}

interface ScanActionsProps {
  readonly state: KeysScan['state'];
  readonly open: boolean;
  readonly ask: ScanLineProps['ask'];
  readonly onOpen: (open: boolean) => void;
}

/** Buttons change with the state, numbers with every frame. */
const ScanActions = memo(function ScanActions({ state, open, ask, onOpen }: ScanActionsProps): ReactNode {
  const text = useText();
  const { scan } = useActions('keys');
  return (
    <>
      {state === 'limited' && (
        <Button variant="ghost" onPress={() => ask({ kind: 'scan' })}>
          {text.keys.raiseLimit}
        </Button>
      )}
      {state === 'running' && <IconButton label={text.keys.stopScan} icon={<Square size={12} />} onPress={() => scan('stop')} />}
      {(state === 'stopped' || state === 'failed') && (
        <IconButton label={text.keys.resumeScan} icon={<Play size={13} />} onPress={() => scan('resume')} hint={`${text.keys.resumeScan} · SCAN`} />
      )}
      <IconButton label={text.keys.rescan} icon={<RotateCw size={14} />} onPress={() => scan('rescan')} hint={`${text.keys.rescan} · SCAN`} />
      <IconButton
        label={text.keys.scanFacts}
        icon={open ? <ChevronDown size={14} /> : <ChevronUp size={14} />}
        aria-expanded={open}
        onPress={() => onOpen(!open)}
      />
    </>
  );
});

/** What the filter has left, as a whole; everything there is has no such short way to be deleted. */
function MatchesMenu({ frame: { view, filter, scan }, onBulk }: { readonly frame: KeysFrame; readonly onBulk: OnBulk }): ReactNode {
  const text = useText();
  const filtered = useTab(({ keys }) => isNarrow(keys.shape.filter));
  if (!filtered || filter.pending || filter.matched === 0 || filter.matched > scan.found) return null;
  const target = { kind: 'filter', view } as const;
  return (
    <Menu
      align="end"
      trigger={<IconButton label={text.keys.allMatches(filter.matched)} icon={<Ellipsis size={14} />} />}
      entries={[
        {
          heading: text.keys.allMatches(filter.matched),
          entries: [
            { label: text.keys.expire, icon: <Timer size={14} />, run: () => onBulk('expire', target) },
            { label: text.keys.copyTo, icon: <CopyPlus size={14} />, run: () => onBulk('copy', target) },
            { label: text.keys.export, icon: <Upload size={14} />, run: () => onBulk('export', target) },
            { label: text.keys.removeMany(filter.matched), icon: <Trash2 size={14} />, danger: true, run: () => onBulk('delete', target) },
          ],
        },
      ]}
    />
  );
}

function isNarrow({ text, type, ttl, size }: KeyFilter): boolean {
  return text !== '' || type !== null || ttl !== null || size !== null;
}

/** With a pattern or a type only a part of DBSIZE can be found. */
function shareOf({ found, total, match, type }: KeysScan): number | null {
  return total === null || total === 0 || match !== null || type !== null ? null : Math.min(1, found / total);
}

function scanWords(text: Messages, { scan, filter }: KeysFrame, filtered: boolean): string {
  const narrow = filtered && (filter.matched !== scan.found || filter.pending);
  const known = shareOf(scan) === null || scan.total === null ? null : Math.max(scan.total, scan.found);
  const count = narrow
    ? text.keys.matched(filter.matched, scan.found)
    : scan.state === 'complete' || known === null
      ? text.keys.count(scan.found)
      : text.keys.countOf(scan.found, known);
  switch (scan.state) {
    case 'idle':
      return text.keys.notScanned;
    case 'running':
      return count;
    case 'complete':
      return filter.pending ? text.keys.searching(count) : text.keys.complete(count);
    case 'stopped':
      return text.keys.stopped(count);
    case 'waiting':
      return text.keys.waiting(count);
    case 'limited':
      return narrow ? text.keys.limitedTo(count, scan.found) : text.keys.limited(scan.found);
    case 'failed':
      return text.keys.failedAt(count);
  }
}

/** Two changes a second are all that anyone can follow, by eye or by ear. */
function useCalm(words: string, running: boolean): string {
  const [calm, setCalm] = useState(words);
  const [due, setDue] = useState(0);
  useEffect(() => {
    if (!running) return undefined;
    const timer = setInterval(() => setDue((count) => count + 1), 500);
    return () => clearInterval(timer);
  }, [running]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: while it runs, only the clock takes over what there is to say
  useEffect(() => setCalm(words), [due, running]);
  return running ? calm : words;
}

function ScanFacts({ scan, ask }: { readonly scan: KeysScan; readonly ask: (asking: Asking) => void }): ReactNode {
  const text = useText();
  const format = useFormat();
  const perStep = scan.steps === 0 ? 0 : scan.serverMs / scan.steps;
  return (
    <section className="key-facts" aria-label={text.keys.scanFacts}>
      <dl>
        <dt>{text.keys.cost}</dt>
        <dd>{text.keys.costOf(scan.steps, format.took(scan.serverMs), format.took(perStep))}</dd>
        <dt>{text.keys.memory}</dt>
        <dd>{format.bytes(scan.bytes)}</dd>
        <dt>{text.keys.limit}</dt>
        <dd>{format.number(scan.limit)}</dd>
        {(scan.match !== null || scan.type !== null) && (
          <>
            <dt>{text.keys.only}</dt>
            <dd className="data">
              {[scan.match === null ? '' : plainText(scan.match, 60), scan.type === null ? '' : plainString(scan.type, 40)].join(' ').trim()}
            </dd>
          </>
        )}
        {(scan.appeared > 0 || scan.gone > 0) && (
          <>
            <dt>{text.keys.sinceBefore}</dt>
            <dd>{text.keys.cameAndWent(scan.appeared, scan.gone)}</dd>
          </>
        )}
      </dl>
      {scan.gentle && <p className="faint">{text.keys.gentle}</p>}
      {scan.nodes.length > 1 && (
        <ul aria-label={text.keys.nodes}>
          {scan.nodes.map((node) => (
            <Node key={node.address} node={node} />
          ))}
        </ul>
      )}
      <div>
        <Button onPress={() => ask({ kind: 'scan' })}>{text.keys.scanOptions}</Button>
      </div>
    </section>
  );
}

function Node({ node: { address, found, total, state, fault } }: { readonly node: NodeScan }): ReactNode {
  const text = useText();
  const format = useFormat();
  const share = total === null || total === 0 ? (state === 'complete' ? 1 : 0) : Math.min(1, found / total);
  return (
    <li>
      <span className="data ellipsis">{plainString(address, 80)}</span>
      <span className="key-node-bar" aria-hidden="true">
        <span style={{ transform: `scaleX(${share})` }} />
      </span>
      <span className="faint" title={fault === null ? undefined : faultText(text, fault).title}>
        {format.number(found)} · {text.keys.nodeStates[state]}
      </span>
    </li>
  );
}
