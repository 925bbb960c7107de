/** MOVED and ASK: the one kind of answer after which a command may be sent again, because it certainly did not run. */
import { FaultError } from '../../../../shared/fault.ts';
import { type Endpoint, endpointOf } from './address.ts';
import { slotCount } from './slot.ts';

export interface Redirect {
  readonly kind: 'MOVED' | 'ASK';
  readonly slot: number;
  readonly to: Endpoint;
}

export const maxRedirects = 4;

/** Null for any other error. `home` is the host of the node that answered: it leaves its own out. */
export function redirectOf(thrown: unknown, home: string): Redirect | null {
  if (!(thrown instanceof FaultError) || thrown.fault.code !== 'redis') return null;
  const [, kind, slot, address] = /^(MOVED|ASK) (\d{1,5}) (\S+)$/.exec(thrown.fault.message.trim()) ?? [];
  const to = endpointOf(address ?? '', home);
  if (to === null || Number(slot) >= slotCount) return null;
  return { kind: kind as Redirect['kind'], slot: Number(slot), to };
}
