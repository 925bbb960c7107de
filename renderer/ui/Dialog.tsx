/** Dialogs: a form in the middle of the window, and the question before something is destroyed. */
import './overlay.css';
import './controls.css';
import { AlertDialog as BaseAlert } from '@base-ui/react/alert-dialog';
import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { registry } from '../commands/registry.ts';
import { LayerContext } from '../commands/useCommand.ts';
import { useText } from '../i18n/i18n.ts';
import { Button, IconButton } from './Button.tsx';
import { TextField } from './Field.tsx';

export interface DialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly description?: ReactNode;
  /** Buttons, the main one last. */
  readonly footer?: ReactNode;
  readonly width?: 'narrow' | 'normal' | 'wide';
  /** `bare` has neither header nor padding (its title is read out): for the palette. */
  readonly bare?: boolean;
  readonly initialFocus?: RefObject<HTMLElement | null>;
  readonly children?: ReactNode;
}

export function Dialog({ open, onClose, title, description, footer, width = 'normal', bare = false, initialFocus, children }: DialogProps): ReactNode {
  const text = useText();
  const popup = useRef<HTMLDivElement>(null);
  useFocusBack(open);
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="backdrop" />
        <Base.Popup ref={popup} className={`dialog ${width}${bare ? ' bare' : ''}`} initialFocus={initialFocus ?? (() => firstField(popup.current))}>
          <CommandLayer>
            {bare ? (
              <Base.Title className="hidden-text">{title}</Base.Title>
            ) : (
              <header className="dialog-header">
                <Base.Title className="dialog-title">{title}</Base.Title>
                <Base.Close render={<IconButton label={text.ui.close} icon={<X size={16} />} />} />
              </header>
            )}
            {description !== undefined && <Base.Description className="dialog-description">{description}</Base.Description>}
            <div className="dialog-body">{children}</div>
            {footer !== undefined && <footer className="dialog-footer">{footer}</footer>}
          </CommandLayer>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

/** A dialog that is taken out of the page while it is open leaves the focus nowhere: it goes back to where it was. */
function useFocusBack(open: boolean): void {
  useLayoutEffect(() => {
    if (!open) return undefined;
    const before = document.activeElement;
    return () => {
      requestAnimationFrame(() => {
        const nowhere = document.activeElement === null || document.activeElement === document.body;
        if (nowhere && before instanceof HTMLElement && before.isConnected) before.focus();
      });
    };
  }, [open]);
}

/** The first field, else the main button: never the cross in the corner, which would show its tooltip. */
function firstField(popup: HTMLElement | null): HTMLElement | true {
  const field = popup?.querySelector<HTMLElement>(
    '.dialog-body :is(input, textarea, [role="combobox"]):not([disabled], [hidden], [type="hidden"], [aria-hidden="true"])',
  );
  return field ?? popup?.querySelector<HTMLElement>('.dialog-footer button:last-of-type') ?? true;
}

export interface ConfirmProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** What exactly will happen, with its numbers. */
  readonly body: ReactNode;
  /** The verb of what will happen. */
  readonly action: string;
  readonly danger?: boolean;
  /** What has to be typed first; null where a plain yes is enough. */
  readonly typed?: string | null;
  /** Gets what was typed, '' where nothing had to be. */
  readonly onConfirm: (typed: string) => void;
}

export function Confirm({ open, ...rest }: ConfirmProps): ReactNode {
  return (
    <BaseAlert.Root open={open} onOpenChange={(next) => !next && rest.onClose()}>
      <BaseAlert.Portal>
        <BaseAlert.Backdrop className="backdrop" />
        <BaseAlert.Popup className="dialog narrow">
          <CommandLayer>
            <Question {...rest} />
          </CommandLayer>
        </BaseAlert.Popup>
      </BaseAlert.Portal>
    </BaseAlert.Root>
  );
}

/** Mounted while the dialog is open, so that what was typed never survives into the next question. */
function Question({ onClose, title, body, action, danger = false, typed = null, onConfirm }: Omit<ConfirmProps, 'open'>): ReactNode {
  const text = useText();
  const [word, setWord] = useState('');
  const ready = typed === null || word === typed;
  const confirm = (): void => {
    if (ready) onConfirm(word);
  };
  return (
    <>
      <header className="dialog-header">
        <BaseAlert.Title className="dialog-title">{title}</BaseAlert.Title>
      </header>
      <BaseAlert.Description render={<div />} className="dialog-description">
        {body}
      </BaseAlert.Description>
      {typed !== null && (
        <div className="dialog-body">
          <TextField label={text.ui.typeToConfirm(typed)} value={word} onChange={setWord} data autoFocus onEnter={confirm} />
        </div>
      )}
      <footer className="dialog-footer">
        <Button onPress={onClose}>{text.ui.cancel}</Button>
        <Button variant={danger ? 'danger' : 'primary'} disabled={!ready} onPress={confirm}>
          {action}
        </Button>
      </footer>
    </>
  );
}

/** While it is mounted, only handlers inside it answer commands. */
function CommandLayer({ children }: { readonly children: ReactNode }): ReactNode {
  const [layer, setLayer] = useState<number | null>(null);
  useEffect(() => {
    const opened = registry.openLayer();
    setLayer(opened.layer);
    return opened.close;
  }, []);
  return <LayerContext value={layer ?? -1}>{children}</LayerContext>;
}
