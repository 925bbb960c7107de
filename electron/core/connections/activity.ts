/** The last commands of a session, with what is secret in them left out before it is kept. */
import { type Bytes, utf8 } from '../../../shared/bytes.ts';
import type { Fault } from '../../../shared/fault.ts';
import type { ActivityEntry } from '../../../shared/jobs/activity.ts';
import type { Arg } from '../../../shared/reply.ts';
import { type Changes, createChanges } from '../changes.ts';
import { wordAt } from './commands.ts';

const maxEntries = 500;
const maxWord = 256;
/** A command of 100,000 words is told by its first ones. */
const maxWords = 64;
/** The page looks at this at most so often. */
const restMs = 100;
const leftOut = utf8('«secret»');

export interface Activity {
  add(command: string, args: readonly Arg[], ms: number, outcome: ActivityEntry['outcome'], why: string): ActivityEntry;
  follow(signal: AbortSignal): AsyncIterable<readonly ActivityEntry[]>;
  end(): void;
}

export function createActivity(): Activity {
  const entries: ActivityEntry[] = [];
  const changes: Changes = createChanges();
  let seq = 0;
  return {
    add(command, args, ms, outcome, why) {
      const words = wordsOf(command, args);
      const entry = { seq: ++seq, at: Date.now(), ...words, ms, outcome, why };
      entries.push(entry);
      if (entries.length > maxEntries) entries.splice(0, entries.length - maxEntries);
      changes.tell();
      return entry;
    },
    async *follow(signal) {
      for await (const _ of changes.follow(signal)) {
        yield entries.slice();
        await new Promise((resolve) => setTimeout(resolve, restMs));
      }
    },
    end: () => changes.end(),
  };
}

function wordsOf(command: string, args: readonly Arg[]): { readonly words: readonly Bytes[]; readonly cut: boolean } {
  const secret = secretArgs(command, args);
  let cut = args.length > maxWords;
  const words = args.slice(0, maxWords).map((arg, at) => {
    if (secret(at)) return leftOut;
    const bytes = arg instanceof Uint8Array ? arg : utf8(String(arg));
    cut ||= bytes.length > maxWord;
    return bytes.slice(0, maxWord);
  });
  return { words: [utf8(command), ...words], cut };
}

/** Which arguments hold, or may hold, a password. */
function secretArgs(command: string, args: readonly Arg[]): (at: number) => boolean {
  switch (command) {
    case 'AUTH':
    case 'HELLO':
      return () => true;
    case 'CONFIG':
      // CONFIG SET name value [name value ...]
      return (at) => wordAt(args, 0) === 'SET' && at >= 2 && at % 2 === 0 && /PASS|AUTH|SECRET|KEY|USER/.test(wordAt(args, at - 1));
    case 'ACL':
      return (at) => wordAt(args, 0) === 'SETUSER' && at >= 2;
    case 'MIGRATE': {
      const auth = args.findIndex((_, at) => /^AUTH2?$/.test(wordAt(args, at)));
      return (at) => auth >= 0 && at > auth && at <= auth + 2;
    }
    default:
      return () => false;
  }
}

export function outcomeOf(fault: Fault | null): ActivityEntry['outcome'] {
  return fault === null ? 'applied' : fault.code === 'unknown' ? 'unknown' : 'rejected';
}

export function whyOf(fault: Fault | null): string {
  return fault === null ? '' : fault.code === 'redis' ? fault.prefix : fault.code;
}
