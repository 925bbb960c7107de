/** Many commands at once: where each of them goes, and what the batch ends with when a part of it fails. */
import { FaultError } from '../../../shared/fault.ts';
import type { Reply, ReplyError } from '../../../shared/reply.ts';
import type { Order } from './guard.ts';
import type { Link, Links } from './topology/links.ts';

const nodeLost: ReplyError = { prefix: 'CLUSTERDOWN', message: 'CLUSTERDOWN the node of this key is not connected; nothing was sent' };

/** A node that is lost is the trouble of its own keys; where no other is asked, of the whole batch. */
export async function linksFor(orders: readonly Order[], links: Links): Promise<readonly (Link | ReplyError)[]> {
  const found = await Promise.allSettled(orders.map((order) => links.to(order, null)));
  const isOffline = (reason: unknown): boolean => reason instanceof FaultError && reason.fault.code === 'offline';
  const rejected = found.flatMap((one) => (one.status === 'rejected' ? [one.reason as Error] : []));
  const grave = rejected.find((reason) => !isOffline(reason)) ?? (rejected.length === found.length ? rejected[0] : undefined);
  if (grave !== undefined) throw grave;
  return found.map((one) => (one.status === 'fulfilled' ? one.value : nodeLost));
}

/** What is sent leaves in one write per connection, and nothing for what has no link. */
export function together(
  links: readonly (Link | ReplyError)[],
  send: (link: Link, at: number) => Promise<Reply>,
): Promise<readonly PromiseSettledResult<Reply>[]> {
  const clients = new Set(links.flatMap((link) => ('prefix' in link ? [] : [link.client])));
  const run = (): readonly Promise<Reply>[] => links.map((link, at) => ('prefix' in link ? Promise.resolve(link) : send(link, at).catch(asElement)));
  return Promise.allSettled([...clients].reduceRight<() => readonly Promise<Reply>[]>((inner, client) => () => client.together(inner), run)());
}

/** An error reply is that element's own; anything else ends the whole batch. */
function asElement(thrown: unknown): ReplyError {
  if (thrown instanceof FaultError && thrown.fault.code === 'redis') return { prefix: thrown.fault.prefix, message: thrown.fault.message };
  throw thrown;
}

/** All, or the gravest of what went wrong: that a write may have run outweighs that a read got no answer. */
export function allOf(results: readonly PromiseSettledResult<Reply>[]): readonly Reply[] {
  const thrown = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as Error] : []));
  const gravest = thrown.find((one) => one instanceof FaultError && one.fault.code === 'unknown') ?? thrown[0];
  if (gravest !== undefined) throw gravest;
  return results.map((result) => (result as PromiseFulfilledResult<Reply>).value);
}
