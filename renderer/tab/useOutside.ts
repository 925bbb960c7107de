/** Notices of the system for alerts, as the settings and the system have it: opt-in, and without what came unless that is wanted too. */
import { useState } from 'react';
import { askOutside, type OutsideState, outsideState } from '../app/outside.ts';
import { useApp } from '../app/useApp.ts';

export interface Outside {
  readonly on: boolean;
  readonly payloads: boolean;
  readonly state: OutsideState;
  /** From a click: the browser may ask the user. */
  turn(on: boolean): Promise<void>;
  show(payloads: boolean): void;
}

export function useOutside(): Outside {
  const host = useApp((state) => state.info?.host);
  const { alertNotices, alertPayloads } = useApp((state) => state.settings);
  const change = useApp((state) => state.changeSettings);
  const [state, setState] = useState(() => outsideState(host));
  return {
    // A setting of all windows; each browser has an answer of its own.
    on: alertNotices && state === 'allowed',
    payloads: alertPayloads,
    state,
    async turn(on) {
      if (!on) return change({ alertNotices: false });
      const answered = await askOutside(host);
      setState(answered);
      if (answered === 'allowed') change({ alertNotices: true });
    },
    show: (payloads) => change({ alertPayloads: payloads }),
  };
}
