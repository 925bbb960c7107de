/** Where a connection goes that any node of a cluster would do for: back to the one it was on, so that what is counted there can be compared. */
import { setTimeout as sleep } from 'node:timers/promises';
import { fail } from '../../../../shared/fault.ts';
import type { ClusterNode } from './clusterNode.ts';
import type { Destination } from './links.ts';

/** So long for a node that the session has lost too: to be back soon is worth more than to be back there. */
const backMs = 1000;

export function goBack(nodes: ReadonlyMap<string, ClusterNode>, home: () => ClusterNode | null): Destination {
  let last = '';
  return {
    async target(signal) {
      const former = nodes.get(last);
      const node = former !== undefined && (await isBack(former, signal)) ? former : (home() ?? fail({ code: 'offline' }));
      last = node.address;
      return node.target;
    },
    address: () => last,
  };
}

async function isBack(node: ClusterNode, signal: AbortSignal): Promise<boolean> {
  if (node.usable() !== null) return true;
  // After a failed attempt the next one may be far off.
  if (node.phase().kind === 'waiting') {
    node.retry();
    await sleep(0);
  }
  const over = new AbortController();
  await Promise.race([node.tried(), sleep(backMs, undefined, { signal: AbortSignal.any([signal, over.signal]) }).catch(() => undefined)]);
  over.abort();
  return node.usable() !== null;
}
