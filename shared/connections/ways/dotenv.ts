/** Variables of an environment, as .env files write them: REDIS_URL, or REDIS_HOST with its companions, under any prefix. */
import { readFlag } from '../importers/entry.ts';
import { draftRow, finished, type ImportRow, type RowDraft, refusedRow } from '../importers/row.ts';
import { parseUri } from '../uri.ts';
import { isAddress, setAddressed } from './address.ts';

export interface Variable {
  readonly at: number;
  readonly name: string;
  readonly value: string;
  /** It refers to a variable that is not in the text. */
  readonly placeholder: boolean;
}

type Part = 'url' | 'host' | 'port' | 'password' | 'username' | 'db' | 'tls' | 'socket' | 'master';

const parts: ReadonlyMap<string, Part> = new Map<string, Part>([
  ...(['URL', 'URI', 'DSN', 'TLS_URL', 'CONNECTION_STRING', 'CONNECTION_URL'] as const).map((name) => [name, 'url'] as const),
  ...(['HOST', 'HOSTNAME', 'ADDR', 'ADDRESS', 'SERVER'] as const).map((name) => [name, 'host'] as const),
  ['PORT', 'port'],
  ...(['PASSWORD', 'PASS', 'AUTH', 'AUTH_TOKEN', 'PASSWD'] as const).map((name) => [name, 'password'] as const),
  ...(['USERNAME', 'USER'] as const).map((name) => [name, 'username'] as const),
  ...(['DB', 'DATABASE', 'DB_INDEX', 'DB_NUMBER'] as const).map((name) => [name, 'db'] as const),
  ...(['TLS', 'SSL', 'USE_TLS', 'USE_SSL', 'TLS_ENABLED', 'SSL_ENABLED'] as const).map((name) => [name, 'tls'] as const),
  ...(['SOCKET', 'UNIX_SOCKET', 'SOCKET_PATH'] as const).map((name) => [name, 'socket'] as const),
  ...(['MASTER_NAME', 'SENTINEL_MASTER', 'SENTINEL_NAME'] as const).map((name) => [name, 'master'] as const),
]);
/** Longer names of a part first: REDIS_TLS_URL is a URL, not the host of REDIS_TLS. */
const named = new RegExp(`^((?:\\w+_)?(?:REDIS|VALKEY)(?:_\\w+?)?)_?(${[...parts.keys()].sort((a, b) => b.length - a.length).join('|')})$`);
const maxValue = 80_000;

/** Null where the line sets no variable. Earlier ones are filled in where it asks for them. */
export function readVariable(at: number, line: string, earlier: ReadonlyMap<string, string>): Variable | null {
  const [, name = '', rest = ''] = /^\s*(?:export\s+|set\s+)?([A-Za-z_]\w{0,200})\s*=\s*(.*)$/s.exec(line) ?? [];
  if (name === '') return null;
  const [, quote, quoted] = /^(["'`])(.*)\1\s*(?:#.*)?$/s.exec(rest) ?? [];
  const raw = quoted ?? rest.replace(/\s+#.*$/s, '').trim();
  if (quote === "'") return { at, name, value: raw.slice(0, maxValue), placeholder: false };
  let placeholder = false;
  const value = raw.slice(0, maxValue).replace(/\$(?:\{(\w+)\}|(\w+)|[{(])/g, (whole, braced?: string, bare?: string) => {
    const known = earlier.get(braced ?? bare ?? '');
    // A password may well have a $ in it: only braces and capitals ask for a variable.
    if (known === undefined && (braced !== undefined || bare === undefined || /^[A-Z_][A-Z\d_]+$/.test(bare))) placeholder = true;
    return known ?? whole;
  });
  return { at, name, value: value.slice(0, maxValue), placeholder };
}

/** One row for each group of variables that belong together. */
export function fromVariables(variables: readonly Variable[]): readonly ImportRow[] {
  const groups = new Map<string, Map<Part, Variable>>();
  for (const variable of variables) {
    const [, prefix = '', part = ''] = named.exec(variable.name.toUpperCase()) ?? [];
    const kind = parts.get(part);
    if (kind !== undefined) group(prefix).set(kind, variable);
    else if (isAddress(variable.value)) group(variable.name).set('url', variable);
  }
  return [...groups].flatMap(([name, group]) => rowOf(name, group) ?? []);

  function group(name: string): Map<Part, Variable> {
    const found = groups.get(name) ?? new Map<Part, Variable>();
    groups.set(name, found);
    return found;
  }
}

/** Null where the variables lead nowhere, such as a REDIS_DB alone. */
function rowOf(name: string, group: ReadonlyMap<Part, Variable>): ImportRow | null {
  const first = [...group.values()][0];
  const url = group.get('url');
  if (first === undefined || (url === undefined && !group.has('host') && !group.has('socket'))) return null;
  const draft = draftRow();
  draft.profile.name = name;
  if (url !== undefined && !url.placeholder) {
    const parsed = parseUri(url.value);
    if (!parsed.ok) return refusedRow(url.at, [{ kind: 'address', field: parsed.field, problem: parsed.problem }]);
    setAddressed(draft, parsed);
    if (draft.profile.name === '') draft.profile.name = name;
  }
  if (url?.placeholder) draft.notes.push({ kind: 'placeholder', setting: url.name });
  for (const [part, variable] of group) if (part !== 'url') setPart(draft, part, variable, url !== undefined && !url.placeholder);
  return finished((url ?? first).at, draft);
}

function setPart({ profile, secrets, notes }: RowDraft, part: Exclude<Part, 'url'>, { name, value, placeholder }: Variable, addressed: boolean): void {
  if (value === '') return;
  if (placeholder) return void notes.push({ kind: 'placeholder', setting: name });
  const impossible = (): void => void notes.push({ kind: 'range', setting: name });
  const whole = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  // The address says where; what it leaves out of the login may be said beside it.
  const open = (part === 'password' && secrets.password === undefined) || (part === 'username' && profile.username === '');
  if (addressed && !open) return void notes.push({ kind: 'ignored', setting: name });
  switch (part) {
    case 'host': {
      const [, host = value, port] = /^([^:]+):(\d{1,5})$/.exec(value) ?? [];
      profile.host = host;
      if (port !== undefined && Number(port) >= 1 && Number(port) <= 65_535) profile.port = Number(port);
      return;
    }
    case 'port':
      if (whole >= 1 && whole <= 65_535) profile.port = whole;
      else impossible();
      return;
    case 'db':
      if (whole <= 65_535) profile.db = whole;
      else impossible();
      return;
    case 'password':
      secrets.password = value;
      return;
    case 'username':
      profile.username = value;
      return;
    case 'tls': {
      const flag = readFlag(value);
      if (flag === null) impossible();
      profile.tls = flag ?? false;
      return;
    }
    case 'socket':
      profile.socket = value;
      return;
    case 'master':
      profile.topology = 'sentinel';
      profile.sentinel.master = value;
  }
}
