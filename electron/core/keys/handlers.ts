/** Keys: SCAN page by page, and type and TTL for the rows that are on screen. */
import type { KeytideContract } from '../../../shared/contract.ts';
import type { KeyMeta, KeyPage } from '../../../shared/keys/keys.ts';
import { asBytes, asCount, asList, asText, isReplyError, type Reply } from '../../../shared/reply.ts';
import type { Handlers } from '../../../shared/rpc/define.ts';
import type { Session } from '../connections/session.ts';
import type { Sessions } from '../sessions.ts';

type KeyHandlers = Pick<Handlers<KeytideContract>, 'keys.scan' | 'keys.meta'>;

/** A page that finds little is sent all the same after this long, so that a narrow filter shows progress. */
const pageMs = 150;

export function keyHandlers(sessions: Sessions): KeyHandlers {
  return {
    async *'keys.scan'({ session: id, match, type, count }, { signal }) {
      const session = sessions.get(id);
      let cursor = '0';
      let found = 0;
      do {
        const total = await keyCount(session, signal);
        const names: Uint8Array[] = [];
        const started = performance.now();
        do {
          const [next, keys] = asList(
            await session.send('SCAN', [cursor, 'MATCH', match, 'COUNT', count, ...(type === null ? [] : ['TYPE', type])], { signal }),
          );
          cursor = asText(next);
          for (const key of asList(keys)) names.push(asBytes(key));
        } while (cursor !== '0' && names.length < count && performance.now() - started < pageMs);
        found += names.length;
        yield { names, found, total, complete: cursor === '0' } satisfies KeyPage;
      } while (cursor !== '0');
    },

    async 'keys.meta'({ session: id, keys }, { signal }) {
      const session = sessions.get(id);
      const replies = await session.sendMany(
        keys.flatMap(
          (key) =>
            [
              ['TYPE', key],
              ['PTTL', key],
            ] as const,
        ),
        { signal, quiet: true },
      );
      return keys.map((_, at) => metaOf(replies[at * 2], replies[at * 2 + 1]));
    },
  };
}

async function keyCount(session: Session, signal: AbortSignal): Promise<number | null> {
  const [reply] = await session.sendMany([['DBSIZE']], { signal, quiet: true });
  return isReplyError(reply) ? null : asCount(reply);
}

function metaOf(type: Reply | undefined, ttl: Reply | undefined): KeyMeta {
  // SCAN lists names outside the user's key patterns: no permission is a state of the row, not a failure.
  if (isReplyError(type)) return { kind: 'denied' };
  const name = asText(type);
  if (name === 'none') return { kind: 'gone' };
  const left = isReplyError(ttl) ? -1 : asCount(ttl);
  return { kind: 'known', type: name, ttl: left < 0 ? null : left };
}
