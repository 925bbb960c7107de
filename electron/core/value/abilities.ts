/** What this server has of the commands that not every server has: asked once for each server. */
import { FaultError } from '../../../shared/fault.ts';
import { asText, type Reply } from '../../../shared/reply.ts';
import type { Abilities } from '../../../shared/value/type.ts';
import type { Session } from '../connections/session.ts';

/** A name for `SET … IFEQ` that no command has. */
const setIfEqual = 'SET IFEQ';

const asked = ['HPEXPIRETIME', 'JSON.GET', 'TS.RANGE', 'VINFO', 'BF.INFO', 'CF.INFO', 'CMS.INFO', 'TOPK.INFO', 'TDIGEST.INFO', 'VRANGE', 'GEOSEARCH'] as const;

const known = new WeakMap<Session, { readonly server: string; readonly found: Promise<Abilities> }>();

export function abilitiesOf(session: Session): Promise<Abilities> {
  const { facts } = session.state();
  const server = `${facts?.runId} ${facts?.user}`;
  const before = known.get(session);
  if (before?.server === server) return before.found;
  const found = ask(session).catch((thrown: unknown) => {
    known.delete(session);
    throw thrown;
  });
  known.set(session, { server, found });
  return found;
}

/** Whether SET compares by itself (Redis 8.4, Valkey 8.1). */
export async function comparesItself(session: Session): Promise<boolean> {
  return (await abilitiesOf(session)).has(setIfEqual);
}

async function ask(session: Session): Promise<Abilities> {
  const has = new Set<string>();
  try {
    const [info, docs] = await session.sendMany(
      [
        ['COMMAND', 'INFO', ...asked],
        ['COMMAND', 'DOCS', 'SET'],
      ],
      { quiet: true },
    );
    if (Array.isArray(info)) for (const [at, entry] of (info as readonly Reply[]).entries()) if (entry !== null) has.add(asked[at] ?? '');
    if (docs !== undefined && mentions(docs, 'IFEQ')) has.add(setIfEqual);
  } catch (thrown) {
    // Refused to this user: then as if the server were an old one.
    if (!(thrown instanceof FaultError) || thrown.fault.code !== 'redis') throw thrown;
  }
  return has;
}

function mentions(reply: Reply, word: string): boolean {
  if (reply instanceof Uint8Array) return reply.length === word.length && asText(reply) === word;
  return Array.isArray(reply) && (reply as readonly Reply[]).some((one) => mentions(one, word));
}
