/** The window's state over a stub host: tabs open, close and come back; settings show at once; one sample for the window; questions are answered one by one. */
import { expect, test, vi } from 'vitest';
import { type AppStore, createAppStore, followHost, type Surroundings } from '../../../renderer/app/store.ts';
import type { Offer } from '../../../shared/connections/arrivals.ts';
import { contract, type KeytideContract } from '../../../shared/contract.ts';
import { type Fault, fail } from '../../../shared/fault.ts';
import { connect } from '../../../shared/rpc/client.ts';
import type { Handlers } from '../../../shared/rpc/define.ts';
import { serve } from '../../../shared/rpc/server.ts';
import type { SampleState } from '../../../shared/sample/sample.ts';
import { createStub, type Stub } from '../../support/stub.ts';
import { memoryWires } from '../../support/wires.ts';

function open(handlers: Partial<Handlers<KeytideContract>> = {}): { store: AppStore; stub: Stub; faults: Fault[]; around: Surroundings } {
  vi.stubGlobal('document', { visibilityState: 'visible' });
  vi.stubGlobal('requestAnimationFrame', (paint: () => void) => queueMicrotask(paint));
  const stub = createStub();
  const { page, host } = memoryWires();
  serve(host, contract, { ...stub.handlers, ...handlers }, { report: () => 'bug' });
  const faults: Fault[] = [];
  const around: Surroundings = {
    client: connect<KeytideContract>(page),
    hostBack: () => new Promise(() => undefined),
    notify: () => undefined,
    notifyFault: (fault) => faults.push(fault),
  };
  return { store: createAppStore(around), stub, faults, around };
}

/** A session that stays open until it is left, as a real one does. */
const patient = {
  async *'session.open'(_: unknown, { signal }: { signal: AbortSignal }) {
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  },
} satisfies Partial<Handlers<KeytideContract>>;

test('closing the tab in front shows its neighbour and ends its session; it can be reopened', async () => {
  const opened: string[] = [];
  const ended: string[] = [];
  const { store } = open({
    async *'session.open'({ profileId }, { signal }) {
      opened.push(profileId);
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      ended.push(profileId);
    },
  });
  for (const id of ['a', 'b', 'c']) store.getState().openTab(id);
  await vi.waitFor(() => expect(opened).toHaveLength(3));
  const [a, b, c] = store.getState().tabs;
  expect(store.getState().active).toBe(c?.id);
  store.getState().activate(b?.id ?? null);
  store.getState().closeTab(b?.id ?? '');
  expect(store.getState().active).toBe(c?.id);
  store.getState().closeTab(c?.id ?? '');
  expect(store.getState().active).toBe(a?.id);
  await vi.waitFor(() => expect(ended.sort()).toEqual(['b', 'c']));
  store.getState().reopenTab();
  expect(store.getState().tabs.at(-1)).toMatchObject({ profileId: 'c' });
  store.getState().closeTab(a?.id ?? '');
  store.getState().closeTab(store.getState().tabs[0]?.id ?? '');
  expect(store.getState().active).toBeNull();
});

test('a setting shows at once; one that cannot be kept is said', async () => {
  const { store, faults } = open({ 'settings.write': () => fail({ code: 'disk', file: 'settings.json', message: 'full' }) });
  store.getState().changeSettings({ theme: 'dark' });
  expect(store.getState().settings.theme).toBe('dark');
  await vi.waitFor(() => expect(faults).toEqual([{ code: 'disk', file: 'settings.json', message: 'full' }]));
});

test('the sample opens one tab, asking again goes to it, closing it lets the server go', async () => {
  let left = false;
  const { store } = open({
    ...patient,
    async *'sample.start'(_, { signal }): AsyncGenerator<SampleState> {
      yield { kind: 'seeding', keys: 10 };
      yield { kind: 'running', profileId: 'sample', port: 1, keys: 20 };
      yield { kind: 'running', profileId: 'sample', port: 1, keys: 21 };
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      left = true;
    },
  });
  store.getState().startSample();
  store.getState().startSample();
  await vi.waitFor(() => expect(store.getState().sample).toMatchObject({ kind: 'running', keys: 21 }));
  expect(store.getState().tabs).toHaveLength(1);
  store.getState().activate(null);
  store.getState().startSample();
  expect(store.getState().active).toBe(store.getState().tabs[0]?.id);
  store.getState().closeTab(store.getState().tabs[0]?.id ?? '');
  await vi.waitFor(() => expect(left).toBe(true));
  expect(store.getState().sample).toBeNull();
});

test('without a server program the reason stays on screen, and it can be tried again', async () => {
  let starts = 0;
  const { store } = open({
    async *'sample.start'(): AsyncGenerator<SampleState> {
      starts++;
      yield { kind: 'missing', install: 'apt-get install redis-server' };
    },
  });
  store.getState().startSample();
  await vi.waitFor(() => expect(store.getState().sample).toEqual({ kind: 'missing', install: 'apt-get install redis-server' }));
  await vi.waitFor(() => {
    store.getState().startSample();
    expect(starts).toBe(2);
  });
});

test('a refused wish of a session is told and changes nothing', async () => {
  const { store, faults, stub } = open({ 'session.select': () => fail({ code: 'redis', prefix: 'ERR', message: 'DB index is out of range' }) });
  store.getState().openTab('p');
  const tab = store.getState().tabs[0]?.store;
  await vi.waitFor(() => expect(tab?.getState().connection.state).not.toBeNull());
  const before = tab?.getState().connection.state;
  tab?.getState().selectDatabase(99);
  await vi.waitFor(() => expect(faults).toEqual([{ code: 'redis', prefix: 'ERR', message: 'DB index is out of range' }]));
  expect(tab?.getState().connection.state).toBe(before);
  expect(stub.asked.map(({ name }) => name)).toContain('session.open');
});

test('what the host knows is followed', async () => {
  const { store, around } = open();
  const arrived: unknown[] = [];
  void followHost(store, around, ({ kind }) => arrived.push(kind));
  await vi.waitFor(() => expect(store.getState().info).not.toBeNull());
  await vi.waitFor(() => expect(store.getState().profiles).not.toBeNull());
  await vi.waitFor(() => expect(arrived).toEqual(['offer', 'profile', 'unnamed']));
});

test('what is handed over waits until no dialog is in the way, and comes one after the other', () => {
  const { store } = open();
  const offer = (name: string): Offer => ({ name, draft: null, problem: null, ignored: [], exposed: false });
  const shown = (): string | null => {
    const { dialog } = store.getState();
    return dialog?.kind === 'connection' ? (dialog.offer?.name ?? 'typed') : (dialog?.kind ?? null);
  };
  store.getState().show({ kind: 'connection', profile: null });
  store.getState().offered(offer('a'));
  store.getState().offered(offer('b'));
  expect(shown()).toBe('typed');
  store.getState().show(null);
  expect(shown()).toBe('a');
  store.getState().openTab('p');
  expect(shown()).toBe('b');
  store.getState().show(null);
  expect(shown()).toBeNull();
  store.getState().offered(offer('c'));
  expect(shown()).toBe('c');
});

test('a saved connection that is asked for read-only has a tab of its own', async () => {
  const { store, stub } = open();
  store.getState().showProfile('p');
  store.getState().showProfile('p', true);
  store.getState().showProfile('p', true);
  store.getState().showProfile('p');
  expect(store.getState().tabs.map(({ readOnly }) => readOnly)).toEqual([false, true]);
  expect(store.getState().active).toBe(store.getState().tabs[0]?.id);
  await vi.waitFor(() =>
    expect(stub.asked.filter(({ name }) => name === 'session.open').map(({ input }) => input)).toMatchObject([{ readOnly: false }, { readOnly: true }]),
  );
});
