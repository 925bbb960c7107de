/** What can be asked and done with a value that has a view of its own, and what was typed there: it is still there when its key is opened again. */
import { type Bytes, idOf } from '../../shared/bytes.ts';
import type { Fault } from '../../shared/fault.ts';
import type { ModuleAct, ModuleAnswer, ModuleAsk } from '../../shared/value/types/modules.ts';
import { faultOf, guarded, type SliceTools } from '../tab/slice.ts';
import type { ModuleActions } from './parts.ts';
import type { ValueSlice } from './state.ts';

/** Texts that are kept, over all keys. */
const maxTyped = 200;

export function modulePart({ tab, get, set }: SliceTools<ValueSlice>): ModuleActions {
  const typed = new Map<string, string>();
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
  const nameOf = (field: string): string => `${idOf(get().key ?? new Uint8Array())} ${field}`;
  return {
    // The host answers each question in the shape of it.
    askModule: <A extends ModuleAsk>(ask: A) =>
      asked((key) => tab.client.call('value.ask', { session: tab.session(), key, ask }, { signal }) as Promise<Extract<ModuleAnswer, { of: A['of'] }>>),
    actOnModule: (act: ModuleAct) =>
      asked((key) => guarded(tab, (confirmed) => tab.client.call('value.act', { session: tab.session(), key, act, confirmed }, { signal }))),
    places: null,
    showPlaces: (shown) => set({ places: shown ? get().key : null }),
    typedModule: (field) => typed.get(nameOf(field)) ?? '',
    typeModule(field, text) {
      typed.delete(nameOf(field));
      if (text === '') return;
      typed.set(nameOf(field), text);
      for (const oldest of typed.keys()) {
        if (typed.size <= maxTyped) break;
        typed.delete(oldest);
      }
    },
  };
}
