/** Notifications of changes: what each primary tells now, and telling more, or as it was before. */
import { FaultError, fail } from '../../../shared/fault.ts';
import { type EventChange, mergeFlags } from '../../../shared/feed/events.ts';
import type { Reply } from '../../../shared/reply.ts';
import type { NodeHandle, Session } from '../connections/session.ts';
import { eventFlags } from './sources/keyspace.ts';

export async function eventsOf(session: Session, wanted: string): Promise<readonly EventChange[]> {
  const told = await eventFlags(session);
  return told.map(({ address, flags }) => ({ address, before: flags, after: flags === null ? null : mergeFlags(flags, wanted) }));
}

/**
 * All of them or none: where one server refuses, those before it are set back to what they told before. Where that fails too, or where
 * they would not tell, the fault names the servers that may keep the change.
 */
export async function setEvents(
  session: Session,
  changes: readonly { readonly address: string; readonly after: string }[],
  confirmed: string | null,
): Promise<void> {
  const nodes = changes.map(({ address }) => session.nodes().find((one) => one.address === address) ?? fail({ code: 'missing', what: 'server' }));
  const before = new Map((await eventFlags(session)).map(({ address, flags }) => [address, flags]));
  const set = (node: NodeHandle, flags: string): Promise<Reply> => node.send('CONFIG', ['SET', 'notify-keyspace-events', flags], { confirmed });
  const changed: NodeHandle[] = [];
  for (const [at, node] of nodes.entries()) {
    try {
      await set(node, changes[at]?.after ?? '');
      changed.push(node);
    } catch (thrown) {
      if (!(thrown instanceof FaultError)) throw thrown;
      if (thrown.fault.code === 'unknown') changed.push(node);
      const kept = await takeBack(changed);
      if (kept.length > 0) fail({ code: 'unknown', command: `CONFIG SET notify-keyspace-events (${kept.join(', ')})` });
      throw thrown.fault.code === 'redis' ? new FaultError({ ...thrown.fault, message: `${thrown.fault.message} (${node.address})` }) : thrown;
    }
  }

  /** Gives the addresses of those that could not be set back. */
  async function takeBack(those: readonly NodeHandle[]): Promise<readonly string[]> {
    const kept: string[] = [];
    for (const node of those) {
      try {
        await set(node, before.get(node.address) ?? fail({ code: 'missing', what: 'server' }));
      } catch (thrown) {
        if (!(thrown instanceof FaultError)) throw thrown;
        kept.push(node.address);
      }
    }
    return kept;
  }
}
