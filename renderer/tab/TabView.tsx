/** What a tab shows: the rail, and the view that is chosen on it; here features are joined. */
import './tab.css';
import { Activity, KeyRound, ListChecks, Radio, SquareTerminal } from 'lucide-react';
import { type ComponentProps, lazy, type ReactNode, Suspense } from 'react';
import type { Settings } from '../../shared/app.ts';
import type { Profile } from '../../shared/connections/profile.ts';
import type { JobTarget } from '../../shared/jobs/jobs.ts';
import { useCommand } from '../commands/useCommand.ts';
import { SessionBanner } from '../connections/SessionBanner.tsx';
import { ConsolePane } from '../console/ConsolePane.tsx';
import type { FeedLook } from '../feed/look.ts';
import { useText } from '../i18n/i18n.ts';
import { BulkDialog } from '../jobs/BulkDialog.tsx';
import { JobsPane } from '../jobs/JobsPane.tsx';
import { useJobs } from '../jobs/useJobs.ts';
import type { OtherTab } from '../keys/CopyDialog.tsx';
import { KeyPane } from '../keys/KeyPane.tsx';
import type { BulkTarget } from '../keys/target.ts';
import { ServerPane } from '../server/ServerPane.tsx';
import { IconButton } from '../ui/Button.tsx';
import { Skeleton } from '../ui/Pane.tsx';
import { type PanelSpec, Panels } from '../ui/Panels.tsx';
import { ValuePane } from '../value/ValuePane.tsx';
import { OpenKeys } from './OpenKeys.tsx';
import type { View } from './store.ts';
import { useTab } from './useTab.ts';

/** Loaded with the first tab that shows it: the start of the page needs none of it. */
const LivePane = lazy(async () => ({ default: (await import('../feed/LivePane.tsx')).LivePane }));

export interface TabViewProps {
  readonly dock: Settings['dock'];
  /** Percentages by group, as they are remembered. */
  readonly panels: Settings['panels'];
  readonly onPanels: (panels: Settings['panels']) => void;
  readonly feed: FeedLook;
  readonly onEdit: (profile: Profile) => void;
  /** The other tabs that keys can be copied to. */
  readonly others: readonly OtherTab[];
}

export function TabView({ onEdit, ...layout }: TabViewProps): ReactNode {
  const profile = useTab((state) => state.connection.state?.profile ?? null);
  const retry = useTab((state) => state.connection.retry);
  const edit = profile === null ? null : (): void => onEdit(profile);
  useCommand('editConnection', edit);
  useCommand('reconnect', retry);
  useCommand(
    'undo',
    useTab((state) => state.undoLast),
  );
  const show = useTab((state) => state.show);
  useCommand('activity', () => show('jobs'));
  useJobs();
  return (
    <>
      <Rail />
      <div className="tab-body">
        <SessionBanner onEdit={() => edit?.()} />
        <ViewOf {...layout} />
        <BulkDialog others={layout.others} onStarted={() => show('jobs')} />
      </div>
    </>
  );
}

type ViewLayout = Omit<TabViewProps, 'onEdit'>;

function ViewOf(layout: ViewLayout): ReactNode {
  const view = useTab((state) => state.view);
  switch (view) {
    case 'keys':
      return <KeysView {...layout} />;
    case 'live':
      return <Live look={layout.feed} others={layout.others} />;
    case 'console':
      return <ConsolePane />;
    case 'server':
      return <ServerPane />;
    case 'jobs':
      return <JobsPane />;
  }
}

function Live(props: ComponentProps<typeof LivePane>): ReactNode {
  return (
    <Suspense fallback={<Skeleton />}>
      <LivePane {...props} />
    </Suspense>
  );
}

/** Keys and the value of one, with Live below or beside where the settings want it. */
function KeysView({ dock, feed, others, ...remembered }: ViewLayout): ReactNode {
  const open = useTab((state) => state.value.open);
  const drop = useTab((state) => state.keys.drop);
  const add = useTab((state) => state.keys.add);
  const ask = useTab((state) => state.jobs.ask);
  const remove = useTab((state) => state.value.remove);
  const restore = useTab((state) => state.value.restore);
  const value = (
    <div className="value-area">
      <OpenKeys />
      <ValuePane onRemoved={drop} onRestored={add} />
    </div>
  );
  const live: PanelSpec = { id: 'live', size: 38, min: 140, content: <Live look={feed} others={others} /> };
  return (
    <Remembered
      {...remembered}
      group="keys"
      parts={[
        {
          id: 'keys',
          size: 28,
          min: 200,
          content: (
            <KeyPane
              onOpen={open}
              onRemove={remove}
              onRestore={restore}
              onBulk={(action, target) => ask({ action, target: jobTargetOf(target) })}
              others={others}
            />
          ),
        },
        {
          id: 'value',
          size: 72,
          min: 280,
          content:
            dock === 'alone' ? (
              value
            ) : (
              <Remembered
                {...remembered}
                group={`live-${dock}`}
                direction={dock === 'below' ? 'column' : 'row'}
                parts={[{ id: 'value', size: 62, min: 140, content: value }, live]}
              />
            ),
        },
      ]}
    />
  );
}

/** Names are copied: what crosses the wire is not the list's own. */
function jobTargetOf(target: BulkTarget): Exclude<JobTarget, { readonly kind: 'pattern' }> {
  return target.kind === 'keys' ? { kind: 'keys', keys: [...target.keys] } : target;
}

interface RememberedProps extends Pick<TabViewProps, 'onPanels'> {
  readonly panels: Settings['panels'];
  readonly group: string;
  readonly direction?: 'row' | 'column';
  readonly parts: readonly PanelSpec[];
}

/** Panels whose sizes are remembered under the group's name. */
function Remembered({ panels, onPanels, group, direction = 'row', parts }: RememberedProps): ReactNode {
  return <Panels direction={direction} panels={parts} sizes={panels[group]} onSizes={(sizes) => onPanels({ ...panels, [group]: sizes })} />;
}

const views = [
  { view: 'keys', command: 'showKeys', icon: <KeyRound size={18} /> },
  { view: 'live', command: 'showLive', icon: <Radio size={18} /> },
  { view: 'console', command: 'showConsole', icon: <SquareTerminal size={18} /> },
  { view: 'server', command: 'showServer', icon: <Activity size={18} /> },
  { view: 'jobs', command: 'showJobs', icon: <ListChecks size={18} /> },
] as const;

function Rail(): ReactNode {
  const text = useText();
  return (
    <nav className="rail" aria-label={text.app.views}>
      {views.map((one) => (
        <RailButton key={one.view} {...one} />
      ))}
    </nav>
  );
}

function RailButton({
  view,
  command,
  icon,
}: {
  readonly view: View;
  readonly command: (typeof views)[number]['command'];
  readonly icon: ReactNode;
}): ReactNode {
  const text = useText();
  const current = useTab((state) => state.view === view);
  const show = useTab((state) => state.show);
  useCommand(command, () => show(view));
  return (
    <IconButton
      label={text.app.rail[view]}
      command={command}
      icon={icon}
      pressed={current}
      aria-current={current ? 'page' : undefined}
      onPress={() => show(view)}
    />
  );
}
