/** A command as text that sends the same bytes again: for redis-cli, and for the libraries people use. */
import { type Bytes, displayText, exactText } from './bytes.ts';
import { hexOf } from './digits.ts';
import { quoteWhereNeeded } from './escape.ts';

export const commandClients = ['redis-cli', 'ioredis', 'node-redis', 'redis-py', 'go-redis', 'Jedis'] as const;
export type CommandClient = (typeof commandClients)[number];

/** Words that are texts are Keytide's own. */
export function commandAs(words: readonly (Bytes | string)[], client: CommandClient): string {
  switch (client) {
    case 'redis-cli':
      return words.map((word) => (typeof word === 'string' ? word : quoteWhereNeeded(word))).join(' ');
    case 'ioredis':
      return `await redis.callBuffer(${words.map(javaScript).join(', ')});`;
    case 'node-redis':
      return `await client.sendCommand([${words.map(javaScript).join(', ')}]);`;
    case 'redis-py':
      return `r.execute_command(${words.map(python).join(', ')})`;
    case 'go-redis':
      return `rdb.Do(ctx, ${words.map(go).join(', ')})`;
    case 'Jedis': {
      const [command = '', ...args] = words;
      return `jedis.sendCommand(${[jedisCommand(command), ...args.map(java)].join(', ')});`;
    }
  }
}

const bytesOf = (word: Bytes | string): Bytes => (typeof word === 'string' ? new TextEncoder().encode(word) : word);

/** UTF-8 text in which nothing controls, hides, or looks like another space. */
function plain(word: Bytes | string): string | null {
  const text = typeof word === 'string' ? word : exactText(word);
  return text === null || /[\p{C}\p{Zl}\p{Zp}]|[^\S ]/u.test(text) ? null : text;
}

const single = (text: string): string => `'${text.replace(/[\\']/g, (mark) => `\\${mark}`)}'`;
const double = (text: string): string => `"${text.replace(/[\\"]/g, (mark) => `\\${mark}`)}"`;

function javaScript(word: Bytes | string): string {
  const text = plain(word);
  return text === null ? `Buffer.from('${hexOf(bytesOf(word))}', 'hex')` : single(text);
}

function python(word: Bytes | string): string {
  const text = plain(word);
  return text === null ? `bytes.fromhex('${hexOf(bytesOf(word))}')` : single(text);
}

/** Go's strings are bytes: escapes say any of them. */
function go(word: Bytes | string): string {
  const text = plain(word);
  return text === null ? `"${Array.from(bytesOf(word), (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')}"` : double(text);
}

function java(word: Bytes | string): string {
  const text = plain(word);
  return text === null ? `HexFormat.of().parseHex("${hexOf(bytesOf(word))}")` : `SafeEncoder.encode(${double(text)})`;
}

/** Its own list has Redis's own commands only. */
function jedisCommand(word: Bytes | string): string {
  const name = displayText(bytesOf(word)).toUpperCase();
  return /^[A-Z]+$/.test(name) ? `Protocol.Command.${name}` : `() -> ${java(word)}`;
}
