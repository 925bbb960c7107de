/** The command line of `keytide`: what was asked for, or the one line that says what is wrong with it. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { isAddress, type Launch } from '../core/connections/launch.ts';

export interface ServeArgs {
  /** 0: any free port. */
  readonly port: number;
  readonly data: string;
  readonly open: boolean;
  readonly ipv6: boolean;
  /** 0: never. */
  readonly idleMinutes: number;
  /** What is to be opened, beside the page itself. */
  readonly launch: Launch;
}

export type Asked =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'print-url'; readonly data: string }
  | ({ readonly kind: 'serve' } & ServeArgs)
  | { readonly kind: 'wrong'; readonly why: string };

export const help = `Usage: keytide [serve] [options] [redis://...]

Serves Keytide on this machine's loopback address and prints the address to open. An address of a server fills the
dialog for a new connection; nothing is connected by it alone. The variables REDIS_URL and VALKEY_URL are offered too.

  --profile NAME     open the saved connection of that name
  --read-only        with --profile: send nothing that writes; with an address: propose that

  --port N           listen on this port (default: any free one)
  --data DIR         keep connections and settings here (default: ${defaultData(process.env, process.platform)})
  --no-open          do not open the browser
  --ipv6             listen on ::1 as well as 127.0.0.1
  --idle-minutes N   end after N minutes without an open page (default: never)
  --print-url        print a fresh address of the Keytide that runs on the data folder, for another window
  --version          print the version
  --help             print this

The printed address opens one page; that page can be reloaded. Standard output carries the address only.
`;

export function readArgs(words: readonly string[]): Asked {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(words);
  } catch (thrown) {
    return wrong(thrown instanceof Error ? (thrown.message.split('\n', 1)[0] ?? '') : 'bad arguments');
  }
  const { values, positionals } = parsed;
  if (values.help === true) return { kind: 'help' };
  if (values.version === true) return { kind: 'version' };
  const addresses = positionals.filter(isAddress);
  const [command, ...more] = positionals.filter((word) => !isAddress(word));
  const profile = values.profile ?? null;
  if (profile?.trim() === '') return wrong('--profile wants the name of a saved connection');
  const launch: Launch = { addresses, profile, readOnly: values['read-only'] === true };
  if (command === undefined && addresses.length === 0 && profile === null) return wrong('a command is missing: keytide serve');
  // What is no address may be a mistyped one, with its password: it is not repeated.
  const [odd] = command === undefined || command === 'serve' ? more : [command];
  if (odd !== undefined)
    return wrong(odd.includes('://') ? 'an address of a server begins with redis://, rediss://, valkey:// or unix://' : `unknown command "${odd}"`);
  if (launch.readOnly && addresses.length === 0 && profile === null) return wrong('--read-only wants an address or --profile');

  if (values.data === '') return wrong('--data wants a folder');
  const data = resolve(values.data ?? defaultData(process.env, process.platform));
  if (values['print-url'] === true) return { kind: 'print-url', data };
  const port = count(values.port, 65_535);
  if (port === null) return wrong(`--port wants a number from 0 to 65535, not "${values.port ?? ''}"`);
  const idleMinutes = count(values['idle-minutes'], 100_000);
  if (idleMinutes === null) return wrong(`--idle-minutes wants a number of minutes, not "${values['idle-minutes'] ?? ''}"`);
  if (values.open === true && values['no-open'] === true) return wrong('--open and --no-open cannot both be meant');
  return { kind: 'serve', launch, port, data, open: values['no-open'] !== true, ipv6: values.ipv6 === true, idleMinutes };
}

function parse(words: readonly string[]) {
  return parseArgs({
    args: [...words],
    allowPositionals: true,
    strict: true,
    options: {
      port: { type: 'string' },
      data: { type: 'string' },
      open: { type: 'boolean' },
      'no-open': { type: 'boolean' },
      ipv6: { type: 'boolean' },
      'idle-minutes': { type: 'string' },
      'print-url': { type: 'boolean' },
      profile: { type: 'string' },
      'read-only': { type: 'boolean' },
      version: { type: 'boolean', short: 'v' },
      help: { type: 'boolean', short: 'h' },
    },
  });
}

function wrong(why: string): Asked {
  return { kind: 'wrong', why };
}

/** 0 where nothing was given, null where it is no whole number in range. */
function count(text: string | undefined, max: number): number | null {
  if (text === undefined) return 0;
  return /^\d{1,6}$/.test(text) && Number(text) <= max ? Number(text) : null;
}

/** A folder of its own, beside the desktop edition's: two programs never write one file. */
export function defaultData(env: Readonly<Record<string, string | undefined>>, platform: NodeJS.Platform): string {
  const name = 'keytide-browser';
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', name);
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), name);
  // The specification has relative paths ignored.
  const base = env['XDG_DATA_HOME'];
  return join(base?.startsWith('/') === true ? base : join(homedir(), '.local', 'share'), name);
}
