/** The few words of ~/.ssh/config that say how a host is reached: HostName, Port, User, IdentityFile, ProxyJump. */
import { matches } from './knownHosts.ts';

export interface SshSettings {
  readonly hostName: string | null;
  readonly port: number | null;
  readonly user: string | null;
  readonly identityFiles: readonly string[];
  /** `[user@]host[:port]`, one after the other; empty for none. */
  readonly proxyJump: readonly string[];
}

interface Section {
  /** Null: a Match, whose conditions are not understood, and which therefore never applies. */
  readonly patterns: readonly string[] | null;
  readonly settings: (readonly [keyword: string, value: string])[];
}

const maxLines = 20_000;

export function parseSshConfig(text: string): (alias: string) => SshSettings {
  const sections: Section[] = [{ patterns: ['*'], settings: [] }];
  for (const line of text.split(/\r?\n/, maxLines)) {
    const [, keyword = '', rest = ''] = /^\s*([A-Za-z]+)(?:\s*=\s*|\s+)(.*?)\s*$/.exec(line) ?? [];
    const word = keyword.toLowerCase();
    if (word === 'host') sections.push({ patterns: words(rest), settings: [] });
    else if (word === 'match') sections.push({ patterns: null, settings: [] });
    else if (word !== '') sections.at(-1)?.settings.push([word, word === 'proxyjump' ? rest : (words(rest)[0] ?? '')]);
  }

  return (alias) => {
    const applying = sections.filter(({ patterns }) => patterns !== null && applies(patterns, alias)).flatMap(({ settings }) => settings);
    // The first one found counts, but for keys, of which all do.
    const all = (keyword: string): readonly string[] => applying.flatMap(([word, value]) => (word === keyword && value !== '' ? [value] : []));
    const port = all('port')[0] ?? '';
    const jumps = all('proxyjump')[0] ?? '';
    return {
      hostName: all('hostname')[0]?.replace(/%([h%])/g, (_, token: string) => (token === 'h' ? alias : '%')) ?? null,
      port: /^[1-9]\d{0,4}$/.test(port) && Number(port) <= 65_535 ? Number(port) : null,
      user: all('user')[0] ?? null,
      identityFiles: all('identityfile').filter((file) => file.toLowerCase() !== 'none'),
      proxyJump: jumps.toLowerCase() === 'none' ? [] : jumps.split(',').flatMap((jump) => (jump.trim() === '' ? [] : [jump.trim()])),
    };
  };
}

/** Like known_hosts: one negated pattern that fits outweighs the others. */
function applies(patterns: readonly string[], alias: string): boolean {
  const fits = (pattern: string): boolean => matches(pattern.toLowerCase(), alias.toLowerCase());
  return !patterns.some((one) => one.startsWith('!') && fits(one.slice(1))) && patterns.some((one) => !one.startsWith('!') && fits(one));
}

function words(text: string): readonly string[] {
  const found: string[] = [];
  for (const [, quoted, plain = ''] of text.matchAll(/"([^"]*)"|(\S+)/g)) {
    // A comment may follow the value.
    if (quoted === undefined && plain.startsWith('#')) break;
    found.push(quoted ?? plain);
  }
  return found;
}
