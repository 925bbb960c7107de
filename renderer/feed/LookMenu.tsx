/** Which columns the messages have, and whether payloads wrap. */
import { Columns3 } from 'lucide-react';
import type { ReactNode } from 'react';
import { feedColumns } from '../../shared/app.ts';
import { feedFoldings } from '../../shared/feed/feed.ts';
import { useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { IconButton } from '../ui/Button.tsx';
import { Menu } from '../ui/Menu.tsx';
import { type FeedLook, toggled } from './look.ts';

export function LookMenu({ look: { columns, wrap, decoded, change } }: { readonly look: FeedLook }): ReactNode {
  const text = useText();
  const folding = useTab((state) => state.feed.folding);
  const setFolding = useTab((state) => state.feed.setFolding);
  return (
    <Menu
      trigger={<IconButton label={text.feed.columns} icon={<Columns3 size={16} />} />}
      align="end"
      entries={[
        ...feedColumns.map((column) => ({
          label: text.feed.columnNames[column],
          checked: columns.includes(column),
          run: () => change({ columns: toggled(feedColumns, columns, column) }),
        })),
        'separator' as const,
        { label: text.feed.wrap, checked: wrap, run: () => change({ wrap: !wrap }) },
        { label: text.feed.decode, checked: decoded, run: () => change({ decoded: !decoded }) },
        ...feedFoldings.map((one) => ({ label: text.feed.foldings[one], checked: folding === one, run: () => setFolding(folding === one ? null : one) })),
      ]}
    />
  );
}
