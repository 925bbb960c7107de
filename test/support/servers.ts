/** Other servers than the system's redis-server, where they were fetched: `npm test` tries to, `node scripts/servers.mjs` does nothing else. */
import { programOf, type ServerName } from '../../scripts/servers.mjs';
import { debugAllowed, startRedis, type TestRedis } from './redis.ts';

export interface Server {
  readonly name: ServerName;
  /** Not everywhere: a test says `skip(!server.found, server.why)`. */
  readonly found: boolean;
  /** What stands in the way, for those who read what was skipped. */
  readonly why: string;
  readonly version: string;
  start(args?: readonly string[], login?: { username?: string; password?: string }): Promise<TestRedis>;
}

export function serverOf(name: ServerName): Server {
  const program = programOf(name);
  return {
    name,
    found: program !== null,
    why: program === null ? `${name} was not fetched (node scripts/servers.mjs says why)` : '',
    version: program?.version ?? '',
    async start(args = [], login = {}) {
      if (program === null) throw new Error(`${name} was not fetched`);
      return startRedis(args, login, { ...program, options: name === 'redis6' ? [] : debugAllowed });
    },
  };
}
