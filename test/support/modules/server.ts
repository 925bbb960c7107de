/** A server with the modules that no package has: their documented replies over RESP2 and RESP3, with a state that can be edited. Scripts are refused, so edits go by WATCH. */
import { type Answer, bulk, type Fake, fakeRedis } from '../../electron/core/connections/fakes.ts';
import { jsonCommands } from './json.ts';
import { type Command, type Held, integer, list, nil, type Protocol, word } from './replies.ts';
import { seriesCommands } from './series.ts';
import { sketchCommands } from './sketches.ts';

const commands: ReadonlyMap<string, Command> = new Map([...jsonCommands, ...seriesCommands, ...sketchCommands]);

export interface ModuleServer extends Fake {
  readonly keys: Map<string, Held>;
}

export async function moduleServer(keys: Map<string, Held>, version: 2 | 3 = 3, override: Answer = () => undefined): Promise<ModuleServer> {
  const queues = new WeakMap<object, string[][]>();
  const protocol: Protocol = { version };
  const run = (words: readonly string[]): string | undefined => {
    const name = (words[0] ?? '').toUpperCase();
    const key = words[1] ?? '';
    const held = keys.get(key);
    const command = commands.get(name);
    if (command !== undefined) return command(held, words.slice(1), keys, protocol);
    switch (name) {
      case 'HELLO':
        return version === 2 ? "-ERR unknown command 'HELLO'\r\n" : undefined;
      case 'TYPE':
        return word(held?.type ?? 'none');
      case 'EXISTS':
        return integer(held === undefined ? 0 : 1);
      case 'DEL':
      case 'UNLINK':
        return integer(keys.delete(key) ? 1 : 0);
      case 'PTTL':
      case 'PEXPIRETIME':
        return integer(held === undefined ? -2 : -1);
      case 'MEMORY':
        return integer(4096);
      case 'DUMP':
        return bulk('dump');
      case 'DBSIZE':
        return integer(keys.size);
      case 'SCAN':
        return list([bulk('0'), list([...keys.keys()].map(bulk))]);
      case 'EVALSHA':
      case 'EVAL':
        return `-NOPERM this user has no permissions to run the '${name.toLowerCase()}' command\r\n`;
      case 'COMMAND':
        return (words[1] ?? '').toUpperCase() === 'INFO' ? list(words.slice(2).map((asked) => infoOf(asked, protocol))) : '-ERR unknown subcommand\r\n';
      default:
        return undefined;
    }
  };
  const fake = await fakeRedis((words, socket) => {
    const own = override(words, socket);
    if (own !== undefined) return own;
    const name = (words[0] ?? '').toUpperCase();
    const queue = queues.get(socket);
    if (name === 'WATCH' || name === 'UNWATCH') return word('OK');
    if (name === 'MULTI') {
      queues.set(socket, []);
      return word('OK');
    }
    if (name === 'EXEC' && queue !== undefined) {
      queues.delete(socket);
      return list(queue.map((queued) => run(queued) ?? '-ERR unknown command\r\n'));
    }
    if (queue === undefined) return run(words);
    queue.push([...words]);
    return word('QUEUED');
  });
  return { ...fake, keys };
}

/** As COMMAND INFO tells of a module's command: its name, arity, flags and where its key is. */
function infoOf(name: string, protocol: Protocol): string {
  if (!commands.has(name.toUpperCase())) return nil(protocol);
  const writes = /SET|DEL|ADD|INCRBY|INSERT|APPEND/i.test(name);
  return list([bulk(name.toLowerCase()), integer(-2), list([word(writes ? 'write' : 'readonly'), word('module')]), integer(1), integer(1), integer(1)]);
}
