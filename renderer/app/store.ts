/** The window's state: host, settings, profiles, open tabs, and which dialog or question is in front. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { type AppEvent, type AppInfo, type DocPage, defaultSettings, docPages, type Menu, type Settings } from '../../shared/app.ts';
import type { Arrival, Offer } from '../../shared/connections/arrivals.ts';
import type { Profile } from '../../shared/connections/profile.ts';
import type { KeytideContract } from '../../shared/contract.ts';
import type { DecoderRule, StoredSchema } from '../../shared/decoders/rules.ts';
import type { Blast, Fault } from '../../shared/fault.ts';
import type { Client } from '../../shared/rpc/client.ts';
import type { SampleState } from '../../shared/sample/sample.ts';
import type { CustomCommand } from '../../shared/value/command.ts';
import { faultOf, type Notice, type Where } from '../tab/slice.ts';
import { createTab, type TabOptions, type TabStore } from '../tab/store.ts';

/** Always the wire of now. */
export type PageClient = Pick<Client<KeytideContract>, 'call' | 'watch'>;

export interface TabEntry extends TabOptions {
  readonly id: string;
  readonly store: TabStore;
}

export type Dialog =
  /** Null: a new one. `address` is what the palette was given, `offer` what came from outside. */
  | { readonly kind: 'connection'; readonly profile: Profile | null; readonly address?: string; readonly offer?: Offer }
  /** `file` was dropped on the window. */
  | { readonly kind: 'import'; readonly file?: File }
  | { readonly kind: 'find' }
  | { readonly kind: 'settings' }
  | { readonly kind: 'palette' }
  | { readonly kind: 'shortcuts' }
  | { readonly kind: 'about' };

export type HostState = 'connecting' | 'connected' | 'lost' | 'refused' | 'replaced';

export interface Question {
  readonly blast: Blast;
  answer(answer: Where | null): void;
}

export interface AppState {
  readonly client: PageClient;
  readonly hostState: HostState;
  readonly info: AppInfo | null;
  readonly settings: Settings;
  /** Null until the host has told them. */
  readonly profiles: readonly Profile[] | null;
  /** The user's own decoders. */
  readonly commands: readonly CustomCommand[];
  readonly sample: SampleState | null;
  readonly tabs: readonly TabEntry[];
  /** Null: the start screen. */
  readonly active: string | null;
  readonly dialog: Dialog | null;
  /** Handed over from outside: shown one after the other, and never over a dialog in which something may be typed. */
  readonly offers: readonly Offer[];
  readonly questions: readonly Question[];
  /** How many questions have been answered: what was chosen in one never survives into the next. */
  readonly asked: number;

  show(dialog: Dialog | null): void;
  openTab(profileId: string, db?: number | null, readOnly?: boolean): void;
  closeTab(id: string): void;
  reopenTab(): void;
  activate(id: string | null): void;
  changeSettings(patch: Partial<Settings>): void;
  removeProfile(id: string): void;
  saveCommands(commands: readonly CustomCommand[]): void;
  setDecoders(id: string, decoders: readonly DecoderRule[]): void;
  setSchemas(id: string, schemas: readonly StoredSchema[]): void;
  /** An edited connection counts at once, its protection first of all: its tabs open it anew. */
  profileSaved(id: string): void;
  /** The tab that shows it, or a new one. */
  showProfile(id: string, readOnly?: boolean): void;
  offered(offer: Offer): void;
  startSample(): void;
  /** Ends the wait for a sample server that does not come. */
  leaveSample(): void;
  openDoc(page: DocPage): void;
}

export type AppStore = StoreApi<AppState>;

/** What the store needs of the page around it. */
export interface Surroundings {
  readonly client: PageClient;
  hostBack(): Promise<void>;
  notify(notice: Notice): void;
  notifyFault(fault: Fault): void;
}

interface OpenTab extends TabEntry {
  readonly abort: AbortController;
}

export function createAppStore({ client, hostBack, notify, notifyFault }: Surroundings): AppStore {
  const open = new Map<string, OpenTab>();
  const closed: TabOptions[] = [];
  let lastTab = 0;
  let sample: { readonly abort: AbortController; tab: string | null } | null = null;

  const ask = (wish: Promise<unknown>): void => {
    wish.catch((thrown: unknown) => notifyFault(faultOf(thrown)));
  };

  return createStore<AppState>((set, get) => {
    function confirmWhere(blast: Blast): Promise<Where | null> {
      return new Promise((resolve) => {
        const question: Question = {
          blast,
          answer(answer) {
            set((state) => ({ questions: state.questions.filter((one) => one !== question), asked: state.asked + 1 }));
            resolve(answer);
          },
        };
        set((state) => ({ questions: [...state.questions, question] }));
      });
    }

    const confirm = async (blast: Blast): Promise<string | null> => (await confirmWhere(blast))?.typed ?? null;

    function openOne(options: TabOptions): string {
      const id = `tab-${++lastTab}`;
      const abort = new AbortController();
      const store = createTab({ client, signal: abort.signal, hostBack, notify, notifyFault, confirm, confirmWhere }, options);
      const entry: OpenTab = { ...options, id, store, abort };
      open.set(id, entry);
      set((state) => ({ tabs: [...state.tabs, entry], active: id, ...next(state.offers) }));
      return id;
    }

    async function runSample(abort: AbortController): Promise<void> {
      try {
        for await (const state of client.watch('sample.start', {}, { signal: abort.signal })) {
          if (sample?.abort !== abort) return;
          set({ sample: state });
          if (state.kind === 'running' && sample.tab === null) sample.tab = openOne({ profileId: state.profileId, db: null, readOnly: false });
        }
      } catch (thrown) {
        const fault = faultOf(thrown);
        if (fault.code !== 'cancelled') notifyFault(fault);
      } finally {
        if (sample?.abort === abort) sample = null;
      }
    }

    function endSample(): void {
      sample?.abort.abort();
      sample = null;
      set({ sample: null });
    }

    return {
      client,
      hostState: 'connecting',
      info: null,
      settings: defaultSettings,
      profiles: null,
      commands: [],
      sample: null,
      tabs: [],
      active: null,
      dialog: null,
      offers: [],
      questions: [],
      asked: 0,

      show: (dialog) => set((state) => (dialog === null ? next(state.offers) : { dialog })),
      openTab: (profileId, db = null, readOnly = false) => void openOne({ profileId, db, readOnly }),
      closeTab(id) {
        const entry = open.get(id);
        if (entry === undefined) return;
        open.delete(id);
        entry.abort.abort();
        closed.push({ profileId: entry.profileId, db: entry.db, readOnly: entry.readOnly });
        const { tabs, active } = get();
        const at = tabs.findIndex((tab) => tab.id === id);
        const left = tabs.filter((tab) => tab.id !== id);
        set({ tabs: left, active: active === id ? (left[Math.min(at, left.length - 1)]?.id ?? null) : active });
        if (sample?.tab === id) endSample();
      },
      reopenTab() {
        const last = closed.pop();
        if (last !== undefined) openOne(last);
      },
      activate: (id) => set({ active: id }),
      changeSettings(patch) {
        // Shown at once; the host's next state is what was really kept.
        set((state) => ({ settings: { ...state.settings, ...patch } }));
        ask(client.call('settings.write', patch));
      },
      removeProfile: (id) => ask(client.call('profiles.remove', { id })),
      saveCommands: (commands) => ask(client.call('commands.save', { commands: commands.map((one) => ({ ...one, args: [...one.args] })) })),
      setDecoders(id, decoders) {
        const profile = get().profiles?.find((one) => one.id === id);
        if (profile !== undefined) ask(client.call('profiles.decoders', { id, decoders: [...decoders], schemas: profile.schemas }));
      },
      setSchemas(id, schemas) {
        const profile = get().profiles?.find((one) => one.id === id);
        if (profile !== undefined) ask(client.call('profiles.decoders', { id, decoders: profile.decoders, schemas: [...schemas] }));
      },
      profileSaved(id) {
        for (const tab of get().tabs) if (tab.profileId === id) tab.store.getState().connection.reopen();
      },
      showProfile(id, readOnly = false) {
        const tab = get().tabs.find((one) => one.profileId === id && one.readOnly === readOnly);
        if (tab === undefined) openOne({ profileId: id, db: null, readOnly });
        else set((state) => ({ active: tab.id, ...next(state.offers) }));
      },
      offered: (offer) => set((state) => (state.dialog === null ? next([...state.offers, offer]) : { offers: [...state.offers, offer] })),
      startSample() {
        const running = sample?.tab ?? null;
        if (running !== null) return set({ active: running });
        if (sample !== null) return;
        const abort = new AbortController();
        sample = { abort, tab: null };
        set({ sample: { kind: 'starting' } });
        void runSample(abort);
      },
      leaveSample: endSample,
      openDoc(page) {
        // The browser edition's host may be on another machine: there the page opens its links itself.
        if (get().info?.host === 'browser') window.open(docPages[page], '_blank', 'noopener,noreferrer');
        else ask(client.call('app.openDoc', { page }));
      },
    };
  });
}

/** What is in front when a dialog has been closed. */
function next([offer, ...offers]: readonly Offer[]): Pick<AppState, 'dialog' | 'offers'> {
  return { dialog: offer === undefined ? null : { kind: 'connection', profile: null, offer }, offers };
}

/** Keeps info, settings and profiles as the host has them, again after each time it was away. */
export async function followHost(store: AppStore, { client, hostBack, notifyFault }: Surroundings, arrived: (arrival: Arrival) => void): Promise<never> {
  for (;;) {
    try {
      store.setState({ info: await client.call('app.info', {}) });
      await Promise.all([
        drain(client.watch('settings.watch', {}), (settings) => store.setState({ settings })),
        drain(client.watch('profiles.watch', {}), (profiles) => {
          store.setState({ profiles });
          tellTabs(store.getState().tabs, profiles);
        }),
        drain(client.watch('connections.arrivals', {}), arrived),
        drain(client.watch('commands.watch', {}), (commands) => store.setState({ commands })),
      ]);
    } catch (thrown) {
      const fault = faultOf(thrown);
      if (fault.code !== 'closed') notifyFault(fault);
    }
    await hostBack();
  }
}

/** What a feed is watched with may have been changed in another tab or window. */
function tellTabs(tabs: readonly TabEntry[], profiles: readonly Profile[]): void {
  for (const tab of tabs) {
    const profile = profiles.find(({ id }) => id === tab.profileId);
    if (profile !== undefined) tab.store.getState().feed.takeWatching(profile);
  }
}

/** Lends the menu and hears what the host has to say, until `signal`. */
export function followEvents(client: PageClient, menu: Menu, heard: (event: AppEvent) => void, signal: AbortSignal): void {
  // Its end is no news: the page is told by its host state when the host is gone.
  drain(client.watch('app.events', { menu }, { signal }), heard).catch(faultOf);
}

async function drain<T>(items: AsyncIterable<T>, take: (item: T) => void): Promise<void> {
  for await (const item of items) take(item);
}
