/** Notifications of changes: what each primary tells now, and telling more, or as it was before. */
import { fail } from '../../../shared/fault.ts';
import { type EventChange, mergeFlags } from '../../../shared/feed/events.ts';
import type { Session } from '../connections/session.ts';
import { eventFlags } from './sources/keyspace.ts';

export async function eventsOf(session: Session, wanted: string): Promise<readonly EventChange[]> {
  const told = await eventFlags(session);
  return told.map(({ address, flags }) => ({ address, before: flags, after: flags === null ? null : mergeFlags(flags, wanted) }));
}

/** One after the other: where one fails the others before it are as they should be, and the fault says which failed. */
export async function setEvents(
  session: Session,
  changes: readonly { readonly address: string; readonly after: string }[],
  confirmed: string | null,
): Promise<void> {
  for (const { address, after } of changes) {
    const node = session.nodes().find((one) => one.address === address) ?? fail({ code: 'missing', what: 'server' });
    await node.send('CONFIG', ['SET', 'notify-keyspace-events', after], { confirmed });
  }
}
