/** A fault in words: what happened, what it means, the one thing to do. */
import { assertNever, type Fault } from '../../shared/fault.ts';
import { plainString } from '../../shared/visible.ts';
import type { Messages } from '../i18n/en.ts';

export interface FaultText {
  readonly title: string;
  readonly meaning: string;
  readonly advice: string;
  /** The server's or the system's own words, made safe to show; empty where there are none. */
  readonly detail: string;
}

type Known = Messages['faults']['redis']['known'];

export function faultText(text: Messages, fault: Fault): FaultText {
  switch (fault.code) {
    case 'redis': {
      const prefix = plainString(fault.prefix, 40);
      const known = isKnown(text.faults.redis.known, fault.prefix) ? text.faults.redis.known[fault.prefix] : text.faults.redis;
      return {
        title: text.faults.redis.title(prefix === '' ? 'ERR' : prefix),
        meaning: known.meaning,
        advice: known.advice,
        detail: plainString(fault.message),
      };
    }
    case 'offline':
      return { ...text.faults.offline, detail: '' };
    case 'connect':
      return { ...text.faults.connect[fault.reason], detail: plainString(fault.detail) };
    case 'hostkey':
      return { ...text.faults.hostkey[fault.kind], detail: plainString(`${fault.host}:${fault.port} SHA256:${fault.sha256}`) };
    case 'auth':
      return { ...text.faults.auth, detail: plainString(fault.message) };
    case 'approve':
      return { ...text.faults.approve, detail: plainString(fault.hosts.join(', ')) };
    case 'readonly':
      return { ...text.faults.readonly, title: text.faults.readonly.title(plainString(fault.command, 60)), detail: '' };
    case 'locked':
      return { ...text.faults.locked, detail: '' };
    case 'confirm':
      return {
        title: text.faults.confirm.title(plainString(fault.blast.command, 60)),
        meaning: text.faults.confirm.meaning(fault.blast.keys),
        advice: text.faults.confirm.advice,
        detail: '',
      };
    case 'unknown':
      return { ...text.faults.unknown, title: text.faults.unknown.title(plainString(fault.command, 60)), detail: '' };
    case 'timeout':
      return {
        title: text.faults.timeout.title(plainString(fault.command, 60)),
        meaning: text.faults.timeout.meaning(fault.afterMs),
        advice: text.faults.timeout.advice,
        detail: '',
      };
    case 'missing':
      return { ...text.faults.missing[fault.what], detail: '' };
    case 'conflict':
      return { ...text.faults.conflict[fault.found], detail: '' };
    case 'input':
      return { ...text.faults.input, meaning: text.faults.input.meaning(plainString(fault.path, 60)), detail: plainString(fault.message) };
    case 'disk':
      return { ...text.faults.disk, title: text.faults.disk.title(plainString(fault.file, 120)), detail: plainString(fault.message) };
    case 'cancelled':
      return { ...text.faults.cancelled, detail: '' };
    case 'closed':
      return { ...text.faults.closed, detail: '' };
    case 'bug':
      return { ...text.faults.bug, meaning: text.faults.bug.meaning(plainString(fault.id, 60)), detail: '' };
    default:
      return assertNever(fault);
  }
}

function isKnown(known: Known, prefix: string): prefix is keyof Known {
  return Object.hasOwn(known, prefix);
}
