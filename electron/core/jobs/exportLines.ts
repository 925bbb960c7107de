/** Keys as lines of text: JSON in which bytes stay exact, or commands for `redis-cli`. */
import { type Bytes, exactText } from '../../../shared/bytes.ts';
import { quote, quoteWhereNeeded } from '../../../shared/escape.ts';
import { asBytes, asList, asText, type Reply } from '../../../shared/reply.ts';
import { inPairs } from '../../../shared/value/pairs.ts';

export interface ExportKey {
  readonly key: Bytes;
  readonly type: string;
  /** Milliseconds since 1970 by the server's clock, null for never. */
  readonly expires: number | null;
}

/** Text where it is UTF-8; else `{"b64": ...}`. */
function json(bytes: Bytes): string {
  const text = exactText(bytes);
  return text === null ? `{"b64":"${base64(bytes)}"}` : JSON.stringify(text);
}

function base64(bytes: Bytes): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
}

function head({ key, type, expires }: ExportKey): string {
  return `{"key":${json(key)},"type":${JSON.stringify(type)},"expiresAt":${expires ?? 'null'}`;
}

/** What RESTORE takes, with `expiresAt` and ABSTTL. */
export function dumpLine(one: ExportKey, dump: Bytes): string {
  return `${head(one)},"dump":"${base64(dump)}"}\n`;
}

export function valueLine(one: ExportKey, reply: Reply): string {
  return `${head(one)},"value":${valueJson(one.type, reply)}}\n`;
}

function valueJson(type: string, reply: Reply): string {
  switch (type) {
    case 'string':
      return json(asBytes(reply));
    case 'hash':
      return array(inPairs(asList(reply)).map(([field, value]) => `[${json(asBytes(field))},${json(asBytes(value))}]`));
    case 'zset':
      // A score stays the text that Redis wrote: no reader rounds it by accident.
      return array(inPairs(asList(reply)).map(([member, score]) => `[${json(asBytes(member))},"${asText(score)}"]`));
    case 'stream':
      return array(asList(reply).map((entry) => `["${asText(asList(entry)[0])}",${array(asList(asList(entry)[1]).map((word) => json(asBytes(word))))}]`));
    default:
      return array(asList(reply).map((item) => json(asBytes(item))));
  }
}

function array(items: readonly string[]): string {
  return `[${items.join(',')}]`;
}

/** One command takes about so many words: a line stays readable, and the server is not held. */
const maxWords = 200;

export function commandLines(one: ExportKey, reply: Reply): string {
  const key = quoteWhereNeeded(one.key);
  const lines = linesOf(one.type, key, reply);
  if (one.expires !== null) lines.push(`PEXPIREAT ${key} ${one.expires}`);
  return `${lines.join('\n')}\n`;
}

function linesOf(type: string, key: string, reply: Reply): string[] {
  switch (type) {
    case 'string':
      return [`SET ${key} ${quoteWhereNeeded(asBytes(reply))}`];
    case 'hash':
      return chunked(`HSET ${key}`, inPairs(asList(reply)), ([field, value]) => [asBytes(field), asBytes(value)]);
    case 'list':
      return chunked(`RPUSH ${key}`, asList(reply), (item) => [asBytes(item)]);
    case 'set':
      return chunked(`SADD ${key}`, asList(reply), (item) => [asBytes(item)]);
    case 'zset':
      return chunked(`ZADD ${key}`, inPairs(asList(reply)), ([member, score]) => [asText(score), asBytes(member)]);
    default:
      return asList(reply).map((entry) => {
        const [id, fields] = asList(entry);
        return `XADD ${key} ${asText(id)} ${asList(fields)
          .map((word) => quoteWhereNeeded(asBytes(word)))
          .join(' ')}`;
      });
  }
}

function chunked<T>(start: string, items: readonly T[], wordsOf: (item: T) => readonly (Bytes | string)[]): string[] {
  const lines: string[] = [];
  let words: string[] = [];
  for (const item of items) {
    for (const word of wordsOf(item)) words.push(typeof word === 'string' ? word : quoteWhereNeeded(word));
    if (words.length < maxWords) continue;
    lines.push(`${start} ${words.join(' ')}`);
    words = [];
  }
  if (words.length > 0) lines.push(`${start} ${words.join(' ')}`);
  return lines;
}

/** The value exactly as it was, also of a type that no command can make. */
export function restoreLine({ key, expires }: ExportKey, dump: Bytes): string {
  return `RESTORE ${quoteWhereNeeded(key)} ${expires ?? 0} ${quote(dump)} ABSTTL\n`;
}
