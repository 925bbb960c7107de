/** What a dialog's button does: once at a time, its failure shown where it was asked, closed when it is done. */
import { useState } from 'react';
import type { Fault } from '../../shared/fault.ts';
import { faultOf } from './slice.ts';

export interface Send {
  readonly busy: boolean;
  readonly fault: Fault | null;
  /** Forgets what went wrong: something else was typed. */
  clear(): void;
  run(write: () => Promise<void>): Promise<void>;
}

export function useSend(): Send {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault | null>(null);
  return {
    busy,
    fault,
    clear: () => setFault(null),
    async run(write) {
      if (busy) return;
      setBusy(true);
      setFault(null);
      try {
        await write();
      } catch (thrown) {
        const refused = faultOf(thrown);
        // The user said no: the dialog is as it was.
        setFault(refused.code === 'cancelled' ? null : refused);
      } finally {
        setBusy(false);
      }
    },
  };
}
