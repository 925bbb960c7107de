/** How long a key lives: for a time, until a moment, or without a limit; what is typed is understood exactly or not sent. */
import { type ReactNode, useState } from 'react';
import type { Bytes as Raw } from '../../shared/bytes.ts';
import { useFormat, useText } from '../i18n/i18n.ts';
import { useSend } from '../tab/useSend.ts';
import { useTab } from '../tab/useTab.ts';
import { Button } from '../ui/Button.tsx';
import { Bytes } from '../ui/Bytes.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { TextField } from '../ui/Field.tsx';
import { Failure } from '../ui/Pane.tsx';
import { RadioGroup } from '../ui/RadioGroup.tsx';
import { parseMoment, parseTtl } from '../ui/ttl.ts';
import { ttlText } from '../ui/ttlText.ts';
import { momentRefusal, ttlRefusal } from './ttlRefusal.ts';

type How = 'after' | 'at' | 'never';
type Limit = { readonly ok: true; readonly ttl: number | null; readonly means: string } | { readonly ok: false; readonly error: string | null };

export function ExpireDialog({ name, onClose }: { readonly name: Raw; readonly onClose: () => void }): ReactNode {
  const text = useText();
  const format = useFormat();
  const expire = useTab((state) => state.keys.expire);
  const [how, setHow] = useState<How>('after');
  const [typed, setTyped] = useState('');
  const send = useSend();
  const limit = limitOf();

  function limitOf(): Limit {
    if (how === 'never') return { ok: true, ttl: null, means: text.keys.expireNever };
    // Empty takes a limit away elsewhere; here that has a choice of its own.
    if (typed.trim() === '') return { ok: false, error: null };
    if (how === 'after') {
      const parsed = parseTtl(typed);
      if (!parsed.ok) return { ok: false, error: ttlRefusal(text, parsed.why) };
      return { ok: true, ttl: parsed.ttl, means: text.keys.expireAt(format.moment(Date.now() + (parsed.ttl ?? 0))) };
    }
    const now = Date.now();
    const parsed = parseMoment(typed, now);
    if (!parsed.ok) return { ok: false, error: momentRefusal(text, parsed.why) };
    return { ok: true, ttl: parsed.at - now, means: text.keys.expireIn(ttlText(parsed.at - now)) };
  }

  const submit = (): void => {
    const wanted = limitOf();
    if (!wanted.ok) return;
    void send.run(async () => {
      await expire(name, wanted.ttl);
      onClose();
    });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.keys.expireTitle}
      description={
        <span className="data">
          <Bytes bytes={name} cap={120} />
        </span>
      }
      width="narrow"
      footer={
        <>
          <Button onPress={onClose}>{text.keys.cancel}</Button>
          <Button variant="primary" disabled={!limit.ok || send.busy} onPress={submit} hint={how === 'never' ? 'PERSIST' : 'PEXPIRE'}>
            {text.keys.setTtl}
          </Button>
        </>
      }
    >
      <div className="key-form">
        <RadioGroup
          label={text.keys.expireHow}
          value={how}
          choices={(['after', 'at', 'never'] as const).map((value) => ({ value, label: text.keys.expireWays[value] }))}
          onChange={(next) => {
            setHow(next);
            setTyped('');
            send.clear();
          }}
        />
        {how !== 'never' && (
          <TextField
            label={text.keys.ttl}
            value={typed}
            onChange={setTyped}
            data
            autoFocus
            onEnter={submit}
            maxLength={64}
            error={limit.ok ? null : limit.error}
            {...(limit.ok || limit.error === null ? { hint: how === 'after' ? text.keys.ttlHint : text.keys.momentHint } : {})}
          />
        )}
        {limit.ok && <p className="muted">{limit.means}</p>}
        {send.fault !== null && <Failure fault={send.fault} inline />}
      </div>
    </Dialog>
  );
}
