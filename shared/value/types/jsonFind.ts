/** A search through a JSON document by a JSONPath: how many places it leads to, and what is there, where that is not too much to load. */
import { type Bytes, utf8 } from '../../bytes.ts';
import { asBytes, asCount, type Reply } from '../../reply.ts';
import { type Asking, orNull } from '../module.ts';

export interface JsonFound {
  readonly of: 'json';
  readonly what: 'find';
  readonly count: number;
  /** Bytes in memory of all that was found; null where the module does not tell. */
  readonly size: number | null;
  /** A list of what was found, in the order of the document; null where it is too much. */
  readonly text: Bytes | null;
}

const maxFound = 4 * 1024 * 1024;
/** Where nobody tells how large they are. */
const maxUnknown = 1000;

/** The server does not tell where its matches are, only what they are. */
export async function findAt(asking: Asking, key: Bytes, query: string): Promise<JsonFound> {
  const path = utf8(query);
  const count = leaves(await asking.send('JSON.TYPE', key, path)).length;
  const sizes = count === 0 ? [] : leaves(await orNull(asking.send('JSON.DEBUG', 'MEMORY', key, path)));
  const size = sizes.length === count && sizes.every((one) => one !== null) ? sizes.reduce<number>((sum, one) => sum + asCount(one), 0) : null;
  const much = size === null ? count > maxUnknown : size > maxFound;
  const text = count === 0 ? utf8('[]') : much ? null : asBytes(await asking.send('JSON.GET', key, path));
  return { of: 'json', what: 'find', count, size, text };
}

/** One for each match, whether the module answers in a list, in a list in a list, or one match as itself. */
function leaves(reply: Reply): readonly Reply[] {
  return Array.isArray(reply) ? (reply as readonly Reply[]).flatMap(leaves) : reply === null ? [] : [reply];
}
