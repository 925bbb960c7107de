/** SCAN page by page, for a page that keeps the names itself. */
import type { KeytideContract } from '../../../shared/contract.ts';
import { FaultError } from '../../../shared/fault.ts';
import type { KeyPage } from '../../../shared/keys/keys.ts';
import { type Arg, asBytes, asCount, asList, asText } from '../../../shared/reply.ts';
import type { Handlers } from '../../../shared/rpc/define.ts';
import type { NodeHandle } from '../connections/session.ts';
import type { Sessions } from '../sessions.ts';

/** One node's part of a scan. */
interface Walk {
  readonly node: NodeHandle;
  cursor: string;
  done: boolean;
  failed: FaultError | null;
}

type PageHandlers = Pick<Handlers<KeytideContract>, 'keys.pages'>;

/** A page that finds little is sent all the same after this long, so that a narrow filter shows progress. */
const pageMs = 150;

export function pageHandlers(sessions: Sessions): PageHandlers {
  return {
    async *'keys.pages'({ session: id, match, type, count }, { signal }) {
      // Every key is on exactly one of these; each has a cursor of its own.
      const walks = sessions
        .get(id)
        .nodes()
        .map((node): Walk => ({ node, cursor: '0', done: false, failed: null }));
      const options = ['MATCH', match, 'COUNT', Math.ceil(count / Math.max(1, walks.length)), ...(type === null ? [] : ['TYPE', type])];
      let found = 0;
      const open = (): readonly Walk[] => walks.filter(({ done, failed }) => !done && failed === null);
      do {
        const total = await keyCount(walks, signal);
        const names: Uint8Array[] = [];
        const started = performance.now();
        do {
          for (const keys of await Promise.all(open().map((walk) => step(walk, options, walks.length > 1, signal)))) for (const key of keys) names.push(key);
        } while (open().length > 0 && names.length < count && performance.now() - started < pageMs);
        found += names.length;
        const failed = open().length === 0 ? walks.find((walk) => walk.failed !== null)?.failed : undefined;
        yield { names, found, total, complete: open().length === 0 && failed == null } satisfies KeyPage;
        // What the other nodes have was told before: the list is not whole without this one.
        if (failed != null) throw failed;
      } while (open().length > 0);
    },
  };
}

/** One SCAN of one node. Among several nodes a failure is that node's alone. */
async function step(walk: Walk, options: readonly Arg[], amongOthers: boolean, signal: AbortSignal): Promise<readonly Uint8Array[]> {
  try {
    const [next, keys] = asList(await walk.node.send('SCAN', [walk.cursor, ...options], { signal }));
    walk.cursor = asText(next);
    walk.done = walk.cursor === '0';
    return asList(keys).map(asBytes);
  } catch (thrown) {
    if (!amongOthers || signal.aborted || !(thrown instanceof FaultError)) throw thrown;
    walk.failed = thrown;
    return [];
  }
}

/** Null where one of them does not tell. */
async function keyCount(walks: readonly Walk[], signal: AbortSignal): Promise<number | null> {
  const counts = await Promise.all(walks.map(({ node }) => node.send('DBSIZE', [], { signal, quiet: true }).then(asCount, unlessCancelled)));
  return counts.reduce<number | null>((sum, count) => (sum === null || count === null ? null : sum + count), 0);

  function unlessCancelled(thrown: unknown): null {
    if (signal.aborted || !(thrown instanceof FaultError)) throw thrown;
    return null;
  }
}
