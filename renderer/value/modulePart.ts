/** What can be asked and done with a value that has a view of its own, and what was typed there: kept as every draft, over other keys, reloads and restarts. */
import type { Bytes } from '../../shared/bytes.ts';
import type { Fault } from '../../shared/fault.ts';
import type { ModuleAct, ModuleAnswer, ModuleAsk } from '../../shared/value/types/modules.ts';
import type { Shelf } from '../tab/shelf.ts';
import { faultOf, guarded, type SliceTools } from '../tab/slice.ts';
import type { ModuleActions } from './parts.ts';
import type { ValueSlice } from './state.ts';

/** Texts that are kept, over all keys. */
const maxTyped = 200;

export const isText = (value: unknown): value is string => typeof value === 'string';

export interface ModulePart {
  readonly actions: ModuleActions;
  /** Nothing that was typed into the forms of this key is wanted any more. */
  drop(name: string): void;
}

/** `of`: names a key among those of all places. */
export function modulePart({ tab, get, set }: SliceTools<ValueSlice>, shelf: Shelf<string>, of: (key: Bytes) => string): ModulePart {
  const typed = new Map<string, string>(shelf.all());
  shelf.late((name, text) => {
    if (!typed.has(name)) typed.set(name, text);
  });
  const put = (name: string, text: string): void => {
    if (typed.delete(name) || text !== '') shelf.put(name, text === '' ? null : text);
    if (text !== '') typed.set(name, text);
  };
  const asked = async <T>(ask: (key: Bytes) => Promise<T>): Promise<T | Fault> => {
    const { key } = get();
    if (key === null) return { code: 'missing', what: 'key' };
    try {
      return await ask(key);
    } catch (thrown) {
      return faultOf(thrown);
    }
  };
  const { signal } = tab;
  const nameOf = (field: string): string => `${of(get().key ?? new Uint8Array())} ${field}`;
  return {
    drop(name) {
      for (const one of typed.keys()) if (one.startsWith(`${name} `)) put(one, '');
    },
    actions: {
      // The host answers each question in the shape of it.
      askModule: <A extends ModuleAsk>(ask: A) =>
        asked((key) => tab.client.call('value.ask', { session: tab.session(), key, ask }, { signal }) as Promise<Extract<ModuleAnswer, { of: A['of'] }>>),
      actOnModule: (act: ModuleAct) =>
        asked((key) => guarded(tab, (confirmed) => tab.client.call('value.act', { session: tab.session(), key, act, confirmed }, { signal }))),
      places: null,
      showPlaces: (shown) => set({ places: shown ? get().key : null }),
      typedModule: (field) => typed.get(nameOf(field)) ?? '',
      typeModule(field, text) {
        put(nameOf(field), text);
        for (const oldest of typed.keys()) {
          if (typed.size <= maxTyped) break;
          put(oldest, '');
        }
      },
    },
  };
}
