/** Keys as lines of text: JSON in which bytes stay exact, or commands for `redis-cli`. */
import { type Bytes, exactText } from '../../../shared/bytes.ts';
import { asBytes, asList, asText, type Reply } from '../../../shared/reply.ts';
import { inPairs } from '../../../shared/value/pairs.ts';
import { commandLine, commandsOf } from '../commandsOf.ts';

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

/** Null where no command can make it. */
export function commandLines({ key, type, expires }: ExportKey, reply: Reply): string | null {
  const commands = commandsOf(type, key, reply);
  if (commands === null) return null;
  return `${(expires === null ? commands : [...commands, ['PEXPIREAT', key, expires] as const]).map(commandLine).join('\n')}\n`;
}

/** The value exactly as it was, also of a type that no command can make. */
export function restoreLine({ key, expires }: ExportKey, dump: Bytes): string {
  return `${commandLine(['RESTORE', key, expires ?? 0, dump, 'ABSTTL'])}\n`;
}
