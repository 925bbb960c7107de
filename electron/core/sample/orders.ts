/** Order events: the stream in the seed with its consumer groups, and what traffic adds to both stream and channels. */
import type { Command } from './client.ts';
import type { Random } from './random.ts';
import { anyUser, failures, firstOrder, lastOrder } from './words.ts';

export interface OrderEvent {
  readonly kind: 'created' | 'paid' | 'shipped' | 'failed' | 'refunded';
  readonly order: number;
  readonly user: number;
  readonly amount: string;
  readonly reason: string | null;
}

export function orderEvent(random: Random): OrderEvent {
  const kind = random.pick(['created', 'created', 'created', 'paid', 'paid', 'shipped', 'failed', 'refunded'] as const);
  return {
    kind,
    order: random.int(firstOrder, lastOrder + 5000),
    user: anyUser(random),
    amount: (random.int(500, 90_000) / 100).toFixed(2),
    reason: kind === 'failed' ? random.pick(failures) : null,
  };
}

export function orderFields(event: OrderEvent): readonly (string | number)[] {
  const reason = event.reason === null ? [] : ['reason', event.reason];
  return ['event', event.kind, 'order', event.order, 'user', event.user, 'amount', event.amount, 'currency', 'EUR', ...reason];
}

const seeded = 2000;
const spacingMs = 7000;

/** Groups: one with work in hand at two consumers, one that has read nothing. */
export function* ordersGroup(random: Random, now: number): Generator<Command> {
  const ids = Array.from({ length: seeded }, (_, index) => `${now - (seeded - index) * spacingMs}-0`);
  for (const id of ids) yield ['XADD', 'orders.events', id, ...orderFields(orderEvent(random))];
  yield ['XGROUP', 'CREATE', 'orders.events', 'fulfilment', '0'];
  yield ['XGROUP', 'CREATE', 'orders.events', 'analytics', '0'];
  yield ['XREADGROUP', 'GROUP', 'fulfilment', 'packer-1', 'COUNT', 120, 'STREAMS', 'orders.events', '>'];
  yield ['XREADGROUP', 'GROUP', 'fulfilment', 'packer-2', 'COUNT', 40, 'STREAMS', 'orders.events', '>'];
  yield ['XACK', 'orders.events', 'fulfilment', ...ids.slice(0, 115)];
  yield ['XACK', 'orders.events', 'fulfilment', ...ids.slice(120, 140)];
}
