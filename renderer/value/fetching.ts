/** One look at a key: the window that opens it, or all of a string where all of it was asked for. */
import type { Bytes } from '../../shared/bytes.ts';
import type { ValueRead } from '../../shared/value/value.ts';
import { faultOf, type SliceTools } from '../tab/slice.ts';
import { editingOf } from './editing.ts';
import type { EntriesPart } from './entriesPart.ts';
import type { ValueSlice } from './state.ts';

const isPart = (value: ValueRead): boolean => value.kind === 'string' && editingOf(value).kind === 'part';

/** `known`: what the key held when it was looked at last, where that was this key. */
export async function fetchValue(
  { client, session }: SliceTools<ValueSlice>['tab'],
  key: Bytes,
  wanted: ReturnType<EntriesPart['wanted']>,
  all: boolean,
  known: ValueRead | null,
  signal: AbortSignal,
): Promise<ValueRead> {
  const load = (): Promise<ValueRead> => client.call('value.load', { session: session(), key }, { signal });
  // What was a long string a moment ago is not asked for its beginning once more; where it is something else by now, it is read as that.
  if (all && known !== null && isPart(known)) {
    try {
      return await load();
    } catch (thrown) {
      const { code } = faultOf(thrown);
      if (code !== 'redis' && code !== 'input') throw thrown;
    }
  }
  const read = await client.call('value.read', { session: session(), key, ...wanted }, { signal });
  return all && isPart(read) ? load() : read;
}
