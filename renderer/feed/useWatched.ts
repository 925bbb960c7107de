/** What a stream says last, as long as the component is on screen. */
import { useEffect, useState } from 'react';
import type { Fault } from '../../shared/fault.ts';
import { faultOf } from '../tab/slice.ts';

export interface Watched<T> {
  readonly last: T | null;
  readonly fault: Fault | null;
}

/** `watch` must stay the same function while the same is meant. */
export function useWatched<T>(watch: (take: (item: T) => void, signal: AbortSignal) => Promise<void>): Watched<T> {
  const [state, setState] = useState<Watched<T>>({ last: null, fault: null });
  useEffect(() => {
    const abort = new AbortController();
    setState({ last: null, fault: null });
    watch((last) => !abort.signal.aborted && setState({ last, fault: null }), abort.signal).catch((thrown: unknown) => {
      const fault = faultOf(thrown);
      if (!abort.signal.aborted) setState((before) => ({ ...before, fault }));
    });
    return () => abort.abort();
  }, [watch]);
  return state;
}
