/** The commands that make a value again, and how redis-cli takes them: lines of a bounded length, every byte exact. */
import { type Bytes, utf8 } from '../../shared/bytes.ts';
import { quoteWhereNeeded } from '../../shared/escape.ts';
import { type Arg, asBytes, asList, asText, type Reply } from '../../shared/reply.ts';
import { inPairs } from '../../shared/value/pairs.ts';

export type CommandWords = readonly [string, ...Arg[]];

/** One command takes about so many words: a line stays readable, and the server is not held. */
const maxWords = 200;

/** `whole`: what GET, HGETALL, LRANGE, SMEMBERS, ZRANGE WITHSCORES or XRANGE answered. Null for a type that no command can make. */
export function commandsOf(type: string, key: Bytes, whole: Reply): readonly CommandWords[] | null {
  switch (type) {
    case 'string':
      return [['SET', key, asBytes(whole)]];
    case 'hash':
      return chunked('HSET', key, inPairs(asList(whole)), ([field, value]) => [asBytes(field), asBytes(value)]);
    case 'list':
      return chunked('RPUSH', key, asList(whole), (item) => [asBytes(item)]);
    case 'set':
      return chunked('SADD', key, asList(whole), (item) => [asBytes(item)]);
    case 'zset':
      // A score stays the text that Redis wrote.
      return chunked('ZADD', key, inPairs(asList(whole)), ([member, score]) => [asText(score), asBytes(member)]);
    case 'stream':
      return asList(whole).map((entry): CommandWords => {
        const [id, fields] = asList(entry);
        return ['XADD', key, asText(id), ...asList(fields).map(asBytes)];
      });
    default:
      return null;
  }
}

export function commandLine(words: CommandWords): string {
  return words.map((word) => quoteWhereNeeded(word instanceof Uint8Array ? word : utf8(String(word)))).join(' ');
}

function chunked<T>(command: string, key: Bytes, items: readonly T[], wordsOf: (item: T) => readonly Arg[]): readonly CommandWords[] {
  const commands: CommandWords[] = [];
  let words: Arg[] = [];
  for (const item of items) {
    words.push(...wordsOf(item));
    if (words.length < maxWords) continue;
    commands.push([command, key, ...words]);
    words = [];
  }
  if (words.length > 0) commands.push([command, key, ...words]);
  return commands;
}
