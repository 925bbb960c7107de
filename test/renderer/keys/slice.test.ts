/** The key list of a tab: it holds the rows on screen only, asks for what is looked at, and stays on its row while others come and go. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type KeysSlice, keysSlice } from '../../../renderer/keys/slice.ts';
import { type Bytes, displayText, utf8 } from '../../../shared/bytes.ts';
import type { KeytideContract } from '../../../shared/contract.ts';
import { fail } from '../../../shared/fault.ts';
import type { KeysFrame } from '../../../shared/keys/frame.ts';
import type { KeyMeta } from '../../../shared/keys/keys.ts';
import type { KeyShape } from '../../../shared/keys/shape.ts';
import type { Handlers } from '../../../shared/rpc/define.ts';
import type { KeptDraft } from '../../../shared/value/drafts.ts';
import { later, type TestTab, testTab } from '../../support/tab.ts';
import { folderRow, keyRow, keysFrame, namesOf } from './keyFrames.ts';

let tab: TestTab<KeysSlice>;
afterEach(() => tab.close());

/** A host whose frames come when the test says so. */
interface Host {
  readonly handlers: Partial<Handlers<KeytideContract>>;
  /** What was asked, in order: the method and its input. */
  readonly asked: { readonly name: string; readonly input: Record<string, unknown> }[];
  /** Views opened so far, with the shape each began with. */
  readonly views: { readonly shape: KeyShape; ended: boolean }[];
  tell(frame: KeysFrame): void;
  of(name: string): readonly Record<string, unknown>[];
}

function host(more: Partial<Handlers<KeytideContract>> = {}): Host {
  const waiting: KeysFrame[] = [];
  let wake = (): void => undefined;
  const asked: Host['asked'] = [];
  const views: Host['views'] = [];
  const note =
    (name: string) =>
    (input: object): void =>
      void asked.push({ name, input: { ...input } });
  return {
    asked,
    views,
    of: (name) => asked.filter((one) => one.name === name).map(({ input }) => input),
    tell(frame) {
      waiting.push(frame);
      wake();
    },
    handlers: {
      async *'keys.view'({ shape }, { signal }) {
        const view = { shape, ended: false };
        views.push(view);
        signal.addEventListener('abort', () => wake());
        try {
          while (!signal.aborted) {
            const frame = waiting.shift();
            if (frame !== undefined) yield frame;
            else await new Promise<void>((resolve) => (wake = resolve));
          }
        } finally {
          view.ended = true;
        }
      },
      'keys.aim': note('aim'),
      'keys.shape': note('shape'),
      'keys.open': note('open'),
      'keys.select': note('select'),
      'keys.scan': note('scan'),
      'keys.meta': ({ keys }) => {
        note('meta')({ keys: keys.map(displayText) });
        return keys.map(() => known);
      },
      ...more,
    },
  };
}

const known: KeyMeta = { kind: 'known', type: 'string', ttl: null };
const letters = ['a', 'b', 'c', 'd', 'e', 'f'];
const rows = () => letters.map((name) => keyRow(name));

/** A list on screen with its first frame. */
async function shown(told: KeysFrame, at: Host): Promise<void> {
  tab = testTab(keysSlice, at.handlers);
  tab.slice.begin('s1 0', ':');
  tab.slice.show();
  at.tell(told);
  await vi.waitFor(() => expect(tab.slice.frame).not.toBeNull());
}

describe('the first look', () => {
  test('divides names by the delimiter of the connection and shows what comes', async () => {
    const at = host();
    await shown(keysFrame([folderRow('a:'), keyRow('b')]), at);
    expect(at.views[0]?.shape).toMatchObject({ delimiters: [':'], layout: 'tree', filter: { text: '', type: null } });
    expect(namesOf(tab.slice.frame?.rows ?? [])).toEqual(['a:', 'b']);
    expect(at.of('scan')).toEqual([]);
  });

  test('starts a scan that did not start by itself', async () => {
    const at = host();
    await shown(keysFrame([], { scan: { state: 'idle' } }), at);
    await vi.waitFor(() => expect(at.of('scan')).toEqual([{ session: 's1', action: 'start' }]));
  });

  test('of another database ends the one before; of the same place it goes on', async () => {
    const at = host();
    await shown(keysFrame(rows()), at);
    tab.slice.begin('s1 0', ':');
    expect(at.views).toHaveLength(1);
    tab.slice.begin('s1 1', ':');
    expect(tab.slice.frame).toBeNull();
    await vi.waitFor(() => expect(at.views.map(({ ended }) => ended)).toEqual([true, false]));
  });

  test('that failed says why, and is tried again at the same place', async () => {
    let broken = true;
    const at = host();
    const good = at.handlers['keys.view'];
    if (good === undefined) throw new Error('no view');
    tab = testTab(keysSlice, { ...at.handlers, 'keys.view': (input, call) => (broken ? fail({ code: 'offline' }) : good(input, call)) });
    tab.slice.begin('s1 0', ':');
    await vi.waitFor(() => expect(tab.slice.fault).toEqual({ code: 'offline' }));
    broken = false;
    tab.slice.begin('s1 0', ':');
    at.tell(keysFrame(rows()));
    await vi.waitFor(() => expect(tab.slice.frame?.total).toBe(6));
    expect(tab.slice.fault).toBeNull();
  });
});

describe('looking', () => {
  test('asks for whole screens around the rows in sight, and again only near their edge', async () => {
    const at = host();
    await shown(keysFrame(rows(), { total: 100_000 }), at);
    tab.slice.look(5000, 5040);
    await vi.waitFor(() => expect(at.of('aim')).toEqual([{ session: 's1', view: 1, from: 4920, rows: 200 }]));
    tab.slice.look(5020, 5060);
    tab.slice.look(4980, 5020);
    await new Promise(setImmediate);
    expect(at.of('aim')).toHaveLength(1);
    tab.slice.look(5060, 5100);
    await vi.waitFor(() => expect(at.of('aim')).toHaveLength(2));
  });

  test('while one wish is on its way only the newest of the others is sent', async () => {
    const first = later<void>();
    const aims: number[] = [];
    const at = host({
      'keys.aim': async ({ from }) => {
        aims.push(from);
        if (aims.length === 1) await first.promise;
      },
    });
    await shown(keysFrame(rows(), { total: 100_000 }), at);
    for (const from of [1000, 2000, 3000, 4000]) tab.slice.look(from, from + 40);
    first.resolve();
    await vi.waitFor(() => expect(aims).toEqual([920, 3920]));
  });

  test('type and TTL are read for what is drawn, and once', async () => {
    const at = host();
    await shown(keysFrame([folderRow('x:'), ...rows()]), at);
    tab.slice.look(0, 4);
    await vi.waitFor(() => expect(at.of('meta')).toEqual([{ keys: ['a', 'b', 'c'] }]));
    tab.slice.look(1, 5);
    await vi.waitFor(() => expect(at.of('meta')).toEqual([{ keys: ['a', 'b', 'c'] }, { keys: ['d'] }]));
    await vi.waitFor(() => expect(tab.slice.metas.size).toBe(4));
  });

  test('what the server says has changed is read again', async () => {
    const at = host();
    await shown(keysFrame(rows()), at);
    tab.slice.look(0, 2);
    await vi.waitFor(() => expect(tab.slice.metas.size).toBe(2));
    at.tell(keysFrame([keyRow('a'), keyRow('b', { mark: { what: 'changed', age: 3 } })]));
    await vi.waitFor(() => expect(at.of('meta')).toEqual([{ keys: ['a', 'b'] }, { keys: ['b'] }]));
  });

  test('nothing that was seen is kept for ever', async () => {
    const at = host();
    await shown(keysFrame([]), at);
    for (let page = 0; page < 30; page++) {
      at.tell(
        keysFrame(
          Array.from({ length: 100 }, (_, index) => keyRow(`${page} ${index}`)),
          { total: 3000, version: page + 2 },
        ),
      );
      await vi.waitFor(() => expect(namesOf(tab.slice.frame?.rows ?? [])[0]).toBe(`${page} 0`));
      tab.slice.look(0, 100);
      await vi.waitFor(() => expect(tab.slice.metas.size).toBeGreaterThanOrEqual(Math.min(1000, (page + 1) * 100)));
    }
    expect(tab.slice.metas.size).toBeLessThanOrEqual(1000);
    expect(tab.slice.frame?.rows).toHaveLength(100);
  });
});

describe('searching', () => {
  const filterOf = (input: Record<string, unknown> | undefined) => (input?.['shape'] as KeyShape | undefined)?.filter;

  test('begins with every letter, the newest counts', async () => {
    const first = later<void>();
    const at = host({
      'keys.shape': async (input) => {
        at.asked.push({ name: 'shape', input: { ...input } });
        if (at.of('shape').length === 1) await first.promise;
      },
    });
    await shown(keysFrame(rows()), at);
    for (const typed of ['u', 'us', 'user', 'user:*']) tab.slice.setTyped(typed);
    first.resolve();
    await vi.waitFor(() => expect(at.of('shape').map((input) => filterOf(input)?.text)).toEqual(['u', 'user:*']));
    expect(filterOf(at.of('shape')[1])?.how).toBe('glob');
  });

  test('type, time to live, size and case narrow together with the name; clearing takes all but the case back', async () => {
    const at = host();
    await shown(keysFrame(rows()), at);
    tab.slice.setTyped('/x/');
    tab.slice.narrow({ type: 'hash', caseSensitive: true });
    tab.slice.narrow({ ttl: { kind: 'below', ms: 1000 }, size: { atLeast: 9 } });
    const all = { text: 'x', how: 'regex', caseSensitive: true, type: 'hash', ttl: { kind: 'below', ms: 1000 }, size: { atLeast: 9 } };
    await vi.waitFor(() => expect(filterOf(at.of('shape').at(-1))).toEqual(all));
    tab.slice.unfilter();
    await vi.waitFor(() =>
      expect(filterOf(at.of('shape').at(-1))).toEqual({ text: '', how: 'substring', caseSensitive: true, type: null, ttl: null, size: null }),
    );
    expect(tab.slice.typed).toBe('');
  });

  test('the rows of before stay until the first hit, so that nothing blinks', async () => {
    const at = host();
    await shown(keysFrame(rows()), at);
    const searching = { pending: true, matched: 0, unmeasured: 0, error: null };
    at.tell(keysFrame([], { era: 2, version: 2, filter: searching, scan: { found: 6 } }));
    await vi.waitFor(() => expect(tab.slice.frame?.version).toBe(2));
    expect(tab.slice.frame?.rows).toHaveLength(6);
    at.tell(keysFrame([keyRow('b')], { era: 2, version: 3 }));
    await vi.waitFor(() => expect(namesOf(tab.slice.frame?.rows ?? [])).toEqual(['b']));
    at.tell(keysFrame([], { era: 3, version: 4 }));
    await vi.waitFor(() => expect(tab.slice.frame?.total).toBe(0));
  });

  test('a shape that is chosen before the first frame is not lost', async () => {
    const at = host();
    tab = testTab(keysSlice, at.handlers);
    tab.slice.begin('s1 0', ':');
    tab.slice.show();
    await vi.waitFor(() => expect(at.views).toHaveLength(1));
    tab.slice.setTyped('late');
    at.tell(keysFrame(rows()));
    await vi.waitFor(() => expect(filterOf(at.of('shape')[0])?.text).toBe('late'));
  });
});

describe('staying in place', () => {
  test('the list follows its rows when others come in above, and not at its top', async () => {
    const at = host();
    await shown(keysFrame(rows()), at);
    tab.slice.look(0, 3);
    at.tell(keysFrame([keyRow('0'), ...rows()], { version: 2 }));
    await vi.waitFor(() => expect(tab.slice.frame?.version).toBe(2));
    expect(tab.slice.scroll).toBeNull();
    tab.slice.look(3, 6);
    at.tell(keysFrame([keyRow('0'), keyRow('1'), ...rows()], { version: 3 }));
    await vi.waitFor(() => expect(tab.slice.scroll).toMatchObject({ by: 1 }));
  });

  test('the cursor stays on its row, and a deleted one gives its place to the next', async () => {
    const at = host();
    await shown(keysFrame(rows()), at);
    tab.slice.moveTo(2);
    at.tell(keysFrame([keyRow('0'), ...rows()], { version: 2 }));
    await vi.waitFor(() => expect(tab.slice.cursor).toEqual({ at: 3, id: 'kc' }));
    at.tell(keysFrame([keyRow('a'), keyRow('b'), keyRow('d')], { version: 3 }));
    await vi.waitFor(() => expect(tab.slice.cursor).toEqual({ at: 2, id: 'kd' }));
  });

  test('a key is gone to wherever it is, and where it is not nothing moves', async () => {
    const at = host({ 'keys.reveal': ({ key }) => ({ position: displayText(key) === 'there' ? 70_000 : null }) });
    await shown(keysFrame(rows(), { total: 100_000 }), at);
    expect(await tab.slice.reveal(utf8('there'))).toBe(true);
    expect(tab.slice.cursor).toEqual({ at: 70_000, id: 'kthere' });
    expect(tab.slice.scroll).toMatchObject({ to: 70_000 });
    expect(await tab.slice.reveal(utf8('gone'))).toBe(false);
    expect(tab.slice.cursor?.at).toBe(70_000);
  });
});

describe('writing', () => {
  const key = utf8('a');

  test('asks where the connection wants to be asked, and repeats with the answer', async () => {
    const answers: (string | null)[] = [];
    const at = host({
      'keys.rename': ({ confirmed }) => {
        answers.push(confirmed);
        return confirmed === null ? fail({ code: 'confirm', blast: { command: 'RENAMENX', keys: 1, typed: null } }) : { atomic: true };
      },
      'keys.reveal': () => ({ position: 0 }),
    });
    await shown(keysFrame(rows()), at);
    await tab.slice.rename(key, utf8('z'), false);
    expect(answers).toEqual([null, '']);
    tab.answer = null;
    await expect(tab.slice.rename(key, utf8('y'), false)).rejects.toMatchObject({ fault: { code: 'cancelled' } });
  });

  test('what is in the way comes back as it is, and nothing is written over it', async () => {
    const replaced: boolean[] = [];
    const at = host({
      'keys.duplicate': ({ replace }) => {
        replaced.push(replace);
        return fail({ code: 'conflict', found: 'exists' });
      },
    });
    await shown(keysFrame(rows()), at);
    await expect(tab.slice.duplicate(key, utf8('b'), tab.slice.here(), false)).rejects.toMatchObject({ fault: { code: 'conflict', found: 'exists' } });
    expect(replaced).toEqual([false]);
  });

  test('a copy into another database is not looked for in this one', async () => {
    const revealed: string[] = [];
    const at = host({
      'keys.reveal': ({ key: name }) => {
        revealed.push(displayText(name));
        return { position: 0 };
      },
    });
    await shown(keysFrame(rows()), at);
    await tab.slice.duplicate(key, utf8('b'), { session: 's1', db: 5 }, false);
    await tab.slice.duplicate(key, utf8('c'), { session: 's2', db: null }, false);
    await tab.slice.duplicate(key, utf8('d'), { session: 's1', db: 0 }, false);
    await vi.waitFor(() => expect(revealed).toEqual(['d']));
  });
});

test('recent keys are few, newest first, each once', async () => {
  const at = host();
  await shown(keysFrame(rows()), at);
  for (let count = 0; count < 40; count++) tab.slice.remember(utf8(`k${count}`));
  tab.slice.remember(utf8('k20'));
  const names = tab.slice.recent.map((name: Bytes) => displayText(name));
  expect(names).toHaveLength(30);
  expect(names.slice(0, 2)).toEqual(['k20', 'k39']);
});

test('keys opened to stay are kept by database, follow a rename, and go when they are let go', async () => {
  const at = host();
  await shown(keysFrame(rows()), at);
  const names = (): readonly string[] => tab.slice.kept.map((name: Bytes) => displayText(name));
  for (const name of ['a', 'b', 'a', 'c']) tab.slice.remember(utf8(name));
  expect(names()).toEqual(['a', 'b', 'c']);
  tab.slice.begin('s1 3', ':');
  expect(names()).toEqual([]);
  tab.slice.remember(utf8('x'));
  // The same database again, read by another session.
  tab.slice.begin('s2 0', ':');
  expect(names()).toEqual(['a', 'b', 'c']);
  tab.slice.follow(utf8('b'), utf8('c'));
  tab.slice.follow(utf8('never kept'), utf8('d'));
  expect(names()).toEqual(['a', 'c']);
  tab.slice.letGo([utf8('a')]);
  expect(names()).toEqual(['c']);
});

test('metadata that cannot be read is said, and forgotten with the next that can', async () => {
  let broken = true;
  const at = host({ 'keys.meta': ({ keys }) => (broken ? fail({ code: 'offline' }) : keys.map(() => known)) });
  await shown(keysFrame(rows()), at);
  tab.slice.look(0, 3);
  await vi.waitFor(() => expect(tab.slice.metaFault).toEqual({ code: 'offline' }));
  broken = false;
  tab.slice.look(0, 4);
  await vi.waitFor(() => expect(tab.slice.metaFault).toBeNull());
});

test('keys opened to stay come back with the next start, byte for byte, to their connection and database only', async () => {
  const sealed = new Map<string, KeptDraft>();
  const at = host({
    'drafts.read': ({ owner }) => [...sealed].flatMap(([place, one]) => (place.startsWith(`${owner}|`) ? [one] : [])),
    'drafts.keep': ({ owner, id, draft }) => {
      if (draft === null) sealed.delete(`${owner}|${id}`);
      else sealed.set(`${owner}|${id}`, { id, ...draft });
      return { kept: draft !== null };
    },
  });
  const open = (owner: string, db: number): void => {
    tab = testTab((tools) => keysSlice(tools, owner), at.handlers);
    tab.slice.begin(`s1 ${db}`, ':');
  };
  open('p1', 0);
  const odd = Uint8Array.of(0, 0xff, 0x0a);
  for (const name of [utf8('a'), odd]) tab.slice.remember(name);
  await vi.waitFor(() => expect(sealed.size).toBe(1), 3000);
  tab.close();
  open('p1', 0);
  await vi.waitFor(() => expect(tab.slice.kept).toEqual([utf8('a'), odd]));
  tab.slice.begin('s1 1', ':');
  expect(tab.slice.kept).toEqual([]);
  tab.close();
  open('p2', 0);
  await vi.waitFor(() => expect(at.views.length).toBeGreaterThan(3));
  expect(tab.slice.kept).toEqual([]);
  tab.close();
  // What is closed does not come back.
  open('p1', 0);
  await vi.waitFor(() => expect(tab.slice.kept).toHaveLength(2));
  tab.slice.letGo([utf8('a'), odd]);
  await vi.waitFor(() => expect(sealed.size).toBe(0));
});

test('keys opened before the list of the last start has come: both are kept, what was let go or renamed meanwhile does not come back', async () => {
  const sealed = new Map<string, KeptDraft>();
  const arrives = later<void>();
  let holds = false;
  const at = host({
    'drafts.read': async () => {
      const kept = [...sealed.values()];
      if (holds) await arrives.promise;
      // Read late: what was written meanwhile would be all there is.
      return holds ? [...sealed.values()] : kept;
    },
    'drafts.keep': ({ id, draft }) => {
      if (draft === null) sealed.delete(id);
      else sealed.set(id, { id, ...draft });
      return { kept: draft !== null };
    },
  });
  const open = (): void => {
    tab = testTab((tools) => keysSlice(tools, 'p1'), at.handlers);
    tab.slice.begin('s1 0', ':');
  };
  const names = (): readonly string[] => tab.slice.kept.map((name: Bytes) => displayText(name));
  open();
  for (const name of ['a', 'b', 'c', 'd']) tab.slice.remember(utf8(name));
  await vi.waitFor(() => expect(sealed.size).toBe(1), 3000);
  tab.close();
  holds = true;
  open();
  tab.slice.remember(utf8('new'));
  tab.slice.remember(utf8('b'));
  tab.slice.letGo([utf8('b')]);
  tab.slice.remember(utf8('c'));
  tab.slice.follow(utf8('c'), utf8('other'));
  expect(names()).toEqual(['new', 'other']);
  // Longer than typing rests.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  arrives.resolve();
  await vi.waitFor(() => expect(names()).toEqual(['a', 'd', 'new', 'other']));
  await vi.waitFor(() => expect([...sealed.values()].map(({ text }) => (JSON.parse(text) as { keys: unknown[] }).keys.length)).toEqual([4]), 3000);
});
