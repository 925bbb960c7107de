/** Asks how long something lives, and says what that means by the server's clock. */
import type { ReactNode } from 'react';
import { useFormat, useText } from '../i18n/i18n.ts';
import { useNow } from './Countdown.tsx';
import { type ExpiryDraft, expiryWays, readExpiry } from './expiry.ts';
import { TextField } from './Field.tsx';
import { RadioGroup } from './RadioGroup.tsx';
import { momentRefusal, ttlRefusal } from './ttlRefusal.ts';
import { ttlText } from './ttlText.ts';

export interface ExpiryFieldsProps {
  readonly draft: ExpiryDraft;
  /** Milliseconds by which the server's clock is ahead of the one here; null while that is not known. */
  readonly ahead: number | null;
  readonly disabled?: boolean;
  readonly autoFocus?: boolean;
  /** What else is wrong with it. */
  readonly error?: string | null;
  readonly onChange: (draft: ExpiryDraft) => void;
  readonly onEnter?: () => void;
}

/** Less apart is what an answer takes on its way. */
const apartMs = 1000;

export function ExpiryFields({ draft, ahead, disabled = false, autoFocus = false, error = null, onChange, onEnter }: ExpiryFieldsProps): ReactNode {
  const text = useText();
  const format = useFormat();
  const now = useNow() + (ahead ?? 0);
  const read = readExpiry(draft, now);
  const refused =
    read.ok || read.refusal === null ? error : read.refusal.of === 'ttl' ? ttlRefusal(text, read.refusal.why) : momentRefusal(text, read.refusal.why);
  const hint = draft.how === 'after' ? text.keys.ttlHint : text.keys.momentHint;

  function means(): string | null {
    if (!read.ok) return null;
    switch (read.expiry.kind) {
      case 'none':
        return text.keys.expireNever;
      case 'in':
        return text.keys.expireAt(format.moment(now + read.expiry.ms));
      case 'at':
        return text.keys.expireIn(ttlText(read.expiry.at - now));
    }
  }

  return (
    <>
      <RadioGroup
        label={text.keys.expireHow}
        value={draft.how}
        disabled={disabled}
        choices={expiryWays.map((value) => ({ value, label: text.keys.expireWays[value] }))}
        onChange={(how) => onChange({ how, typed: '' })}
      />
      {draft.how !== 'never' && (
        <TextField
          key={draft.how}
          label={text.keys.ttl}
          value={draft.typed}
          onChange={(typed) => onChange({ ...draft, typed })}
          data
          disabled={disabled}
          autoFocus={autoFocus}
          maxLength={64}
          error={refused}
          {...(onEnter === undefined ? {} : { onEnter })}
          {...(refused === null ? { hint } : {})}
        />
      )}
      {draft.how === 'at' && (
        <p className="muted">
          {ahead === null
            ? text.keys.clockUnknown
            : text.keys.serverClock(format.moment(now), Math.abs(ahead) < apartMs ? '' : text.keys.clockApart(ttlText(Math.abs(ahead)), ahead > 0))}
        </p>
      )}
      {means() !== null && <p className="muted">{means()}</p>}
    </>
  );
}
