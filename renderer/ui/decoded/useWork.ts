/** What the decoders make of a value: in the same frame where it is small, else when the worker has it. */
import { useEffect, useMemo, useState } from 'react';
import type { Attempt } from '../../../shared/decoders/decoder.ts';
import type { Kind, Results, Works } from '../../../shared/decoders/work.ts';
import { door } from './startWorker.ts';

/**
 * Null: nothing was asked. `work` is the same object as long as the question is the same. `steady`: what was found for another
 * value of the same name is shown until the new one is there, so that a value that is read again does not blink.
 */
export function useWork<K extends Kind>(kind: K, work: Works[K] | null, steady: string | null = null): Attempt<Results[K]> | 'running' | null {
  const now = useMemo(() => (work === null ? null : door.atOnce(kind, work)), [kind, work]);
  const [late, setLate] = useState<{ readonly work: Works[K]; readonly steady: string | null; readonly result: Attempt<Results[K]> } | null>(null);
  useEffect(() => {
    if (work === null || now !== null) return;
    const end = new AbortController();
    void door.ask(kind, work, end.signal).then((result) => setLate({ work, steady, result }));
    return () => end.abort();
  }, [kind, work, now, steady]);
  if (work === null) return null;
  if (now !== null) return { ok: true, value: now };
  return late !== null && (late.work === work || (steady !== null && late.steady === steady)) ? late.result : 'running';
}
