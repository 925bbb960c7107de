/** The page's beginning: the host, the window's store, and the window drawn from it. */
import { type ReactNode, StrictMode, useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { useStore } from 'zustand';
import { arrivalsIn } from './app/arrived.ts';
import { tellNotices } from './app/startNotices.ts';
import { type AppStore, createAppStore, followEvents, followHost, type HostState, type Surroundings } from './app/store.ts';
import { AppStoreContext, useApp } from './app/useApp.ts';
import { Window } from './app/Window.tsx';
import { commandOf } from './commands/list.ts';
import { nativeMenuOf } from './commands/menu.ts';
import { registry } from './commands/registry.ts';
import { type Host, openHost } from './host.ts';
import { resolveLanguage, Speaking, textFor, useText } from './i18n/i18n.ts';
import { Kit } from './ui/Kit.tsx';
import { notify, notifyFault } from './ui/Notices.tsx';

function start(): void {
  const host = openHost(new AbortController().signal);
  const texts = (): ReturnType<typeof textFor> => textFor(resolveLanguage(store.getState().settings.language, navigator.languages));
  const surroundings: Surroundings = {
    client: host.client,
    hostBack: () => nextOpen(host),
    notify: ({ kind, ...notice }) => void notify({ ...notice, tone: kind === 'failed' ? 'danger' : kind === 'done' ? 'ok' : 'info' }),
    notifyFault: (fault) => notifyFault(texts(), fault),
  };
  const store = createAppStore(surroundings);
  host.subscribe(() => store.setState({ hostState: plainState(host) }));
  tellNotices(store, texts);
  void followHost(store, surroundings, arrivalsIn(store, texts));
  if (wantsSample) void surroundings.hostBack().then(() => store.getState().startSample());

  const root = document.getElementById('root');
  if (root === null) throw new Error('the page has no root');
  createRoot(root).render(
    <StrictMode>
      <AppStoreContext value={store}>
        <App host={host} store={store} />
      </AppStoreContext>
    </StrictMode>,
  );
}

/** `demo` in the address's fragment: a demonstration, started at once. */
const wantsSample = /[#&]demo(?:&|$)/.test(location.hash);

function App({ host, store }: { readonly host: Host; readonly store: AppStore }): ReactNode {
  const settings = useStore(store, (state) => state.settings);
  return (
    <Speaking language={settings.language}>
      <Kit theme={settings.theme} density={settings.density} platform={host.platform} host={host.kind}>
        <HostEvents host={host} />
        <Window />
      </Kit>
    </Speaking>
  );
}

/** Lends the host the menu in the language of now, and does what is chosen in it. */
function HostEvents({ host }: { readonly host: Host }): null {
  const text = useText();
  const open = useApp((state) => state.hostState === 'connected');
  useEffect(() => {
    if (!open) return;
    const abort = new AbortController();
    const heard: Parameters<typeof followEvents>[2] = (event) => {
      const command = commandOf(event.command);
      if (command !== null) registry.run(command.id);
    };
    followEvents(host.client, nativeMenuOf(text, host.platform), heard, abort.signal);
    return () => abort.abort();
  }, [host, text, open]);
  return null;
}

function plainState(host: Host): HostState {
  const state = host.state();
  switch (state.kind) {
    case 'open':
      return 'connected';
    case 'connecting':
      return state.attempt === 0 ? 'connecting' : 'lost';
    case 'waiting':
      return 'lost';
    case 'ended':
      return state.why;
  }
}

/** When the host is there; at once where it is. */
function nextOpen(host: Host): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (host.state().kind !== 'open') return;
      leave();
      resolve();
    };
    const leave = host.subscribe(look);
    look();
  });
}

start();
