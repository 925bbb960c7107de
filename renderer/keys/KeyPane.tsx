/** The key pane: filter and order over the list, details and how far the scan is under it, and the dialogs of what is done to keys. */
import './keys.css';
import { KeyRound, Search } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import type { Bytes } from '../../shared/bytes.ts';
import type { Fault } from '../../shared/fault.ts';
import { useCommand } from '../commands/useCommand.ts';
import { useText } from '../i18n/i18n.ts';
import { removeKey } from '../tab/removal.ts';
import { faultOf } from '../tab/slice.ts';
import { useActions, useDown, useTab } from '../tab/useTab.ts';
import { copyText } from '../ui/copy.ts';
import { faultText } from '../ui/faultText.ts';
import { Kept } from '../ui/Kept.tsx';
import { notify, notifyFault } from '../ui/Notices.tsx';
import { Pane, type PaneState } from '../ui/Pane.tsx';
import type { Asking } from './asking.ts';
import { CopyDialog, type OtherTab } from './CopyDialog.tsx';
import { ExpireDialog } from './ExpireDialog.tsx';
import { GoToDialog } from './GoToDialog.tsx';
import { KeyBar } from './KeyBar.tsx';
import { KeyRows } from './KeyRows.tsx';
import { LimitDialog } from './LimitDialog.tsx';
import { LiveDialog } from './LiveDialog.tsx';
import { NewKeyDialog } from './NewKeyDialog.tsx';
import { Peek } from './Peek.tsx';
import { ScanDialog } from './ScanDialog.tsx';
import { ScanLine } from './ScanLine.tsx';
import type { OnBulk } from './target.ts';
import type { KeyActs } from './useRowCommands.tsx';

export interface KeyPaneProps {
  /** `keep`: opened to stay, not only looked at on the way. */
  readonly onOpen: (key: Bytes, keep: boolean) => void;
  readonly onRemove: (key: Bytes) => Promise<Fault | null>;
  readonly onRestore: (key: Bytes) => Promise<Fault | null>;
  /** Work over many keys: a job. */
  readonly onBulk: OnBulk;
  /** Where keys can be copied to beside this tab. */
  readonly others: readonly OtherTab[];
}

export function KeyPane({ onOpen, onRemove, onRestore, onBulk, others }: KeyPaneProps): ReactNode {
  const text = useText();
  const { drop, add, scan, show, remember, reveal, recreate, select } = useActions('keys');
  const offer = useTab((state) => state.offerUndo);
  const noValue = useTab((state) => state.value.key === null);
  const [asking, setAsking] = useState<Asking | null>(null);
  const [peeking, setPeeking] = useState(false);
  useEffect(() => show(), [show]);
  useCommand('newKey', () => setAsking({ kind: 'new', prefix: null }));
  useCommand('goToKey', () => setAsking({ kind: 'goTo' }));
  useCommand('liveKeys', () => setAsking({ kind: 'live' }));
  useCommand('rescan', () => scan('rescan'));
  // With a value open, refreshing means the value.
  useCommand('refresh', () => scan('rescan'), noValue);

  const open = (key: Bytes, keep: boolean): void => {
    if (keep) remember(key);
    onOpen(key, keep);
  };
  const goTo = (key: Bytes): void => {
    open(key, true);
    void select('none');
    void reveal(key);
  };
  const acts: KeyActs = {
    open,
    remove: (key) => void removeKey(text, key, { remove: onRemove, restore: onRestore, removed: drop, restored: add, offer }),
    bulk: onBulk,
    ask: setAsking,
    peek: () => setPeeking(!peeking),
    copyRecreate: (key) => void copyRecreate(key),
  };

  async function copyRecreate(key: Bytes): Promise<void> {
    try {
      const { text: commands, complete } = await recreate(key);
      if (complete) copyText(text, commands);
      else notify({ title: text.keys.tooBig, body: text.keys.tooBigWhat, tone: 'warn' });
    } catch (thrown) {
      notifyFault(text, faultOf(thrown));
    }
  }

  return (
    <section className="key-pane" aria-label={text.keys.tree}>
      <KeyBar ask={setAsking} onOpen={goTo} />
      <Content onNew={() => setAsking({ kind: 'new', prefix: null })}>
        <KeyRows acts={acts} />
        {peeking && <Peek onClose={() => setPeeking(false)} />}
      </Content>
      <ScanLine ask={setAsking} onBulk={onBulk} />
      <Dialogs asking={asking} others={others} onClose={() => setAsking(null)} onOpen={goTo} />
    </section>
  );
}

function Content({ onNew, children }: { readonly onNew: () => void; readonly children: ReactNode }): ReactNode {
  const text = useText();
  const frame = useTab((state) => state.keys.frame);
  const broken = useTab((state) => state.keys.fault);
  const awaySince = useTab((state) => state.connection.awaySince);
  const metaFault = useTab((state) => state.keys.metaFault);
  const retry = useTab((state) => state.keys.retry);
  const reconnect = useTab((state) => state.connection.retry);
  const down = useDown();
  const again = { label: text.ui.retry, run: retry };
  const fault = broken ?? frame?.scan.fault ?? null;
  if (frame === null || (frame.total === 0 && awaySince === null)) {
    if (fault !== null) return <Pane state={{ kind: 'failed', fault, action: again }} />;
    if (frame === null && down) return <Pane state={{ kind: 'failed', fault: { code: 'offline' }, action: { label: text.ui.retry, run: reconnect } }} />;
    if (frame === null || frame.filter.pending || frame.scan.state === 'idle' || frame.scan.state === 'running') return <Pane state={{ kind: 'loading' }} />;
    return <NothingFound empty={frame.scan.found === 0} onNew={onNew} />;
  }
  const note =
    fault !== null
      ? text.keys.scanFailed(faultText(text, fault).title)
      : metaFault !== null
        ? text.keys.metaFailed(faultText(text, metaFault).title)
        : frame.scan.nodes.some((node) => node.state === 'failed')
          ? text.keys.nodesFailed(frame.scan.nodes.filter((node) => node.state === 'failed').length, frame.scan.nodes.length)
          : null;
  return (
    <Kept awaySince={awaySince} note={note} action={again}>
      {children}
    </Kept>
  );
}

function NothingFound({ empty, onNew }: { readonly empty: boolean; readonly onNew: () => void }): ReactNode {
  const text = useText();
  const unfilter = useTab((state) => state.keys.unfilter);
  const { match, type } = useTab((state) => state.keys.frame?.scan ?? { match: null, type: null });
  const scan = useTab((state) => state.keys.scan);
  const state: PaneState = !empty
    ? {
        kind: 'empty',
        icon: <Search size={24} />,
        title: text.keys.noMatch,
        body: text.keys.noMatchWhat,
        action: { label: text.keys.clearFilter, run: unfilter },
      }
    : match !== null || type !== null
      ? {
          kind: 'empty',
          icon: <Search size={24} />,
          title: text.keys.nothingScanned,
          body: text.keys.nothingScannedWhat,
          action: { label: text.keys.scanAll, run: () => scan('start', { match: null, type: null }) },
        }
      : {
          kind: 'empty',
          icon: <KeyRound size={24} />,
          title: text.keys.emptyDatabase,
          body: text.keys.emptyDatabaseWhat,
          action: { label: text.keys.newKey, run: onNew },
        };
  return <Pane state={state} />;
}

interface DialogsProps {
  readonly asking: Asking | null;
  readonly others: readonly OtherTab[];
  readonly onClose: () => void;
  readonly onOpen: (key: Bytes) => void;
}

function Dialogs({ asking, others, onClose, onOpen }: DialogsProps): ReactNode {
  return (
    <>
      {/* Always there, so that what was typed is there again. */}
      <NewKeyDialog open={asking?.kind === 'new'} prefix={asking?.kind === 'new' ? asking.prefix : null} onClose={onClose} onOpen={onOpen} />
      <Asked asking={asking} others={others} onClose={onClose} onOpen={onOpen} />
    </>
  );
}

function Asked({ asking, others, onClose, onOpen }: DialogsProps): ReactNode {
  switch (asking?.kind) {
    case undefined:
    case 'new':
      return null;
    case 'rename':
    case 'duplicate':
    case 'move':
      return <CopyDialog kind={asking.kind} name={asking.key} others={others} onClose={onClose} />;
    case 'expire':
      return <ExpireDialog name={asking.key} onClose={onClose} />;
    case 'goTo':
      return <GoToDialog onClose={onClose} onOpen={onOpen} />;
    case 'live':
      return <LiveDialog onClose={onClose} />;
    case 'scan':
      return <ScanDialog onClose={onClose} />;
    case 'limits':
      return <LimitDialog of={asking.of} onClose={onClose} />;
  }
}
