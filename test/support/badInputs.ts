/** What people, files and servers hand over that is not as it should be: each row has a test whose name begins with `bad input N:`. */

/** What comes in, and what becomes of it. */
export const badInputs: ReadonlyMap<number, string> = new Map([
  [19, 'a command line with broken quotes, or one that would change the shared connection: refused, with the place'],
  [20, 'whatever writes, in a read-only connection, in any spelling: not sent'],
  [21, 'an address with things it has no say in: read, and they are listed'],
  [22, 'an address with a line break, foreign letters, a port or a database that is none: refused under its field'],
  [23, 'an address from elsewhere: shown to be confirmed, its password not in the page'],
  [24, 'a host that looks like an option or a command: text, and no host'],
  [25, 'an import that is huge, deep, a bomb or of another format: refused, and nothing connects'],
  [26, 'a reply that breaks the protocol: its own connection ends, and that alone'],
  [27, 'INFO that is garbage: read as far as it makes sense'],
  [28, 'slots of a cluster that make no sense: left out, with the reason'],
  [38, 'a name that is a path, a device or very long, for a file: a plain name'],
  [39, 'a connection name that is long, of many lines, or of characters that reorder: cut and isolated'],
  [40, 'ten thousand connections: all there, and usable'],
  [41, 'a call that is none of the contract: refused and counted, before any handler'],
  [42, 'frames that are garbage, endless or huge: their line ends, and that alone'],
  [43, 'letters that become others in some languages: a command is ASCII, whatever the language'],
]);
