/** Asks for the slots: the nodes that are connected first, then whoever else may know. */

import { type Fault, FaultError, fail } from '../../../../shared/fault.ts';
import type { Reply } from '../../../../shared/reply.ts';
import { attempt, type Target } from '../attempt.ts';
import type { Client } from '../client.ts';
import { exchange } from '../exchange.ts';
import type { Timing } from '../timing.ts';
import type { Endpoint } from './address.ts';
import { parseSlots, type SlotMap } from './slotMap.ts';

export interface Asked {
  readonly at: Endpoint;
  readonly client: Client;
}

export interface LookOptions {
  /** Connected, in the order in which they are asked. */
  readonly connected: readonly Asked[];
  /** To be connected to where none of these answers. */
  readonly others: readonly { readonly at: Endpoint; readonly target: Target }[];
  readonly timing: Timing;
  readonly signal: AbortSignal;
}

const atOnce = 4;

/** Rejects with a FaultError: what the gravest of all refusals was. */
export async function lookForSlots({ connected, others, timing, signal }: LookOptions): Promise<SlotMap> {
  const faults: Fault[] = [];
  const note = (thrown: unknown): null => {
    if (!(thrown instanceof FaultError)) throw thrown;
    faults.push(thrown.fault);
    return null;
  };
  for (const one of connected) {
    const map = await slotsOf(one, timing).catch(note);
    if (map !== null) return map;
  }
  for (let from = 0; from < others.length && !signal.aborted; from += atOnce) {
    const found = new AbortController();
    const end = AbortSignal.any([signal, found.signal]);
    const maps = others.slice(from, from + atOnce).map(async ({ at, target }) => {
      const { client } = await attempt(target, { db: 0, name: 'keytide:slots', timing, signal: end });
      try {
        return await slotsOf({ at, client }, timing);
      } finally {
        client.close();
      }
    });
    try {
      return await Promise.any(maps);
    } catch (thrown) {
      for (const one of (thrown as AggregateError).errors as readonly unknown[]) note(one);
    } finally {
      found.abort();
    }
  }
  return fail(faults.find(isTelling) ?? faults[0] ?? { code: 'offline' });
}

/** What another try will not change outweighs what it may. */
function isTelling({ code }: Fault): boolean {
  return code === 'auth' || code === 'input' || code === 'redis';
}

async function slotsOf({ at, client }: Asked, timing: Timing): Promise<SlotMap> {
  const options = { command: 'CLUSTER SLOTS', kind: 'read', deadlineMs: timing.silentMs, signal: undefined, abandon: () => undefined } as const;
  let reply: Reply;
  try {
    reply = await exchange(() => client.call('CLUSTER', ['SLOTS']), options);
  } catch (thrown) {
    if (thrown instanceof FaultError && thrown.fault.code === 'redis' && /cluster support disabled|unknown command/i.test(thrown.fault.message)) {
      fail({ code: 'input', path: 'topology', message: `this server is not part of a cluster: ${thrown.fault.message}` });
    }
    throw thrown;
  }
  const map = parseSlots(reply, at);
  if ([...map.nodes.values()].every(({ role }) => role !== 'primary')) {
    const why = map.ignored.length === 0 ? '' : ` (left out: ${map.ignored.join(', ')})`;
    fail({ code: 'redis', prefix: 'CLUSTERDOWN', message: `CLUSTERDOWN no node serves any slot${why}` });
  }
  return map;
}
