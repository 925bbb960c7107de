/** How far the server's clock is ahead of the one here: asked when it is needed, null before the answer and where the server does not tell. */
import { useEffect, useState } from 'react';
import { faultOf } from './slice.ts';
import { useTab } from './useTab.ts';

export function useServerClock(): number | null {
  const clock = useTab((state) => state.keys.clock);
  const [ahead, setAhead] = useState<number | null>(null);
  useEffect(() => {
    const ended = new AbortController();
    void ask();
    return () => ended.abort();
    async function ask(): Promise<void> {
      try {
        const found = await clock(ended.signal);
        if (!ended.signal.aborted) setAhead(found);
      } catch (thrown) {
        // Not allowed, or away: the host judges the moment anyway.
        faultOf(thrown);
      }
    }
  }, [clock]);
  return ahead;
}
