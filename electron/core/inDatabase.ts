/** Commands about one key in a database that the session is not in: a script selects it for as long as it runs, and its connection stays where it is. */
import type { Blast } from '../../shared/fault.ts';
import type { Arg, Reply } from '../../shared/reply.ts';
import type { SendOptions, Session } from './connections/session.ts';
import { runMany, script } from './script.ts';

/** `pcall` gives the command's own error, and not one of the script. */
const there = script(`
redis.call('SELECT', ARGV[1])
return redis.pcall(ARGV[2], KEYS[1], unpack(ARGV, 3))
`);

export type KeyCommand = readonly [command: string, key: Uint8Array, ...args: Arg[]];

/** As `sendMany`. `as` is what the guard judges: the script is only the vehicle. */
export async function sendManyIn(
  session: Session,
  db: number,
  commands: readonly KeyCommand[],
  { as, ...options }: SendOptions & { readonly as: Blast },
): Promise<readonly Reply[]> {
  if (session.state().db === db) return session.sendMany(commands, { ...options, as });
  const calls = commands.map(([command, key, ...args]) => ({ keys: [key], args: [db, command, ...args] }));
  return runMany(session, there, calls, { ...options, as });
}
