/** Decides in the host what may be sent: the profile's tier, the user's answer, the connection's own state. */
import { type Profile, profileTitle } from '../../../shared/connections/profile.ts';
import { type Blast, type Fault, FaultError, fail } from '../../../shared/fault.ts';
import { type Arg, asText, type Reply } from '../../../shared/reply.ts';
import { fullName, type Kind, keyCount, kindOf, kindOfFlags } from './commands.ts';

export interface Order {
  readonly command: string;
  readonly args: readonly Arg[];
}

export interface Guard {
  /** Asks the server, once a name, where a command is not known here. */
  classify(order: Order, ask: (command: string, args: readonly Arg[]) => Promise<Reply>): Promise<Kind>;
  /** Fails with what stands in the way: `readonly`, `locked`, or `confirm` with what to ask the user. */
  permit(orders: readonly (Order & { readonly kind: Kind })[], options: { readonly confirmed?: string | null; readonly as?: Blast }): void;
}

const maxNames = 2000;

/** `locked` tells of a production connection that no write session is open; `mustBeKnown` fails where another server answers than before. */
export function createGuard(profile: Profile, locked: () => boolean, mustBeKnown: () => void): Guard {
  const learnt = new Map<string, Kind>();
  const title = profileTitle(profile);

  return {
    async classify({ command, args }, ask) {
      const kind = kindOf(command, args) ?? learnt.get(command);
      if (kind !== undefined) return kind;
      let found: Kind = 'write';
      try {
        found = kindFromInfo(await ask('COMMAND', ['INFO', command]));
      } catch (thrown) {
        if (!(thrown instanceof FaultError)) throw thrown;
        // Refused or lost: what is not known to only read counts as a write. Not remembered, so that it is asked again.
        return found;
      }
      if (learnt.size < maxNames) learnt.set(command, found);
      return found;
    },

    permit(orders, { confirmed = null, as }) {
      const judged = as === undefined ? orders : [{ command: as.command, args: [], kind: kindOf(as.command, []) ?? 'write' }];
      const changing = judged.filter(({ kind }) => kind !== 'read');
      const [first] = changing;
      if (first === undefined) return;
      if (profile.protection === 'read-only') fail({ code: 'readonly', command: fullName(first.command, first.args) });
      // Before the lock: unlocking would not help.
      mustBeKnown();
      if (locked()) fail({ code: 'locked' });
      const danger = changing.find(({ kind }) => kind === 'danger');
      // A free profile asks only before what changes the whole server, and a plain yes is enough there.
      if (profile.protection === 'free' && danger === undefined && (as?.typed ?? null) === null) return;
      const typed = as?.typed ?? (danger !== undefined && profile.protection === 'confirm' ? title : null);
      const blast: Blast =
        as === undefined ? { command: fullName((danger ?? first).command, (danger ?? first).args), keys: totalKeys(changing), typed } : { ...as, typed };
      if (confirmed === null || (typed !== null && confirmed !== typed)) fail({ code: 'confirm', blast });
    },
  };
}

/** What would change or block the connection that all of a tab's requests share. */
export function stateFault(command: string): Fault {
  return { code: 'input', path: 'command', message: `${command} changes or blocks the connection itself; this connection is shared` };
}

function totalKeys(orders: readonly Order[]): number | null {
  let total = 0;
  for (const { command, args } of orders) {
    const count = keyCount(command, args);
    if (count === null) return null;
    total += count;
  }
  return total;
}

/** COMMAND INFO answers with one entry a name: name, arity, flags, ...; nil for a name it does not know. */
function kindFromInfo(reply: Reply): Kind {
  const entry = Array.isArray(reply) ? (reply as readonly Reply[])[0] : null;
  const flags = Array.isArray(entry) ? (entry as readonly Reply[])[2] : null;
  return Array.isArray(flags)
    ? kindOfFlags((flags as readonly Reply[]).map((flag) => (flag instanceof Uint8Array ? asText(flag).toLowerCase() : '')))
    : 'write';
}
