/** iredis: the addresses under [alias_dsn] of its settings. */
import { fromAddress } from '../ways/address.ts';
import type { Importer } from './importer.ts';
import { refusedRow } from './row.ts';

const section = /^[ \t]*\[alias_dsn\][ \t]*$/m;

export const iredis: Importer = {
  id: 'iredis',
  recognise: ({ text }) => text !== null && section.test(text),
  *read({ text }) {
    let inside = false;
    let at = 0;
    for (const written of (text ?? '').split(/\r\n|[\r\n]/)) {
      at++;
      const line = written.trim();
      if (line.startsWith('[')) inside = section.test(line);
      if (!inside || line === '' || /^[#;[]/.test(line)) continue;
      const [, name = '', address = ''] = /^([^=]{1,200}?)\s*=\s*(.*)$/.exec(line) ?? [];
      // Quotes are optional in these files.
      yield name === '' ? refusedRow(at) : fromAddress(at, address.replace(/^(["'])(.*)\1$/, '$2'), name);
    }
  },
};
