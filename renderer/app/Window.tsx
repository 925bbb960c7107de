/** The window: title bar, the tab in front or the start screen, status bar, and what lies over them. */
import './window.css';
import { lazy, type ReactNode, Suspense, useEffect } from 'react';
import { useStore } from 'zustand';
import { isProduction } from '../../shared/connections/profile.ts';
import { useCommandKeys } from '../commands/useCommand.ts';
import { ConnectionDialog } from '../connections/ConnectionDialog.tsx';
import { FindDialog } from '../connections/FindDialog.tsx';
import { StartScreen } from '../connections/StartScreen.tsx';
import { useEnvironment, useRecents } from '../connections/useHostStream.ts';
import { useListActions } from '../connections/useListActions.ts';
import { SampleProgress } from '../sample/SampleProgress.tsx';
import { TabView } from '../tab/TabView.tsx';
import { TabStoreContext } from '../tab/useTab.ts';
import { About } from './About.tsx';
import { Alarms } from './Alarms.tsx';
import { Badge } from './Badge.tsx';
import { HostBanner } from './HostBanner.tsx';
import { Palette } from './Palette.tsx';
import { Questions } from './Questions.tsx';
import { SettingsDialog } from './SettingsDialog.tsx';
import { Shortcuts } from './Shortcuts.tsx';
import { StatusBar } from './StatusBar.tsx';
import type { TabEntry } from './store.ts';
import { TabStrip } from './TabStrip.tsx';
import { titleOf } from './tabTitle.ts';
import { useApp } from './useApp.ts';
import { useAppCommands } from './useAppCommands.ts';
import { useOtherTabs } from './useOtherTabs.ts';
import { useUnseen } from './useUnseen.ts';

export function Window(): ReactNode {
  const tab = useApp((state) => state.tabs.find((one) => one.id === state.active));
  const frame = useFrame(tab);
  useCommandKeys();
  useAppCommands();
  return (
    <div className={`window ${frame}`}>
      <TabStrip />
      <HostBanner />
      {tab === undefined ? <Start /> : <OpenTab key={tab.id} tab={tab} />}
      <StatusBar />
      <Alarms />
      <Badge />
      <Dialogs />
      <Questions />
    </div>
  );
}

/** Loaded when it is asked for: what reads the files of other programs is large. */
const ImportDialog = lazy(async () => ({ default: (await import('../connections/ImportDialog.tsx')).ImportDialog }));

/** The frame around the window: production and confirmed writes are never told by colour alone, the tab says them too. */
function useFrame(tab: TabEntry | undefined): string {
  const profile = useApp((state) => state.profiles?.find((one) => one.id === tab?.profileId));
  if (profile === undefined) return '';
  if (isProduction(profile)) return 'prod';
  return tab?.readOnly === true ? 'read-only' : profile.protection;
}

function OpenTab({ tab }: { readonly tab: TabEntry }): ReactNode {
  const title = useStore(tab.store, titleOf);
  const badge = useStore(tab.store, (state) => state.connection.state?.profile.badge ?? '');
  const { dock, panels, feedColumns, feedWrap, feedDecoded, feedMegabytes, recordingGigabytes } = useApp((state) => state.settings);
  const { changeSettings, show } = useApp((state) => state);
  const others = useOtherTabs(tab);
  const unseen = useUnseen();
  useEffect(() => {
    document.title = counted([title, badge, 'Keytide'].filter((part) => part !== '').join(' · '), unseen);
  }, [title, badge, unseen]);
  return (
    <TabStoreContext value={tab.store}>
      <main className="window-main">
        <h1 className="hidden-text">{[title, badge].filter((part) => part !== '').join(' · ')}</h1>
        <div id={`${tab.id}-panel`} role="tabpanel" aria-labelledby={tab.id} className="window-main">
          <TabView
            dock={dock}
            panels={panels}
            others={others}
            onPanels={(next) => changeSettings({ panels: next })}
            feed={{
              columns: feedColumns,
              wrap: feedWrap,
              decoded: feedDecoded,
              megabytes: feedMegabytes,
              gigabytes: recordingGigabytes,
              change: ({ columns = feedColumns, wrap = feedWrap, decoded = feedDecoded, megabytes = feedMegabytes, gigabytes = recordingGigabytes }) =>
                changeSettings({ feedColumns: [...columns], feedWrap: wrap, feedDecoded: decoded, feedMegabytes: megabytes, recordingGigabytes: gigabytes }),
            }}
            onEdit={(profile) => show({ kind: 'connection', profile })}
          />
        </div>
      </main>
    </TabStoreContext>
  );
}

/** The badge of a window is the number before its title. */
function counted(title: string, unseen: number): string {
  return unseen === 0 ? title : `(${unseen > 99 ? '99+' : unseen}) ${title}`;
}

function Start(): ReactNode {
  const profiles = useApp((state) => state.profiles);
  const coming = useApp((state) => state.hostState === 'connecting' || state.hostState === 'connected');
  const sample = useApp((state) => state.sample);
  const { show, openTab, showProfile, removeProfile, startSample, leaveSample } = useApp((state) => state);
  const recents = useRecents() ?? [];
  const environment = useEnvironment();
  const list = useListActions();
  const unseen = useUnseen();
  useEffect(() => {
    document.title = counted('Keytide', unseen);
  }, [unseen]);
  return (
    <main className="window-main">
      <h1 className="hidden-text">Keytide</h1>
      <StartScreen
        profiles={profiles}
        coming={coming}
        onNew={() => show({ kind: 'connection', profile: null })}
        onImport={(file) => show(file === undefined ? { kind: 'import' } : { kind: 'import', file })}
        onFind={() => show({ kind: 'find' })}
        onSample={startSample}
        onOpen={openTab}
        onEdit={(profile) => show({ kind: 'connection', profile })}
        onRemove={removeProfile}
        recents={recents}
        environment={environment}
        onOffer={(offer) => show({ kind: 'connection', profile: null, offer })}
        onShow={showProfile}
        list={list}
      >
        {sample !== null && <SampleProgress state={sample} onRetry={startSample} onLeave={leaveSample} />}
      </StartScreen>
    </main>
  );
}

function Dialogs(): ReactNode {
  const dialog = useApp((state) => state.dialog);
  const client = useApp((state) => state.client);
  const profiles = useApp((state) => state.profiles);
  const { show, showProfile, profileSaved } = useApp((state) => state);
  const close = (): void => show(null);
  switch (dialog?.kind) {
    case undefined:
      return null;
    case 'palette':
      return <Palette onClose={close} />;
    case 'settings':
      return <SettingsDialog onClose={close} />;
    case 'shortcuts':
      return <Shortcuts onClose={close} />;
    case 'about':
      return <About onClose={close} />;
    case 'import':
      return (
        <Suspense>
          <ImportDialog onClose={close} {...(dialog.file === undefined ? {} : { file: dialog.file })} />
        </Suspense>
      );
    case 'find':
      return (
        <FindDialog
          client={client}
          profiles={profiles ?? []}
          onClose={close}
          onUse={(offer) => show({ kind: 'connection', profile: null, offer })}
          onOpen={(id) => showProfile(id)}
        />
      );
    case 'connection':
      return (
        <ConnectionDialog
          client={client}
          profile={dialog.profile}
          onClose={close}
          onSaved={profileSaved}
          onConnect={(id) => showProfile(id)}
          {...(dialog.address === undefined ? {} : { address: dialog.address })}
          {...(dialog.offer === undefined ? {} : { offer: dialog.offer })}
        />
      );
  }
}
