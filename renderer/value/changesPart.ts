/** What the server tells of the open key while live keys are on: followed at once where that is wished, else said beside what is shown. */
import { type Bytes, idOf, sameBytes } from '../../shared/bytes.ts';
import type { KeyChange } from '../../shared/keys/keys.ts';
import type { ValueRead } from '../../shared/value/value.ts';
import { faultOf, type SliceTools } from '../tab/slice.ts';
import type { ValueSlice } from './state.ts';

/** A burst of writes is one change. */
const restMs = 300;
/** The server's word of a write made here may come after its answer. */
const lateMs = 250;

export interface Look {
  again(): Promise<void>;
  peek(key: Bytes, signal: AbortSignal): Promise<ValueRead>;
}

export function changesPart({ tab, get, set }: SliceTools<ValueSlice>, look: Look): { follow(key: Bytes): void; leave(): void } {
  let run: { readonly name: string; readonly abort: AbortController } | null = null;

  async function hear(key: Bytes, signal: AbortSignal): Promise<void> {
    for await (const change of tab.client.watch('keys.changes', { session: tab.session(), key }, { signal, credit: 1 })) {
      await new Promise((resolve) => setTimeout(resolve, restMs));
      if (signal.aborted) return;
      await told(key, change, signal);
    }
  }

  async function told(key: Bytes, change: KeyChange, signal: AbortSignal): Promise<void> {
    const { loaded, watching, draft, row, busy } = get();
    if (loaded === null || busy !== null) return;
    // What is typed is never read over.
    if (watching !== null && draft === null && row === null) return look.again();
    const { value } = loaded;
    if (value.kind !== 'string') {
      if (change.at <= performance.timeOrigin + loaded.at + lateMs) return;
    } else {
      // Its bytes are here to compare with: a write made here, or one of the same bytes, changes nothing.
      const now = await look.peek(key, signal);
      if (signal.aborted || get().loaded !== loaded) return;
      if (now.kind === 'string' && now.length === value.length && sameBytes(now.bytes, value.bytes.subarray(0, now.bytes.length))) return;
    }
    set({ changed: change });
  }

  return {
    follow(key) {
      const name = idOf(key);
      if (run?.name === name && !run.abort.signal.aborted) return;
      run?.abort.abort();
      const abort = new AbortController();
      run = { name, abort };
      void hear(key, AbortSignal.any([abort.signal, tab.signal]))
        // Offline, or refused: the next read begins it anew, and says what is wrong by itself.
        .catch(faultOf)
        .finally(() => abort.abort());
    },
    leave() {
      run?.abort.abort();
      run = null;
      set({ changed: null });
    },
  };
}
