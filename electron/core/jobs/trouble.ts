/** What a failure means to a job: wait and go on, take keys one by one, or stop and let the user decide. */
import type { Fault } from '../../../shared/fault.ts';

/** wait: it passes by itself. keys: it is about one of several keys. halt: somebody has to do something. over: the session is closed. */
export type Trouble = 'wait' | 'keys' | 'halt' | 'over';

/** Nothing was done in each of these cases, and it will be possible again. */
const passing = new Set(['LOADING', 'BUSY', 'CLUSTERDOWN', 'MASTERDOWN', 'TRYAGAIN', 'UNKILLABLE', 'MOVED', 'ASK', 'NOTBUSY']);

export function troubleOf(fault: Fault): Trouble {
  switch (fault.code) {
    case 'offline':
    case 'connect':
    case 'timeout':
    case 'unknown':
      return 'wait';
    case 'cancelled':
    case 'closed':
      return 'over';
    case 'redis':
      if (passing.has(fault.prefix)) return 'wait';
      // "... to run the 'unlink' command" is about all keys alike; "... to access a key" is not.
      if (fault.prefix === 'NOPERM') return /run the/i.test(fault.message) ? 'halt' : 'keys';
      return fault.prefix === 'WRONGTYPE' ? 'keys' : 'halt';
    default:
      return 'halt';
  }
}
