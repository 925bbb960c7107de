/** Reads CLIENT LIST by its grammar: a line a client, fields `name=value` with a space between; whatever a value says is that value's alone. */

export interface ListedClient {
  readonly id: string;
  /** As the server sees it: `host:port`, `[address]:port` or the path of a socket. */
  readonly address: string;
  readonly name: string;
  /** Bytes the server holds for it and could not send yet. */
  readonly held: number;
}

export function readClients(list: string): readonly ListedClient[] {
  return list.split(/\r?\n/).flatMap((line) => {
    const fields = fieldsOf(line);
    const id = fields.get('id') ?? '';
    if (!/^\d{1,20}$/.test(id)) return [];
    const held = fields.get('omem') ?? '';
    return [{ id, address: fields.get('addr') ?? '', name: fields.get('name') ?? '', held: /^\d{1,15}$/.test(held) ? Number(held) : 0 }];
  });
}

/** Of a field that is there twice the first counts: it is the server that writes first. */
function fieldsOf(line: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  let last = '';
  for (const part of line.split(' ')) {
    const [, name, value] = /^([a-z][a-z0-9-]*)=(.*)$/.exec(part) ?? [];
    if (name === undefined || value === undefined) {
      // The path of a socket may have spaces in it.
      if (fields.has(last)) fields.set(last, `${fields.get(last)} ${part}`);
    } else if (!fields.has(name)) {
      fields.set(name, value);
      last = name;
    }
  }
  return fields;
}
