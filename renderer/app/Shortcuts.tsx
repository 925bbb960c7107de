/** The cheat sheet: every command that has a key, by menu. */
import type { ReactNode } from 'react';
import { commands } from '../commands/list.ts';
import { useSurface } from '../commands/useCommand.ts';
import { useText } from '../i18n/i18n.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { Kbd } from '../ui/Kbd.tsx';

export function Shortcuts({ onClose }: { readonly onClose: () => void }): ReactNode {
  const text = useText();
  const { host } = useSurface();
  return (
    <Dialog open onClose={onClose} title={text.app.shortcuts} width="wide">
      <ul className="shortcuts">
        {commands
          .filter((command) => command.keys[host].length > 0)
          .map((command) => (
            <li key={command.id}>
              <span>{text.commands.names[command.id]}</span>
              <span className="shortcut-keys">
                {command.keys[host].map((keys) => (
                  <Kbd key={keys} keys={keys} />
                ))}
              </span>
            </li>
          ))}
      </ul>
    </Dialog>
  );
}
