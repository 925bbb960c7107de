/** A value of the user's own where the menus offer round ones: time to live, size, delimiters. */
import { type ReactNode, useState } from 'react';
import { useText } from '../i18n/i18n.ts';
import { useActions, useTab } from '../tab/useTab.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { TextField } from '../ui/Field.tsx';
import { parseTtl } from '../ui/ttl.ts';
import { ttlRefusal } from '../ui/ttlRefusal.ts';
import { parseSize } from './size.ts';

export interface LimitDialogProps {
  readonly of: 'ttl' | 'size' | 'delimiters';
  readonly onClose: () => void;
}

type Parsed = { readonly ok: true; apply(): void } | { readonly ok: false; readonly error: string | null };

export function LimitDialog({ of, onClose }: LimitDialogProps): ReactNode {
  const text = useText();
  const delimiters = useTab((state) => state.keys.shape.delimiters);
  const { narrow, arrange } = useActions('keys');
  const [typed, setTyped] = useState(of === 'delimiters' ? delimiters.join(' ') : '');
  const words = text.keys.limits[of];
  const parsed = parse();

  function parse(): Parsed {
    if (of === 'delimiters') {
      const all = [...new Set(typed.split(/\s+/).filter((one) => one !== ''))];
      if (all.length > 8 || all.some((one) => one.length > 8)) return { ok: false, error: text.keys.delimitersRefused };
      return { ok: true, apply: () => arrange({ delimiters: all }) };
    }
    if (typed.trim() === '') return { ok: false, error: null };
    if (of === 'size') {
      const atLeast = parseSize(typed);
      return atLeast === null ? { ok: false, error: text.keys.sizeForm } : { ok: true, apply: () => narrow({ size: { atLeast } }) };
    }
    const limit = parseTtl(typed);
    if (!limit.ok) return { ok: false, error: ttlRefusal(text, limit.why) };
    const ms = limit.ttl ?? 0;
    return { ok: true, apply: () => narrow({ ttl: { kind: 'below', ms } }) };
  }

  const submit = (): void => {
    if (!parsed.ok) return;
    parsed.apply();
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={words.title}
      width="narrow"
      footer={
        <>
          <Button onPress={onClose}>{text.keys.cancel}</Button>
          <Button variant="primary" disabled={!parsed.ok} onPress={submit}>
            {text.keys.apply}
          </Button>
        </>
      }
    >
      <TextField
        label={words.label}
        value={typed}
        onChange={setTyped}
        data
        autoFocus
        onEnter={submit}
        maxLength={100}
        error={parsed.ok ? null : parsed.error}
        hint={words.hint}
      />
    </Dialog>
  );
}
