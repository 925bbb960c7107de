/** The time to live: counts down while it is only looked at, and is sent when it was typed and can be understood. */
import { Check } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { Messages } from '../i18n/en.ts';
import { useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { IconButton } from '../ui/Button.tsx';
import { useTimeLeft } from '../ui/Countdown.tsx';
import { TextField } from '../ui/Field.tsx';
import { faultText } from '../ui/faultText.ts';
import { parseTtl } from '../ui/ttl.ts';
import { ttlText } from '../ui/ttlText.ts';

export interface TtlFieldProps {
  readonly ttl: number | null;
  readonly at: number;
}

export function TtlField({ ttl, at }: TtlFieldProps): ReactNode {
  return ttl === null ? <Field shown="" /> : <CountingField ttl={ttl} at={at} />;
}

function CountingField({ ttl, at }: { readonly ttl: number; readonly at: number }): ReactNode {
  const refresh = useTab((state) => state.value.refresh);
  return <Field shown={ttlText(useTimeLeft({ ttl, at, onEnd: refresh }))} />;
}

function Field({ shown }: { readonly shown: string }): ReactNode {
  const text = useText();
  const typed = useTab((state) => state.value.ttlText);
  const fault = useTab((state) => state.value.ttlFault);
  const setText = useTab((state) => state.value.setTtlText);
  const apply = useTab((state) => state.value.applyTtl);
  /** What the field showed when it was entered: under the caret nothing counts. */
  const [held, setHeld] = useState<string | null>(null);
  const refused = typed === null ? null : refusal(text, typed);
  const send = (): void => void apply();
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only watches whether the field inside has the focus
    <div className="ttl-field" onFocus={() => setHeld(shown)} onBlur={() => setHeld(null)}>
      <TextField
        label={text.value.ttl}
        hideLabel
        data
        value={typed ?? held ?? shown}
        placeholder={text.value.noLimit}
        onChange={(next) => {
          setHeld(null);
          setText(next);
        }}
        maxLength={64}
        error={refused ?? (fault === null ? null : faultText(text, fault).title)}
        icon={<span className="faint">{text.value.ttl}</span>}
        onEnter={send}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || typed === null) return;
          event.preventDefault();
          setText(null);
        }}
        trailing={typed !== null && refused === null ? <IconButton label={text.value.applyTtl} icon={<Check size={14} />} onPress={send} /> : undefined}
      />
    </div>
  );
}

function refusal(text: Messages, typed: string): string | null {
  const parsed = parseTtl(typed);
  if (parsed.ok) return null;
  switch (parsed.why) {
    case 'form':
      return text.value.ttlForm;
    case 'zero':
      return text.value.ttlZero;
    case 'big':
      return text.value.ttlBig;
  }
}
