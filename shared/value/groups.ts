/** Consumer groups of a stream: who has read how far, what is pending with whom, and what can be done about it. */
import type { Bytes } from '../bytes.ts';
import { fail } from '../fault.ts';
import { asBytes, asCount, asList, asText, type Send } from '../reply.ts';
import { inNames } from './pairs.ts';
import type { Plan } from './plan.ts';
import { beside } from './streamId.ts';

export interface Group {
  readonly name: Bytes;
  readonly pending: number;
  readonly lastDelivered: string;
  /** Entries that were not delivered yet; null where the server does not know (before Redis 7, or after deletions). */
  readonly lag: number | null;
  readonly consumers: readonly Consumer[];
}

export interface Consumer {
  readonly name: Bytes;
  readonly pending: number;
  /** Milliseconds since it last asked. */
  readonly idle: number;
}

export interface PendingEntry {
  readonly id: string;
  readonly consumer: Bytes;
  /** Milliseconds since it was delivered last. */
  readonly idle: number;
  readonly deliveries: number;
}

export interface PendingWindow {
  readonly rows: readonly PendingEntry[];
  /** Where it goes on; null after the last one. */
  readonly next: string | null;
}

export type GroupAct =
  | { readonly kind: 'create'; readonly group: Bytes; readonly id: string }
  | { readonly kind: 'setId'; readonly group: Bytes; readonly id: string }
  | { readonly kind: 'destroy'; readonly group: Bytes }
  | { readonly kind: 'ack'; readonly group: Bytes; readonly ids: readonly string[] }
  | { readonly kind: 'claim'; readonly group: Bytes; readonly consumer: Bytes; readonly minIdle: number; readonly ids: readonly string[] }
  | { readonly kind: 'dropConsumer'; readonly group: Bytes; readonly consumer: Bytes }
  | { readonly kind: 'trim'; readonly by: 'MAXLEN' | 'MINID'; readonly to: string };

/** How many entries, groups or consumers were changed, and what takes it back. */
export interface GroupDone {
  readonly changed: number;
  readonly undo: string | null;
}

/** Consumers asked for at once, of groups that have very many. */
const maxConsumers = 500;

export async function readGroups(send: Send, key: Bytes): Promise<readonly Group[]> {
  const groups = asList(await send('XINFO', 'GROUPS', key)).map(inNames);
  return Promise.all(
    groups.map(async (facts) => {
      const name = asBytes(facts.get('name'));
      const consumers = asList(await send('XINFO', 'CONSUMERS', key, name))
        .slice(0, maxConsumers)
        .map(inNames);
      const lag = facts.get('lag');
      return {
        name,
        pending: asCount(facts.get('pending')),
        lastDelivered: asText(facts.get('last-delivered-id')),
        lag: lag === undefined || lag === null ? null : asCount(lag),
        consumers: consumers.map((one) => ({ name: asBytes(one.get('name')), pending: asCount(one.get('pending')), idle: asCount(one.get('idle')) })),
      };
    }),
  );
}

/** Entries that one command looks at, and commands of one answer, where only some of them are wanted. */
const step = 1000;
const maxSteps = 20;

/** In the order of their ids. Only such that have waited for so long are looked for in steps: the server's own filter may walk through all of them at once. */
export async function readPending(send: Send, key: Bytes, group: Bytes, from: string, count: number, minIdle = 0): Promise<PendingWindow> {
  const size = minIdle > 0 ? step : count;
  const found: PendingEntry[] = [];
  let next: string | null = from === '' ? '-' : from;
  for (let steps = 0; next !== null && steps < maxSteps && found.length < count; steps++) {
    const rows: readonly PendingEntry[] = asList(await send('XPENDING', key, group, next, '+', size)).map((row): PendingEntry => {
      const [id, consumer, idle, deliveries] = asList(row);
      return { id: asText(id), consumer: asBytes(consumer), idle: asCount(idle), deliveries: asCount(deliveries) };
    });
    found.push(...rows.filter(({ idle }) => idle >= minIdle));
    const last = rows.at(-1);
    next = last === undefined || rows.length < size ? null : beside(last.id, false);
  }
  return { rows: found, next };
}

export function planOfGroup(key: Bytes, act: GroupAct): Plan {
  const plan = (...words: Plan['writes'][number]): Plan => ({ type: 'stream', checks: [], writes: [words] });
  switch (act.kind) {
    case 'create':
      return plan('XGROUP', 'CREATE', key, act.group, id(act.id));
    case 'setId':
      return plan('XGROUP', 'SETID', key, act.group, id(act.id));
    case 'destroy':
      return plan('XGROUP', 'DESTROY', key, act.group);
    case 'ack':
      return plan('XACK', key, act.group, ...act.ids);
    case 'claim':
      return plan('XCLAIM', key, act.group, act.consumer, act.minIdle, ...act.ids, 'JUSTID');
    case 'dropConsumer':
      return plan('XGROUP', 'DELCONSUMER', key, act.group, act.consumer);
    case 'trim':
      if (!(act.by === 'MAXLEN' ? /^\d{1,15}$/ : /^\d{1,20}(-\d{1,20})?$/).test(act.to))
        fail({ code: 'input', path: 'to', message: 'a number of entries, or an id' });
      return plan('XTRIM', key, act.by, '=', act.to);
  }
}

function id(text: string): string {
  return /^(\$|\d{1,20}(-\d{1,20})?)$/.test(text)
    ? text
    : fail({ code: 'input', path: 'id', message: 'an id is milliseconds-number, 0 for all, $ for new ones only' });
}
