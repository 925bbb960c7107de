/** Where a cluster's connection without a node of its own goes: home at first, then back, and home again where there is no way back. */
import { expect, test } from 'vitest';
import type { Target } from '../../../../../electron/core/connections/attempt.ts';
import type { Client } from '../../../../../electron/core/connections/client.ts';
import type { ClusterNode } from '../../../../../electron/core/connections/topology/clusterNode.ts';
import { goBack } from '../../../../../electron/core/connections/topology/goBack.ts';
import type { Phase } from '../../../../../shared/connections/session.ts';
import { FaultError } from '../../../../../shared/fault.ts';

interface FakeNode extends ClusterNode {
  enter(kind: 'ready' | 'connecting' | 'waiting'): void;
  retries: number;
}

function fakeNode(address: string): FakeNode {
  let kind: Parameters<FakeNode['enter']>[0] = 'ready';
  const waiting = new Set<() => void>();
  const self: FakeNode = {
    address,
    at: { host: address, port: 1 },
    target: { host: address, port: 1 } as Target,
    usable: () => (kind === 'ready' ? ({} as Client) : null),
    phase: () => ({ kind }) as Phase,
    facts: () => null,
    vitals: () => null,
    tried: () => (kind === 'connecting' ? new Promise((resolve) => waiting.add(resolve)) : Promise.resolve()),
    settled: () => true,
    retries: 0,
    retry() {
      self.retries++;
      queueMicrotask(() => self.enter('connecting'));
    },
    close: () => undefined,
    enter(next) {
      kind = next;
      if (kind !== 'connecting') for (const go of waiting) go();
    },
  };
  return self;
}

function arrange() {
  const [a, b] = [fakeNode('a'), fakeNode('b')];
  const nodes = new Map([a, b].map((node) => [node.address, node]));
  let home: FakeNode | null = a;
  const { target, address } = goBack(nodes, () => home);
  const { signal } = new AbortController();
  return { a, b, nodes, address: () => address?.(), next: async () => target(signal), moveHome: (to: FakeNode | null) => void (home = to) };
}

test('goes home at first, and back to the same node when home is another', async () => {
  const { a, b, address, next, moveHome } = arrange();
  expect(await next()).toBe(a.target);
  moveHome(b);
  expect(await next()).toBe(a.target);
  expect(address()).toBe('a');
});

test('waits for the node that the session is getting back, and asks for a try where none was due', async () => {
  const { a, b, next, moveHome } = arrange();
  await next();
  moveHome(b);
  a.enter('waiting');
  const going = next();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(a.retries).toBe(1);
  a.enter('ready');
  expect(await going).toBe(a.target);
});

test('goes home where the node refuses, does not answer for long, or is none of the cluster’s any more, and stays there', async () => {
  const { a, b, nodes, address, next, moveHome } = arrange();
  await next();
  moveHome(b);
  a.enter('connecting');
  const refused = next();
  a.enter('waiting');
  expect(await refused).toBe(b.target);
  moveHome(a);
  a.enter('ready');
  expect(await next()).toBe(b.target);
  expect(address()).toBe('b');
  b.enter('connecting');
  expect(await next()).toBe(a.target);
  nodes.delete('a');
  moveHome(b);
  b.enter('ready');
  expect(await next()).toBe(b.target);
});

test('is offline where there is no home either', async () => {
  const { a, nodes, next, moveHome } = arrange();
  await next();
  nodes.delete(a.address);
  moveHome(null);
  await expect(next()).rejects.toEqual(new FaultError({ code: 'offline' }));
});
