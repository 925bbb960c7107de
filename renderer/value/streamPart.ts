/** What can be done with a stream besides its entries: its consumer groups, what is pending with them, and trimming. */
import type { Bytes } from '../../shared/bytes.ts';
import type { Fault } from '../../shared/fault.ts';
import { faultOf, guarded, type SliceTools } from '../tab/slice.ts';
import type { StreamActions } from './parts.ts';
import type { ValueSlice } from './state.ts';

/** Pending entries of one window. */
const pendingRows = 200;

export function streamPart({ tab, get }: SliceTools<ValueSlice>): StreamActions {
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
  return {
    readGroups: () => asked((key) => tab.client.call('value.groups', { session: tab.session(), key }, { signal })),
    readPending: (group, from, minIdle) =>
      asked((key) => tab.client.call('value.pending', { session: tab.session(), key, group, from, count: pendingRows, minIdle }, { signal })),
    actOnGroup: (act) =>
      asked((key) => guarded(tab, (confirmed) => tab.client.call('value.group', { session: tab.session(), key, act, confirmed }, { signal }))),
  };
}
