/** What a command line asks to be opened: addresses of servers, a saved connection by its name, and whether only to read. */
import { schemes } from '../../../shared/connections/uriParts.ts';

export interface Launch {
  readonly addresses: readonly string[];
  /** The name of a saved connection; null where none is asked for. */
  readonly profile: string | null;
  readonly readOnly: boolean;
}

const maxLength = 8192;
const maxName = 200;
const maxAddresses = 16;
/** Spaces, control characters and invisible ones are in no address that was meant as one. */
const form = /^([a-z][a-z+-]{2,20}):\/\/[^\s\p{Cc}\p{Cf}]+$/iu;

/** By its form alone: whether it can be read is told by the one who reads it. */
export function isAddress(text: string): boolean {
  const scheme = text.length > maxLength ? undefined : form.exec(text)?.[1];
  return scheme !== undefined && schemes.has(scheme.toLowerCase());
}

/** For a line that is not Keytide's alone: what it does not know (switches of Chromium among it) is not looked at. */
export function readLaunch(argv: readonly string[]): Launch {
  const at = argv.indexOf('--profile');
  const joined = argv.find((word) => word.startsWith('--profile='))?.slice('--profile='.length);
  const apart = at < 0 ? undefined : argv[at + 1];
  const name = joined ?? (apart?.startsWith('--') === true ? undefined : apart);
  return {
    addresses: argv.filter((word, index) => isAddress(word) && (at < 0 || index !== at + 1)).slice(0, maxAddresses),
    profile: name === undefined || name.trim() === '' ? null : name.slice(0, maxName),
    readOnly: argv.includes('--read-only'),
  };
}

export function asksNothing({ addresses, profile }: Launch): boolean {
  return addresses.length === 0 && profile === null;
}

/** Whether an address shows a password to whoever lists the processes of the machine. */
export function showsSecret(address: string): boolean {
  return /^[^/]*:\/\/[^/?#]*:[^/?#]+@/.test(address) || /[?&](sentinel_?)?password=/i.test(address);
}
