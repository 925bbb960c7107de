/** Buttons: with words, or with an icon whose words are its accessible name and tooltip. */
import './controls.css';
import type { ComponentPropsWithRef, MouseEventHandler, ReactNode } from 'react';
import { ariaShortcut } from '../commands/keys.ts';
import type { CommandId } from '../commands/list.ts';
import { useSurface } from '../commands/useCommand.ts';
import { CommandKbd, useShortcut } from './Kbd.tsx';
import { Tooltip } from './Tooltip.tsx';

interface Common extends Omit<ComponentPropsWithRef<'button'>, 'children' | 'className' | 'aria-label' | 'onClick' | 'title'> {
  readonly onPress?: (() => void) | undefined;
  readonly icon?: ReactNode;
  /** More than the name: what it does, or the Redis command it sends. */
  readonly hint?: ReactNode;
  /** The command it stands for: its shortcut is shown in the tooltip. */
  readonly command?: CommandId | undefined;
  /** Why it cannot be used now; it keeps the focus and says so. */
  readonly unavailable?: string | undefined;
  /** For toggles. */
  readonly pressed?: boolean | undefined;
}

export interface ButtonProps extends Common {
  readonly variant?: 'plain' | 'primary' | 'danger' | 'ghost';
  readonly children: ReactNode;
}

export function Button({ variant = 'plain', children, ...rest }: ButtonProps): ReactNode {
  return (
    <Press {...rest} className={`button ${variant}`}>
      <span className="ellipsis">{children}</span>
    </Press>
  );
}

export interface IconButtonProps extends Common {
  /** Accessible name and tooltip. */
  readonly label: string;
  readonly icon: ReactNode;
  readonly variant?: 'ghost' | 'plain' | 'danger';
}

export function IconButton({ label, variant = 'ghost', hint, ...rest }: IconButtonProps): ReactNode {
  return <Press {...rest} className={`button icon-only ${variant}`} aria-label={label} hint={hint ?? label} />;
}

type PressProps = Common & {
  readonly className: string;
  readonly 'aria-label'?: string;
  readonly children?: ReactNode;
  /** Of the menu or dialog it opens: a key comes as a click, and as nothing else. */
  readonly onClick?: MouseEventHandler<HTMLButtonElement>;
};

function Press({ onPress, onClick, icon, hint, command, unavailable, pressed, children, type = 'button', ...rest }: PressProps): ReactNode {
  const { platform } = useSurface();
  const keys = useShortcut(command);
  const about = unavailable ?? hint;
  const tip =
    about === undefined && keys === null ? null : (
      <>
        {about}
        {command !== undefined && keys !== null && <CommandKbd command={command} />}
      </>
    );
  return (
    <Tooltip text={tip}>
      <button
        {...rest}
        type={type}
        aria-pressed={pressed}
        aria-disabled={unavailable === undefined ? undefined : true}
        aria-keyshortcuts={keys === null ? undefined : ariaShortcut(keys, platform)}
        onClick={(event) => {
          if (unavailable !== undefined) return event.preventDefault();
          onClick?.(event);
          onPress?.();
        }}
      >
        {icon}
        {children}
      </button>
    </Tooltip>
  );
}
