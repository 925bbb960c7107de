/** A shortcut as the caps of the user's keyboard. */
import './controls.css';
import type { ReactNode } from 'react';
import { capsOf } from '../commands/keys.ts';
import { type CommandId, commandOf } from '../commands/list.ts';
import { useSurface } from '../commands/useCommand.ts';

export function Kbd({ keys }: { readonly keys: string }): ReactNode {
  const { platform } = useSurface();
  return (
    <span className="kbd">
      {capsOf(keys, platform).map((cap) => (
        <kbd key={cap}>{cap}</kbd>
      ))}
    </span>
  );
}

/** The first shortcut of a command in this edition; nothing where it has none. */
export function CommandKbd({ command }: { readonly command: CommandId }): ReactNode {
  const keys = useShortcut(command);
  return keys === null ? null : <Kbd keys={keys} />;
}

export function useShortcut(command: CommandId | undefined): string | null {
  const { host } = useSurface();
  return command === undefined ? null : (commandOf(command)?.keys[host][0] ?? null);
}
