/** A place in a JSON document: its path, what is there, and its text as far as that may be loaded. */
import { type Bytes, displayText, sameBytes, utf8 } from '../../bytes.ts';
import { fail } from '../../fault.ts';
import { asBytes, asCount, asText, isReplyError, type Reply } from '../../reply.ts';
import { type Asking, orNull, unwrapped } from '../module.ts';

/** Names of members and indexes of elements, from the root. */
export type JsonPath = readonly (Bytes | number)[];

const kinds = ['object', 'array', 'string', 'integer', 'number', 'boolean', 'null'] as const;
export type JsonKind = (typeof kinds)[number];

const [quote, slash] = [0x22, 0x5c];

/** JSONPath in brackets: `$["a"][0]`. Exact bytes: a name is written as it came. */
export function jsonPathOf(steps: JsonPath): Bytes {
  const out: number[] = [...utf8('$')];
  for (const step of steps) {
    if (typeof step === 'number') out.push(...utf8(`[${step}]`));
    else {
      out.push(...utf8('["'));
      for (const byte of step) {
        if (byte === quote || byte === slash) out.push(slash);
        out.push(byte);
      }
      out.push(...utf8('"]'));
    }
  }
  return Uint8Array.from(out);
}

export function kindOf(reply: Reply, alone: boolean): JsonKind | null {
  // One place of many may have no path that this module understands; of one alone the refusal is the answer.
  if (isReplyError(reply) && alone) fail({ code: 'redis', prefix: reply.prefix, message: reply.message });
  const type = unwrapped(reply);
  if (type === null || type === undefined || isEmpty(type)) return null;
  const said = asText(type);
  return kinds.find((kind) => kind === said) ?? null;
}

export function isEmpty(reply: Reply): boolean {
  return Array.isArray(reply) && reply.length === 0;
}

/** JSON.GET of a path that begins with `$` answers with the list of what matches: one. */
export function inner(matches: Bytes): Bytes {
  return matches[0] === 0x5b && matches.at(-1) === 0x5d ? matches.slice(1, -1) : matches;
}

export async function textAt(asking: Asking, key: Bytes, steps: JsonPath, most: number): Promise<Bytes> {
  const size = await sizeAt(asking, key, steps);
  if (size !== null && size > most) fail({ code: 'input', path: 'path', message: `${size} bytes are too many to load` });
  const got = await asking.send('JSON.GET', key, jsonPathOf(steps));
  if (got === null || sameBytes(asBytes(got), utf8('[]'))) fail({ code: 'conflict', found: 'gone' });
  return inner(asBytes(got));
}

/** Bytes in memory, null where the module does not tell. */
export async function sizeAt({ send }: Asking, key: Bytes, steps: JsonPath): Promise<number | null> {
  const size = unwrapped(await orNull(send('JSON.DEBUG', 'MEMORY', key, jsonPathOf(steps))));
  if (typeof size !== 'string' && !(size instanceof Uint8Array)) return null;
  return /^\d{1,15}$/.test(displayText(size instanceof Uint8Array ? size : utf8(size))) ? asCount(size) : null;
}
