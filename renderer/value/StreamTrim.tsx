/** Trimming a stream: how many entries stay, or from which id on; says what goes before it goes. */
import { type ReactNode, useState } from 'react';
import type { GroupAct } from '../../shared/value/groups.ts';
import { useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { Button } from '../ui/Button.tsx';
import { Confirm } from '../ui/Dialog.tsx';
import { TextField } from '../ui/Field.tsx';
import { Select } from '../ui/Select.tsx';

export function StreamTrim({ onAct }: { readonly onAct: (act: GroupAct) => Promise<void> }): ReactNode {
  const text = useText();
  const length = useTab((state) => (state.value.loaded?.value.kind === 'table' ? state.value.loaded.value.length : 0));
  const [by, setBy] = useState<'MAXLEN' | 'MINID'>('MAXLEN');
  const [to, setTo] = useState('');
  const [asking, setAsking] = useState(false);
  const valid = (by === 'MAXLEN' ? /^\d{1,15}$/ : /^\d{1,20}(-\d{1,20})?$/).test(to);
  return (
    <form
      className="stream-form"
      aria-label={text.streams.trim}
      onSubmit={(event) => {
        event.preventDefault();
        if (valid) setAsking(true);
      }}
    >
      <Select
        label={text.streams.trim}
        hideLabel
        value={by}
        choices={[
          { value: 'MAXLEN', label: text.streams.maxLength },
          { value: 'MINID', label: text.streams.minId },
        ]}
        onChange={setBy}
      />
      <TextField label={text.streams.trimTo} hideLabel data placeholder={text.streams.trimTo} value={to} onChange={setTo} maxLength={42} />
      <Button type="submit" variant="danger" hint="XTRIM" disabled={!valid}>
        {text.streams.trim}
      </Button>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={text.streams.trim}
        body={by === 'MAXLEN' ? text.streams.trimCount(Math.max(0, length - Number(to)), length) : text.streams.trimId(to)}
        action={text.streams.trim}
        danger
        onConfirm={() => {
          setAsking(false);
          void onAct({ kind: 'trim', by, to });
        }}
      />
    </form>
  );
}
