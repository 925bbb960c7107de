/** A test of a connection that is not kept: one at a time, stopped by hand and with the dialog. */
import { useEffect, useRef, useState } from 'react';
import type { ProfileFields, SecretChanges } from '../../shared/connections/profile.ts';
import type { TestReport } from '../../shared/connections/session.ts';
import type { KeytideContract } from '../../shared/contract.ts';
import type { Fault } from '../../shared/fault.ts';
import type { Client } from '../../shared/rpc/client.ts';
import { faultOf } from '../tab/slice.ts';

export interface Tested {
  readonly profile: ProfileFields;
  readonly secrets: SecretChanges;
}

export interface Test {
  readonly running: boolean;
  readonly report: TestReport | null;
  /** The test itself could not be made. */
  readonly fault: Fault | null;
  /** What the report is about. */
  readonly of: Tested | null;
  run(wanted: Tested): Promise<void>;
  stop(): void;
}

interface State extends Pick<Test, 'report' | 'fault' | 'of'> {
  readonly abort: AbortController | null;
}

const idle: State = { abort: null, report: null, fault: null, of: null };

export function useTest(client: Pick<Client<KeytideContract>, 'call'>): Test {
  const [state, setState] = useState(idle);
  const current = useRef<AbortController | null>(null);
  useEffect(() => () => current.current?.abort(), []);

  return {
    ...state,
    running: state.abort !== null,
    async run(wanted) {
      current.current?.abort();
      const abort = new AbortController();
      current.current = abort;
      setState({ ...idle, abort });
      try {
        const report = await client.call('connections.test', wanted, { signal: abort.signal });
        if (current.current === abort) setState({ ...idle, report, of: wanted });
      } catch (thrown) {
        const fault = faultOf(thrown);
        if (current.current === abort) setState(fault.code === 'cancelled' ? idle : { ...idle, fault, of: wanted });
      }
    },
    stop: () => current.current?.abort(),
  };
}
