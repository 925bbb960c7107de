/** How many of some keys are read at once: as many as fit into one answer, judged by MEMORY USAGE with its default samples. */
import type { Bytes } from '../../../../shared/bytes.ts';
import { asCount, isReplyError } from '../../../../shared/reply.ts';
import type { Session } from '../../connections/session.ts';

/** By key: read it now, in a later batch, or never in one piece. */
export type Weight = 'now' | 'later' | 'size';

const maxBatch = 8 * 1024 * 1024;
/** Where sizes are not told, few at once. */
const blind = 16;

export async function weigh(session: Session, keys: readonly Bytes[], most: number): Promise<readonly Weight[]> {
  const replies = await session.sendMany(
    keys.map((key) => ['MEMORY', 'USAGE', key] as const),
    { quiet: true },
  );
  let sum = 0;
  return replies.map((reply, at): Weight => {
    if (isReplyError(reply)) return at < blind ? 'now' : 'later';
    const memory = reply === null ? 0 : asCount(reply);
    if (memory > most) return 'size';
    if (at > 0 && sum + memory > maxBatch) {
      // What comes after it waits as well.
      sum = maxBatch;
      return 'later';
    }
    sum += memory;
    return 'now';
  });
}
