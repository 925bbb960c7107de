/** The menu button of windows that have no native menu bar: the same commands, from the same registry. */
import { Menu as MenuIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { type CommandId, commandOf } from '../commands/list.ts';
import { menuOf } from '../commands/menu.ts';
import { registry } from '../commands/registry.ts';
import { useAvailable, useSurface } from '../commands/useCommand.ts';
import { useText } from '../i18n/i18n.ts';
import { IconButton } from '../ui/Button.tsx';
import { Menu, type MenuEntry } from '../ui/Menu.tsx';

export function AppMenu(): ReactNode {
  const text = useText();
  const { platform, host } = useSurface();
  const available = useAvailable();
  if (platform === 'mac' && host === 'desktop') return null;
  const entries = menuOf(text, platform).map(
    ({ label, items }): MenuEntry => ({
      label,
      entries: items
        .filter(({ command }) => commandOf(command)?.palette !== false || command === 'palette')
        .map(({ command, label: name }) => ({
          label: name,
          command: command as CommandId,
          disabled: !available(command as CommandId),
          run: () => void requestAnimationFrame(() => registry.run(command as CommandId, 0)),
        })),
    }),
  );
  return (
    <Menu
      trigger={<IconButton label={text.app.menu} icon={<MenuIcon size={16} />} />}
      entries={entries.filter((entry) => typeof entry === 'object' && 'entries' in entry && entry.entries.length > 0)}
    />
  );
}
