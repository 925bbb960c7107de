/** What is told of a cluster's nodes together. */
import type { NodeState, Phase, Vitals } from '../../../../shared/connections/session.ts';
import type { AddressBook } from './address.ts';
import type { ClusterNode } from './clusterNode.ts';
import type { SlotMap } from './slotMap.ts';

export function stateOf(map: SlotMap | null, nodes: ReadonlyMap<string, ClusterNode>, book: AddressBook): readonly NodeState[] {
  return [...(map?.nodes.values() ?? [])].map((node) => {
    const { address, role } = node;
    if (!book.approved(node)) return { address, role, state: 'unapproved' };
    const phase = role === 'primary' ? nodes.get(address)?.phase() : undefined;
    return { address, role, state: phase === undefined ? 'idle' : stateIn(phase) };
  });
}

function stateIn(phase: Phase): NodeState['state'] {
  switch (phase.kind) {
    case 'connecting':
    case 'verifying':
      return 'connecting';
    case 'waiting':
      return 'lost';
    default:
      return phase.kind;
  }
}

/** The latency is one node's, the holdup any node's; the rest is the sum of the nodes that are there. */
export function vitalsOf(nodes: readonly ClusterNode[], front: ClusterNode | null): Vitals | null {
  const first = front?.vitals() ?? null;
  if (first === null) return null;
  const all = nodes.flatMap((node) => node.vitals() ?? []);
  const sum = (of: (vitals: Vitals) => number | null): number | null => {
    const counts = all.flatMap((vitals) => of(vitals) ?? []);
    return counts.length === 0 ? null : counts.reduce((one, other) => one + other, 0);
  };
  const holdup = all.find((vitals) => vitals.holdup !== undefined)?.holdup;
  return {
    latencyMs: first.latencyMs,
    usedMemory: sum((vitals) => vitals.usedMemory),
    opsPerSecond: sum((vitals) => vitals.opsPerSecond),
    clients: sum((vitals) => vitals.clients),
    ...(holdup && { holdup }),
  };
}
