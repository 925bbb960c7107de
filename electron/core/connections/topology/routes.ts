/** Every command's way through a cluster: to the node of its keys, and on from there where that node says so. */
import { fail } from '../../../../shared/fault.ts';
import type { Arg, Reply } from '../../../../shared/reply.ts';
import { type Client, Lost } from '../client.ts';
import { exchange } from '../exchange.ts';
import type { Timing } from '../timing.ts';
import type { Endpoint } from './address.ts';
import type { ClusterNode } from './clusterNode.ts';
import { createKeyed } from './keyed.ts';
import type { Link, Links } from './links.ts';
import { maxRedirects, redirectOf } from './redirect.ts';
import { slotOf } from './slot.ts';

export interface RouteOptions {
  readonly timing: Timing;
  /** The node for what has no key. */
  readonly home: () => ClusterNode | null;
  /** Null where nobody serves the slot. Fails with `approve` or `offline`. */
  readonly ownerOf: (slot: number) => ClusterNode | null;
  /** Fails with `offline`. */
  readonly nodeAt: (address: string) => ClusterNode;
  /** The node that a redirection names, connected to from now on. Fails with `approve`. */
  readonly announced: (at: Endpoint) => ClusterNode;
  readonly moved: (slot: number, to: Endpoint) => void;
}

export function createRoutes(options: RouteOptions): Pick<Links, 'any' | 'to'> {
  const keyed = createKeyed();

  const any = (): Link => linkTo(options.home() ?? fail({ code: 'offline' }), true);

  function linkTo(node: ClusterNode, follows: boolean): Link {
    const first = node.usable() ?? fail({ code: 'offline' });
    let current = first;
    return {
      client: first,
      abandon: () => current.close({ code: 'cancelled' }),
      async call(command, args, wanted) {
        let at = node;
        for (let hops = 0, asking = false; ; hops++) {
          try {
            return await (asking ? afterAsking(current, command, args) : current.call(command, args));
          } catch (thrown) {
            const redirect = redirectOf(thrown, at.at.host);
            if (redirect === null || !follows || hops === maxRedirects) throw thrown;
            asking = redirect.kind === 'ASK';
            if (!asking) options.moved(redirect.slot, redirect.to);
            at = options.announced(redirect.to);
            await at.tried();
            current = at.usable() ?? fail({ code: 'offline' });
            if (!wanted()) throw new Lost({ code: 'cancelled' }, false);
          }
        }
      },
    };
  }

  return {
    any,
    async to({ command, args }, address) {
      // What is meant for one node is not for another, whatever it says.
      if (address !== null) return linkTo(options.nodeAt(address), false);
      const asks = { command: 'COMMAND', kind: 'read', deadlineMs: options.timing.readMs, signal: undefined, abandon: () => undefined } as const;
      const keys = await keyed.keysOf({ command, args }, (name, words) => exchange(() => any().call(name, words, () => true), asks));
      const [slot, other] = new Set(keys.map(slotOf));
      if (other !== undefined) {
        fail({ code: 'redis', prefix: 'CROSSSLOT', message: `CROSSSLOT the ${keys.length} keys of ${command} are in different slots (${slot}, ${other})` });
      }
      const owner = slot === undefined ? null : options.ownerOf(slot);
      // A slot that nobody serves is for the cluster to tell.
      return owner === null ? any() : linkTo(owner, true);
    },
  };
}

/** In one write: ASKING holds for the next command on the connection only. */
function afterAsking(client: Client, command: string, args: readonly Arg[]): Promise<Reply> {
  const [asking, reply] = client.together(() => [client.call('ASKING', []), client.call(command, args)] as const);
  // Where it fails, so does the command, and that is told.
  asking.catch(() => undefined);
  return reply;
}
