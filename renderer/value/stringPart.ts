/** What can be done with a string without having all of it: any window, a search, changes in place, files. */
import { type Bytes, idOf, sameBytes } from '../../shared/bytes.ts';
import { type Fault, FaultError } from '../../shared/fault.ts';
import type { Change } from '../../shared/value/change.ts';
import { faultOf, guarded, painted, type SliceTools } from '../tab/slice.ts';
import type { Patch, StringActions, StringState, Transfer } from './parts.ts';
import type { ValueSlice } from './state.ts';

/** What a view of a part shows at once. */
export const windowBytes = 64 * 1024;
/** What one step to or from a file carries. */
const partBytes = 1024 * 1024;

export const noString: StringState = { part: null, offset: null, find: null, transfer: null, patch: null };

export interface Reading {
  signal(): AbortSignal;
  again(): Promise<void>;
  /** The number of what is typed and not written has changed. */
  counted(): void;
}

export interface StringPart {
  readonly actions: StringActions;
  /** Patches that are not written, of all keys. */
  readonly size: number;
  enter(key: Bytes | null): void;
}

export function stringPart({ tab, get, set }: SliceTools<ValueSlice>, reading: Reading): StringPart {
  const patches = new Map<string, Patch>();
  let finding = new AbortController();
  let moving = new AbortController();
  const put = (patch: Partial<StringState>): void => set({ string: { ...get().string, ...patch } });
  const input = <T extends object>(more: T): T & { session: string } => ({ ...more, session: tab.session() });
  /** Whether this is still the key that is looked at. */
  const stays = (key: Bytes): boolean => get().key === key;

  async function showAt(offset: number): Promise<void> {
    const { key, loaded } = get();
    if (key === null || loaded?.value.kind !== 'string') return;
    put({ offset });
    const { bytes, length } = loaded.value;
    const here = get().string.part;
    if (offset < bytes.length || (here !== null && offset >= here.from && offset < here.from + here.bytes.length)) {
      if (offset < bytes.length && here !== null) put({ part: null });
      return;
    }
    const from = Math.max(0, Math.floor(Math.min(offset, length - 1) / 16) * 16);
    try {
      const signal = AbortSignal.any([reading.signal(), tab.signal]);
      const window = await tab.client.call('value.bytes', input({ key, from, length: windowBytes }), { signal });
      if (stays(key)) put({ part: { from, bytes: window.bytes } });
    } catch (thrown) {
      const fault = faultOf(thrown);
      if (fault.code !== 'cancelled') set({ fault });
    }
  }

  return {
    get size() {
      return patches.size;
    },
    enter(key) {
      finding.abort();
      moving.abort();
      set({ string: { ...noString, patch: key === null ? null : (patches.get(idOf(key)) ?? null) } });
    },
    actions: {
      showAt,

      async findBytes(needle) {
        const { key } = get();
        finding.abort();
        if (key === null || needle.length === 0) return put({ find: null });
        finding = new AbortController();
        const signal = AbortSignal.any([finding.signal, tab.signal]);
        put({ find: { needle, found: [], at: -1, looked: 0, length: 0, done: false } });
        try {
          for await (const step of tab.client.watch('value.find', input({ key, needle, from: 0 }), { signal })) {
            const { find } = get().string;
            if (!stays(key) || find === null || signal.aborted) return;
            const found = find.found.concat(step.found);
            const first = find.found.length === 0 && found.length > 0;
            put({ find: { ...find, found, at: first ? 0 : find.at, looked: step.looked, length: step.length, done: step.done } });
            if (first) await showAt(found[0] ?? 0);
            await painted();
          }
        } catch (thrown) {
          const fault = faultOf(thrown);
          if (fault.code !== 'cancelled' && stays(key)) set({ fault });
        }
        const { find } = get().string;
        if (find !== null && stays(key)) put({ find: { ...find, done: true } });
      },
      stepFound(by) {
        const { find } = get().string;
        if (find === null || find.found.length === 0) return;
        const at = (find.at + by + find.found.length) % find.found.length;
        put({ find: { ...find, at } });
        void showAt(find.found[at] ?? 0);
      },
      endFind() {
        finding.abort();
        put({ find: null, offset: null });
      },

      async change(change) {
        return act((key, confirmed) => tab.client.call('value.change', input({ key, change, confirmed }), { signal: tab.signal }));
      },
      typePatch,
      async writePatch() {
        const { key, string } = get();
        const { patch } = string;
        if (key === null || patch === null) return { code: 'missing', what: 'key' };
        const done = await get().change(changeOf(patch));
        if (!('code' in done) && patches.get(idOf(key)) === patch) typePatch(null);
        return done;
      },
      merge: (others) => act((key, confirmed) => tab.client.call('value.merge', input({ key, others: [...others], confirmed }), { signal: tab.signal })),
      async countHll() {
        const { key } = get();
        if (key === null) return { code: 'missing', what: 'key' };
        try {
          return (await tab.client.call('value.hll', input({ key }), { signal: tab.signal })).count;
        } catch (thrown) {
          return faultOf(thrown);
        }
      },

      saveTo: (sink) =>
        transfer('save', async (key, total, progress, signal) => {
          try {
            for (let from = 0; from < total; from += partBytes) {
              const { bytes, length } = await tab.client.call('value.bytes', input({ key, from, length: partBytes }), { signal });
              // Half of one value and half of another are none.
              if (length !== total || bytes.length !== Math.min(partBytes, total - from)) throw new FaultError({ code: 'conflict', found: 'changed' });
              await sink.write(bytes);
              progress(from + bytes.length);
            }
            await sink.close();
          } catch (thrown) {
            await sink.abort();
            throw thrown;
          }
        }),

      async loadFrom(source) {
        let undo: string | null = null;
        const fault = await transfer(
          'load',
          async (key, _total, progress, signal) => {
            const { loaded } = get();
            const before = loaded?.value.kind === 'string' ? { length: loaded.value.length, head: loaded.value.bytes.slice(0, windowBytes) } : null;
            let upload = '';
            let answer: string | null = null;
            const ask = async <T>(send: (confirmed: string | null) => Promise<T>): Promise<T> =>
              guarded(tab, (confirmed) => {
                answer = confirmed ?? answer;
                return send(answer);
              });
            try {
              for (let at = 0; at === 0 || at < source.size; at += partBytes) {
                const bytes = await source.read(at, Math.min(source.size, at + partBytes));
                ({ upload } = await ask((confirmed) => tab.client.call('value.upload', input({ key, upload, at, bytes, confirmed }), { signal })));
                progress(Math.min(source.size, at + partBytes));
              }
              ({ undo } = await ask((confirmed) =>
                tab.client.call('value.finish', input({ key, upload, length: source.size, replaced: before, confirmed }), { signal: tab.signal }),
              ));
            } catch (thrown) {
              // What is left of it expires by itself; a cancelled one is taken away at once.
              if (upload !== '') tab.client.call('value.dropUpload', input({ key, upload, confirmed: answer }), { signal: tab.signal }).catch(faultOf);
              throw thrown;
            }
          },
          source.size,
        );
        return fault ?? { undo };
      },
      stopTransfer: () => moving.abort(),
    },
  };

  function typePatch(patch: Patch | null): void {
    const { key } = get();
    if (key === null) return;
    const touched = patch !== null && !sameBytes(patch.before, patch.after) ? patch : null;
    if (touched === null) patches.delete(idOf(key));
    else patches.set(idOf(key), touched);
    put({ patch: touched });
    reading.counted();
  }

  async function act<T extends object>(send: (key: Bytes, confirmed: string | null) => Promise<T>): Promise<Fault | T> {
    const { key } = get();
    if (key === null) return { code: 'missing', what: 'key' };
    try {
      const done = await guarded(tab, (confirmed) => send(key, confirmed));
      if (stays(key)) {
        const { part } = get().string;
        if (part !== null) put({ part: null });
        await reading.again();
        if (part !== null) await showAt(part.from);
      }
      return done;
    } catch (thrown) {
      return faultOf(thrown);
    }
  }

  async function transfer(
    kind: Transfer['kind'],
    run: (key: Bytes, total: number, progress: (done: number) => void, signal: AbortSignal) => Promise<void>,
    size?: number,
  ): Promise<Fault | null> {
    const { key, loaded, string } = get();
    if (key === null || string.transfer !== null || loaded === null) return null;
    const total = size ?? (loaded.value.kind === 'string' ? loaded.value.length : 0);
    moving = new AbortController();
    const signal = AbortSignal.any([moving.signal, tab.signal]);
    const began = performance.now();
    put({ transfer: { kind, done: 0, total, perSecond: null } });
    try {
      await run(
        key,
        total,
        (done) => {
          const seconds = (performance.now() - began) / 1000;
          if (stays(key)) put({ transfer: { kind, done, total, perSecond: seconds > 0.5 ? done / seconds : null } });
        },
        signal,
      );
    } catch (thrown) {
      return signal.aborted ? { code: 'cancelled' } : faultOf(thrown);
    } finally {
      if (stays(key)) put({ transfer: null });
    }
    if (kind === 'load' && stays(key)) await reading.again();
    return null;
  }
}

export function changeOf({ from, before, after }: Patch): Change {
  let first = 0;
  while (first < after.length && before[first] === after[first]) first++;
  let end = after.length;
  while (end > first && before[end - 1] === after[end - 1]) end--;
  return { kind: 'patch', at: from + first, from: before.slice(first, end), to: after.slice(first, end) };
}
