/** What a user may do, asked without trying it: ACL DRYRUN leaves no trace in the server's log of refusals. */
import type { Ability } from '../../../shared/connections/session.ts';
import { FaultError } from '../../../shared/fault.ts';
import { type Arg, asText, type Reply } from '../../../shared/reply.ts';

/** By what it is needed for; with arguments of the right number, of a key that is most likely nobody's. */
const needed: Readonly<Record<Ability['purpose'], readonly string[]>> = {
  browse: ['SCAN 0', 'TYPE k', 'PTTL k', 'DBSIZE'],
  read: ['GET k', 'HSCAN k 0', 'LRANGE k 0 0', 'SSCAN k 0', 'ZRANGE k 0 0', 'XRANGE k - +', 'MEMORY USAGE k'],
  write: ['SET k v', 'HSET k f v', 'EXPIRE k 1', 'RENAME k l'],
  remove: ['DEL k', 'UNLINK k'],
  scripts: ['EVAL x 0'],
  undo: ['DUMP k', 'RESTORE k 0 v'],
  live: ['SUBSCRIBE c', 'PSUBSCRIBE p', 'MONITOR'],
  publish: ['PUBLISH c m'],
  server: ['INFO', 'CLIENT LIST', 'CONFIG GET x', 'SLOWLOG GET'],
  databases: ['SELECT 1'],
};

/** One question for all; each element of the answer is a reply or what it was refused with. */
export type AskMany = (commands: readonly (readonly [string, ...Arg[]])[]) => Promise<readonly (Reply | FaultError)[]>;

/** Null where the server does not tell: before Redis 7, and where this user may not ask. */
export async function abilitiesOf(user: string, ask: AskMany): Promise<readonly Ability[] | null> {
  const wanted = (Object.entries(needed) as [Ability['purpose'], readonly string[]][]).flatMap(([purpose, all]) => all.map((line) => ({ purpose, line })));
  const [first, ...rest] = wanted;
  if (first === undefined) return null;
  // One alone: where it is refused, one line in the server's log is enough.
  const one = await ask([dryRun(user, first.line)]);
  if (one[0] instanceof FaultError || one[0] === undefined) return null;
  const answers = [...one, ...(await ask(rest.map(({ line }) => dryRun(user, line))))];
  return wanted.flatMap(({ purpose, line }, at) => {
    const may = verdictOf(answers[at]);
    return may === null ? [] : [{ purpose, command: nameOf(line), may }];
  });
}

function dryRun(user: string, line: string): readonly [string, ...Arg[]] {
  return ['ACL', 'DRYRUN', user, ...line.split(' ')];
}

/** The command as it is told, without the arguments that stand in for real ones. */
function nameOf(line: string): string {
  const [name = '', sub = ''] = line.split(' ');
  return /^(MEMORY|CLIENT|CONFIG|SLOWLOG)$/.test(name) ? `${name} ${sub}` : name;
}

/** Null where the server does not know the command. */
function verdictOf(answer: Reply | FaultError | undefined): Ability['may'] | null {
  if (!(answer instanceof Uint8Array)) return typeof answer === 'string' && answer === 'OK' ? 'yes' : null;
  const said = asText(answer);
  if (said === 'OK') return 'yes';
  return /run the/i.test(said) ? 'no' : 'some';
}
