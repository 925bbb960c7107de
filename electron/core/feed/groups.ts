/** The consumer groups of streams that are followed, with their lag. */
import { FaultError } from '../../../shared/fault.ts';
import type { FeedSource, StreamGroups } from '../../../shared/feed/feed.ts';
import { asBytes, asCount, asList, asText, UnexpectedReply } from '../../../shared/reply.ts';
import type { Session } from '../connections/session.ts';
import { pairs } from './sources/stream.ts';

export async function groupsOf(session: Session, sources: readonly FeedSource[]): Promise<readonly StreamGroups[]> {
  const all = await Promise.all(sources.filter((one) => one.kind === 'stream').map((one) => groupsOfOne(session, one)));
  return all.filter((one) => one !== null);
}

/** Null where there is no such stream, or its groups may not be asked for. */
async function groupsOfOne(session: Session, { id, name }: FeedSource): Promise<StreamGroups | null> {
  try {
    const length = asCount(await session.send('XLEN', [name], { quiet: true }));
    const groups = asList(await session.send('XINFO', ['GROUPS', name], { quiet: true })).map((reply) => {
      const group = pairs(reply);
      // Since 7.0; nil where entries were deleted in between.
      const lag = group.get('lag') ?? null;
      return {
        name: asBytes(group.get('name')),
        consumers: asCount(group.get('consumers')),
        pending: asCount(group.get('pending')),
        lastId: asText(group.get('last-delivered-id')),
        lag: lag === null ? null : asCount(lag),
      };
    });
    return { source: id, length, groups };
  } catch (thrown) {
    if (thrown instanceof UnexpectedReply || (thrown instanceof FaultError && thrown.fault.code === 'redis')) return null;
    throw thrown;
  }
}
