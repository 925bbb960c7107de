/** The open connections: one tab each, marked by state, name, environment and protection. */
import './window.css';
import { House, Lock, Plus, Search, X } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useRef } from 'react';
import { useStore } from 'zustand';
import { useText } from '../i18n/i18n.ts';
import { EnvBadge } from '../ui/Badge.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { ContextMenu } from '../ui/Menu.tsx';
import { AppMenu } from './AppMenu.tsx';
import { PhaseDot } from './PhaseDot.tsx';
import type { TabEntry } from './store.ts';
import { titleOf } from './tabTitle.ts';
import { useApp } from './useApp.ts';

export function TabStrip(): ReactNode {
  const text = useText();
  const tabs = useApp((state) => state.tabs);
  const active = useApp((state) => state.active);
  const { activate, show } = useApp((state) => state);
  const strip = useRef<HTMLDivElement>(null);

  const onKeyDown = (event: KeyboardEvent): void => {
    const at = tabs.findIndex((tab) => tab.id === active);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    const tab = next === undefined ? undefined : tabs[next];
    if (tab === undefined) return;
    event.preventDefault();
    activate(tab.id);
    requestAnimationFrame(() => strip.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus());
  };

  return (
    <header className="title-bar">
      <AppMenu />
      <IconButton label={text.app.start} icon={<House size={16} />} pressed={active === null} onPress={() => activate(null)} />
      {/* An empty list of tabs would be no list: it is there from the first tab on. */}
      {tabs.length > 0 && (
        <div ref={strip} role="tablist" tabIndex={-1} aria-label={text.app.tabs} className="tab-strip" onKeyDown={onKeyDown}>
          {tabs.map((tab) => (
            <TabHandle key={tab.id} tab={tab} selected={tab.id === active} />
          ))}
        </div>
      )}
      <IconButton label={text.app.newTab} command="newTab" icon={<Plus size={16} />} onPress={() => activate(null)} />
      <span className="title-space" />
      <Button variant="ghost" icon={<Search size={14} />} command="palette" onPress={() => show({ kind: 'palette' })}>
        {text.app.palette.open}
      </Button>
    </header>
  );
}

function TabHandle({ tab, selected }: { readonly tab: TabEntry; readonly selected: boolean }): ReactNode {
  const text = useText();
  const state = useStore(tab.store, (one) => one.connection.state);
  const title = useStore(tab.store, titleOf);
  const unseen = useStore(tab.store, (one) => one.feed.unseen);
  const tabs = useApp((one) => one.tabs);
  const { activate, closeTab, openTab } = useApp((one) => one);
  const profile = state?.profile;
  const closeOthers = (): void => {
    for (const one of tabs) if (one !== tab) closeTab(one.id);
  };
  return (
    <ContextMenu
      entries={[
        { label: text.app.closeTab, command: 'closeTab', run: () => closeTab(tab.id) },
        { label: text.app.closeOthers, disabled: tabs.length < 2, run: closeOthers },
        'separator',
        { label: text.app.sameAgain, run: () => openTab(tab.profileId, state?.db ?? tab.db, tab.readOnly) },
      ]}
    >
      <button
        type="button"
        role="tab"
        id={tab.id}
        aria-selected={selected}
        aria-controls={selected ? `${tab.id}-panel` : undefined}
        tabIndex={selected ? 0 : -1}
        className={`tab-handle ${profile?.color ?? 'none'}`}
        onClick={() => activate(tab.id)}
        onAuxClick={(event) => event.button === 1 && closeTab(tab.id)}
        onKeyDown={(event) => event.key === 'Delete' && closeTab(tab.id)}
      >
        <PhaseDot tab={tab} />
        {profile?.protection === 'read-only' && <Lock size={12} role="img" aria-label={text.app.readOnly} />}
        <bdi className="ellipsis">{title}</bdi>
        {unseen > 0 && (
          <span className="tab-unseen" role="img" aria-label={text.beside.outside.unseen(unseen)}>
            {unseen > 99 ? '99+' : unseen}
          </span>
        )}
        {profile !== undefined && <EnvBadge badge={profile.badge} color={profile.color} />}
        {/* A button in a tab is no button to a screen reader: it closes by Delete, middle click, menu and shortcut too. */}
        <span
          className="tab-close"
          aria-hidden="true"
          onClick={(event) => {
            event.stopPropagation();
            closeTab(tab.id);
          }}
        >
          <X size={14} />
        </span>
      </button>
    </ContextMenu>
  );
}
