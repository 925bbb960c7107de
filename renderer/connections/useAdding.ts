/** The adding of the import dialog: one at a time, stopped by hand and with the dialog. */
import { useEffect, useRef, useState } from 'react';
import type { KeytideContract } from '../../shared/contract.ts';
import type { Client } from '../../shared/rpc/client.ts';
import { type Adding, addAll, type NewConnection } from './adding.ts';

export interface AddingControl {
  readonly state: Adding;
  /** Gives how many were saved, from the first on. */
  run(wanted: readonly NewConnection[]): Promise<number>;
  stop(): void;
  /** What was said about the last time is old news. */
  forget(): void;
}

export function useAdding(client: Pick<Client<KeytideContract>, 'call'>): AddingControl {
  const [state, setState] = useState<Adding>({ kind: 'idle' });
  const current = useRef<AbortController | null>(null);
  useEffect(() => () => current.current?.abort(), []);
  return {
    state,
    async run(wanted) {
      if (state.kind === 'adding') return 0;
      const abort = new AbortController();
      current.current = abort;
      return await addAll(client, wanted, setState, abort.signal);
    },
    stop: () => current.current?.abort(),
    forget: () => setState({ kind: 'idle' }),
  };
}
