/** A cluster: a supervised connection to each primary, a map of the slots, and every command's way to the node that has its keys. */
import type { Phase, SessionState } from '../../../../shared/connections/session.ts';
import { type Fault, FaultError, fail } from '../../../../shared/fault.ts';
import { isFinal } from '../faults.ts';
import { backoff, createPause } from '../pause.ts';
import { addressOf, createAddressBook, type Endpoint } from './address.ts';
import { type ClusterNode, openClusterNode } from './clusterNode.ts';
import { goBack } from './goBack.ts';
import type { Links, LinksOptions } from './links.ts';
import { lookForSlots } from './look.ts';
import { createRoutes } from './routes.ts';
import { slotCount, slotOf } from './slot.ts';
import type { SlotMap } from './slotMap.ts';
import { stateOf, vitalsOf } from './whole.ts';

/** A burst of redirections is one reason to look again. */
const looksApartMs = 100;
const maxAsked = 3;

export function openCluster(options: LinksOptions): Links {
  const { profile, timing, signal, report } = options;
  const book = createAddressBook(profile);
  const seeds: readonly Endpoint[] = [{ host: profile.host, port: profile.port }, ...profile.nodes];
  const pause = createPause(signal);
  /** By announced address: the primaries, and what a redirection led to. */
  const nodes = new Map<string, ClusterNode>();
  let map: SlotMap | null = null;
  /** How many slots each primary has. */
  let shares = new Map<string, number>();
  /** Until the first map is there and each of its primaries was tried. */
  let opening: Phase | null = { kind: 'connecting', attempt: 1 };
  let home: string | null = null;
  let known: ReadonlySet<string> = new Set();
  let different = false;
  let wanted = false;
  let turn = 0;

  // ---- the map

  async function run(): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      wanted = false;
      const began = performance.now();
      if (map === null) open({ kind: 'connecting', attempt: failures + 1 });
      const fault = await look();
      if (signal.aborted) return;
      if (fault !== null) {
        failures++;
        const retryInMs = backoff(failures, timing);
        if (map === null) open(isFinal(fault) ? { kind: 'stopped', fault } : { kind: 'waiting', fault, retryInMs, attempt: failures });
        else tell();
        // To log in again and again with a refused password would lock the user out.
        await pause.wait(isFinal(fault) ? null : retryInMs);
        if (isFinal(fault)) failures = 0;
        continue;
      }
      failures = 0;
      tell();
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, looksApartMs - (performance.now() - began))));
      if (!wanted) await pause.wait(isWhole() ? timing.mapRestMs : timing.mapMs);
    }
  }

  async function look(): Promise<Fault | null> {
    try {
      const ready = [...nodes.values()].flatMap((node) => {
        const client = node.usable();
        return client === null ? [] : [{ at: node.at, client }];
      });
      // Another one first each time: one that is cut off from the rest does not know better.
      const from = ready.length === 0 ? 0 : turn++ % ready.length;
      adopt(
        await lookForSlots({
          connected: [...ready.slice(from), ...ready.slice(0, from)].slice(0, maxAsked),
          others: ready.length > 0 ? [] : candidates(),
          timing,
          signal,
        }),
      );
      return null;
    } catch (thrown) {
      if (thrown instanceof FaultError) return thrown.fault;
      throw thrown;
    }
  }

  /** Who may know the slots: what the user named, and what is known of the cluster. */
  function candidates(): { at: Endpoint; target: ReturnType<LinksOptions['targetAt']> }[] {
    const all = new Map(seeds.map((at) => [addressOf(at), { at, reached: at }]));
    for (const at of map?.nodes.values() ?? []) if (book.approved(at)) all.set(addressOf(book.reach(at)), { at, reached: book.reach(at) });
    return [...all.values()].map(({ at, reached }) => ({ at, target: options.targetAt(reached) }));
  }

  function adopt(next: SlotMap): void {
    const foreign = [...next.nodes.values()].filter((node) => !book.approved(node)).map(({ host }) => host);
    if (map === null && foreign.length > 0) fail({ code: 'approve', hosts: [...new Set(foreign)] });
    map = next;
    shares = new Map();
    for (const owner of next.owners) if (owner !== null) shares.set(owner, (shares.get(owner) ?? 0) + 1);
    for (const node of next.nodes.values()) if (node.role === 'primary' && book.approved(node)) ensure(node);
    for (const node of nodes.values()) if (next.nodes.get(node.address)?.role !== 'primary') retire(node);
    recognise(new Set([...next.nodes.values()].flatMap(({ id }) => (id === '' ? [] : [id]))));
  }

  /** Nodes come and go; a cluster of which none was there before is another one. */
  function recognise(ids: ReadonlySet<string>): void {
    if (ids.size === 0) return;
    different = known.size > 0 && ![...ids].some((id) => known.has(id));
    if (!different) known = ids;
  }

  // ---- the nodes

  function ensure(at: Endpoint & { readonly address: string }): ClusterNode {
    const there = nodes.get(at.address);
    if (there !== undefined) return there;
    const node = openClusterNode(at, options.targetAt(book.reach(at)), options, { changed: tell, lost: refresh });
    nodes.set(at.address, node);
    return node;
  }

  /** What is under way there may still be answered. */
  function retire(node: ClusterNode): void {
    nodes.delete(node.address);
    const timer = setTimeout(() => node.close(), timing.readMs);
    timer.unref();
  }

  function refresh(): void {
    wanted = true;
    if (map !== null) pause.wake();
    tell();
  }

  const isWhole = (): boolean => uncovered() === 0;
  const uncovered = (): number => {
    let covered = 0;
    for (const [address, slots] of shares) if (nodes.get(address)?.usable()) covered += slots;
    return slotCount - covered;
  };

  // ---- what the session is told

  function open(phase: Phase): void {
    opening = phase;
    tell();
  }

  function tell(): void {
    if (signal.aborted) return;
    const all = [...nodes.values()].filter(({ address }) => shares.has(address));
    const ready = all.filter((node) => node.usable() !== null);
    if (opening !== null && map !== null && ready.length > 0 && all.every((node) => node.settled())) opening = null;
    const was = options.state().phase.kind;
    const phase = opening !== null && map === null ? opening : phaseOf(all, ready.length > 0 && opening === null);
    const front = phase.kind === 'ready' ? homeNode() : null;
    const patch: Partial<SessionState> = {
      phase,
      different,
      nodes: stateOf(map, nodes, book),
      uncovered: opening === null ? uncovered() : 0,
      vitals: vitalsOf(all, front),
    };
    const facts = front?.facts() ?? null;
    options.tell(facts === null ? patch : { ...patch, facts });
    if (phase.kind === 'ready' && was !== 'ready') options.up();
  }

  /** As long as one node is there the session is; else what stands in the way at the first that tries again. */
  function phaseOf(all: readonly ClusterNode[], usable: boolean): Phase {
    if (usable) return { kind: 'ready' };
    const phases = all.map((node) => node.phase());
    const trying = phases.find(({ kind }) => kind === 'connecting' || kind === 'verifying');
    if (opening !== null && trying !== undefined) return trying;
    return phases.find(({ kind }) => kind === 'degraded' || kind === 'waiting') ?? trying ?? phases[0] ?? { kind: 'connecting', attempt: 1 };
  }

  /** The node for what has no key: the same one as long as it can be. */
  function homeNode(): ClusterNode | null {
    const current = home === null ? undefined : nodes.get(home);
    if (current !== undefined && current.usable() !== null && shares.has(current.address)) return current;
    const ready = [...nodes.values()].filter((node) => shares.has(node.address) && node.usable() !== null);
    const seed = addressOf(seeds[0] as Endpoint);
    const next = ready.find((node) => addressOf(node.target) === seed) ?? ready[0] ?? null;
    home = next?.address ?? null;
    return next;
  }

  const routes = createRoutes({
    timing,
    home: homeNode,
    ownerOf(slot) {
      const owner = map?.owners[slot] ?? null;
      if (owner === null) return null;
      const announced = map?.nodes.get(owner);
      if (announced !== undefined) mustBeApproved(announced);
      return nodes.get(owner) ?? fail({ code: 'offline' });
    },
    nodeAt: (address) => nodes.get(address) ?? fail({ code: 'offline' }),
    announced(at) {
      mustBeApproved(at);
      return ensure({ ...at, address: addressOf(at) });
    },
    moved(slot, to) {
      if (map !== null && book.approved(to)) map.owners[slot] = addressOf(to);
      refresh();
    },
  });

  function mustBeApproved(at: Endpoint): void {
    if (!book.approved(at)) fail({ code: 'approve', hosts: [at.host] });
  }

  run().catch((bug: unknown) => {
    map = null;
    open({ kind: 'stopped', fault: { code: 'bug', id: report(bug) } });
  });

  return {
    any: routes.any,
    to: routes.to,
    servers: () => [...(map?.nodes.values() ?? [])].filter(({ role }) => role === 'primary').map(({ address, role }) => ({ address, role })),
    placeOf(key) {
      const slot = slotOf(key);
      return { slot, node: map?.owners[slot] ?? null };
    },
    front: () => homeNode()?.address ?? null,
    destination(address) {
      if (address === null) return goBack(nodes, homeNode);
      return { target: () => nodes.get(address)?.target ?? fail({ code: 'offline' }), address: () => address };
    },
    select: async (db) => (db === 0 ? undefined : fail({ code: 'input', path: 'db', message: 'A cluster has database 0 only.' })),
    acknowledge() {
      known = new Set([...(map?.nodes.values() ?? [])].map(({ id }) => id));
      different = false;
      tell();
    },
    approve(hosts) {
      book.approve(hosts);
      wanted = true;
      pause.wake();
    },
    retry() {
      for (const node of nodes.values()) node.retry();
      wanted = true;
      pause.wake();
    },
    close() {
      for (const node of nodes.values()) node.close();
    },
  };
}
