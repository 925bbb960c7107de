/** What a failure means to a job: wait and go on, take keys one by one, or stop and let the user decide. */
import type { Fault } from '../../../shared/fault.ts';

/** wait: it passes by itself. keys: it is about one of several keys. halt: somebody has to do something. over: the session, or whoever takes the file, is gone. */
export type Trouble = 'wait' | 'keys' | 'halt' | 'over';

/** Nothing was done in each of these cases, and it will be possible again. */
const passing = new Set(['LOADING', 'BUSY', 'CLUSTERDOWN', 'MASTERDOWN', 'TRYAGAIN', 'UNKILLABLE', 'MOVED', 'ASK', 'NOTBUSY']);

/** Of the server or the user, not of a key: the next key would fail alike. */
const general = new Set([...passing, 'OOM', 'READONLY', 'MISCONF', 'NOREPLICAS']);

/** "... to run the 'unlink' command", in a script "... can't run this command", is about all keys alike; "... to access a key" is not. */
const noRight = /\brun (the|this)\b/i;

/** Where one key of several fails so, all of them do: the job stops there instead of failing a million times. */
export function isGeneral(fault: Fault): boolean {
  if (fault.code !== 'redis') return false;
  return general.has(fault.prefix) || (fault.prefix === 'NOPERM' && noRight.test(fault.message)) || /unknown command/i.test(fault.message);
}

export function troubleOf(fault: Fault): Trouble {
  switch (fault.code) {
    case 'offline':
    case 'connect':
    case 'timeout':
    case 'unknown':
      return 'wait';
    case 'cancelled':
    case 'closed':
    // A line that was half written cannot be taken back.
    case 'disk':
      return 'over';
    case 'redis':
      if (passing.has(fault.prefix)) return 'wait';
      if (fault.prefix === 'NOPERM') return noRight.test(fault.message) ? 'halt' : 'keys';
      return fault.prefix === 'WRONGTYPE' ? 'keys' : 'halt';
    default:
      return 'halt';
  }
}
