/** Which errors the servers have answered with, to anybody, since it was first asked: INFO errorstats of every node (Redis 6.2). */
import { utf8 } from '../../../shared/bytes.ts';
import { FaultError } from '../../../shared/fault.ts';
import type { Ranked } from '../../../shared/feed/insight.ts';
import { asText, UnexpectedReply } from '../../../shared/reply.ts';
import type { NodeHandle, Session } from '../connections/session.ts';

/** Gives the counts since the first time; null where no node tells them. */
export function errorsSince(session: Session): () => Promise<readonly Ranked[] | null> {
  /** By node: a counter that went back began anew (CONFIG RESETSTAT, a restart). */
  const before = new Map<string, ReadonlyMap<string, number>>();
  const since = new Map<string, number>();
  let told = false;

  return async () => {
    const nodes = session.nodes();
    const all = await Promise.all(nodes.map(askOne));
    for (const [at, now] of all.entries()) {
      const address = nodes[at]?.address ?? '';
      if (now === null) continue;
      told = true;
      const last = before.get(address);
      before.set(address, now);
      if (last === undefined) continue;
      for (const [name, count] of now) {
        const grown = count - (last.get(name) ?? 0);
        if (grown !== 0) since.set(name, (since.get(name) ?? 0) + (grown < 0 ? count : grown));
      }
    }
    if (!told) return null;
    const total = [...since.values()].reduce((sum, count) => sum + count, 0);
    return [...since].toSorted((a, b) => b[1] - a[1]).map(([name, count]) => ({ name: utf8(name), count, share: count / Math.max(1, total) }));
  };
}

/** Null where it may not be asked, cannot be reached, or does not know the section. */
async function askOne(node: NodeHandle): Promise<ReadonlyMap<string, number> | null> {
  try {
    const text = asText(await node.send('INFO', ['errorstats'], { quiet: true }));
    if (!/errorstats/i.test(text)) return null;
    return new Map([...text.matchAll(/^errorstat_([^:\r\n]+):count=(\d+)/gm)].map(([, name = '', count]) => [name, Number(count)]));
  } catch (thrown) {
    if (thrown instanceof FaultError || thrown instanceof UnexpectedReply) return null;
    throw thrown;
  }
}
