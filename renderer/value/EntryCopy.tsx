/** Entries as text: the selected ones to the clipboard, all that are loaded to a file. */
import { Copy } from 'lucide-react';
import type { ReactNode } from 'react';
import { type CopyForm, copyAs, copyForms } from '../../shared/value/copyAs.ts';
import type { Row } from '../../shared/value/edit.ts';
import { useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { IconButton } from '../ui/Button.tsx';
import { copyText } from '../ui/copy.ts';
import { Menu } from '../ui/Menu.tsx';
import { download, fileName } from './download.ts';
import { type Entries, selectedRows } from './entries.ts';

export function EntryCopy({ entries }: { readonly entries: Entries }): ReactNode {
  const text = useText();
  const key = useTab((state) => state.value.key);
  const { type, columns } = entries;
  if (key === null) return null;
  const loaded = [...entries.rows.entries()].toSorted(([a], [b]) => a - b).map(([, row]) => row);
  const chosen = selectedRows(entries);
  const rows = chosen.length === 0 ? loaded : chosen;
  const made = (form: CopyForm, of: readonly Row[]): string => copyAs({ key, type, columns, rows: of }, form);
  return (
    <Menu
      align="end"
      trigger={<IconButton label={text.entries.copyAs} icon={<Copy size={14} />} />}
      entries={[
        {
          heading: `${text.entries.copyAs} (${text.entries.copyOf(rows.length)})`,
          entries: copyForms.map((form) => ({ label: form, run: () => copyText(text, made(form, rows)) })),
        },
        'separator',
        {
          heading: `${text.entries.exportAs} (${text.entries.copyOf(loaded.length)})`,
          entries: (['CSV', 'JSON', 'redis-cli'] as const).map((form) => ({
            label: `${form} `,
            run: () => download(fileName(key, form === 'redis-cli' ? 'txt' : form.toLowerCase()), [made(form, loaded)]),
          })),
        },
      ]}
    />
  );
}
