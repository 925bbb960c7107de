/** What INFO tells, section by section, as the server wrote it. */
export interface InfoSection {
  readonly name: string;
  readonly rows: readonly (readonly [name: string, value: string])[];
}

export interface ServerInfo {
  readonly sections: readonly InfoSection[];
}

const maxText = 1_000_000;

/** INFO as a hostile server may write it: bounded, duplicates kept as they came, lines of no known form left out. */
export function parseInfo(text: string): ServerInfo {
  const sections: { name: string; rows: (readonly [string, string])[] }[] = [];
  for (const line of text.slice(0, maxText).split('\n')) {
    const clean = line.trimEnd();
    if (clean.startsWith('#')) sections.push({ name: clean.slice(1).trim(), rows: [] });
    else {
      const colon = clean.indexOf(':');
      if (colon < 1) continue;
      if (sections.length === 0) sections.push({ name: '', rows: [] });
      sections.at(-1)?.rows.push([clean.slice(0, colon), clean.slice(colon + 1)]);
    }
  }
  return { sections: sections.filter((section) => section.rows.length > 0) };
}
