/** The time to live as it is typed, by key, and sent when it can be understood. */
import type { Bytes } from '../../shared/bytes.ts';
import type { Fault } from '../../shared/fault.ts';
import type { SliceTools } from '../tab/slice.ts';
import { parseTtl } from '../ui/ttl.ts';
import type { Busy, ValueSlice } from './state.ts';

export interface TtlSurroundings {
  of(key: Bytes): string;
  isCurrent(name: string): boolean;
  /** What is typed, by key. */
  readonly texts: Map<string, string>;
  /** Runs a write, then shows what Redis has. */
  act(busy: Busy, key: Bytes, send: (confirmed: string | null) => Promise<unknown>): Promise<Fault | null>;
}

export function ttlPart(
  { tab, get, set }: SliceTools<ValueSlice>,
  { of, isCurrent, texts, act }: TtlSurroundings,
): Pick<ValueSlice, 'setTtlText' | 'applyTtl'> {
  return {
    setTtlText(ttlText) {
      const { key } = get();
      if (key === null) return;
      if (ttlText === null) texts.delete(of(key));
      else texts.set(of(key), ttlText);
      set({ ttlText, ttlFault: null });
    },
    async applyTtl() {
      const { key, ttlText, busy } = get();
      if (key === null || ttlText === null || busy === 'ttl') return;
      const parsed = parseTtl(ttlText);
      if (!parsed.ok) return;
      const name = of(key);
      const fault = await act('ttl', key, (confirmed) => tab.client.call('value.expire', { session: tab.session(), key, ttl: parsed.ttl, confirmed }));
      if (fault === null) {
        if (texts.get(name) === ttlText) texts.delete(name);
        if (isCurrent(name)) set({ ttlText: texts.get(name) ?? null });
      } else if (fault.code !== 'cancelled' && isCurrent(name)) set({ ttlFault: fault });
    },
  };
}
