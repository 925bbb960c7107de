/** What a string is besides its bytes: a counter that can be counted on, or a HyperLogLog that has counted. */
import { Minus, Plus } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { exactText } from '../../shared/bytes.ts';
import { isWhole } from '../../shared/value/change.ts';
import type { StringValue } from '../../shared/value/value.ts';
import { useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { TextField } from '../ui/Field.tsx';
import { faultText } from '../ui/faultText.ts';
import { notifyFault } from '../ui/Notices.tsx';
import { bytesOfTyped } from './typed.ts';
import { useEntryActions } from './useEntryActions.ts';

export function StringKind({ value }: { readonly value: StringValue }): ReactNode {
  const drafted = useTab((state) => state.value.draft !== null);
  if (drafted) return null;
  if (isCounter(value)) return <Counter />;
  return isHll(value) ? <HyperLogLog value={value} /> : null;
}

/** What INCR would take: the exact digits of a 64-bit number, nothing around them. */
function isCounter({ bytes, length }: StringValue): boolean {
  if (length > 20 || bytes.length !== length) return false;
  const text = exactText(bytes) ?? '';
  return /^(0|-?[1-9]\d*)$/.test(text) && isWhole(text);
}

function isHll({ bytes }: StringValue): boolean {
  return bytes.length > 16 && exactText(bytes.subarray(0, 4)) === 'HYLL';
}

function Counter(): ReactNode {
  const text = useText();
  const change = useTab((state) => state.value.change);
  const { told } = useEntryActions();
  const [by, setBy] = useState('1');
  const valid = isWhole(by) && !/^[+-]/.test(by);
  const count = async (sign: '' | '-'): Promise<void> => {
    const done = await change({ kind: 'count', by: `${sign}${by}` });
    if ('code' in done) notifyFault(text, done);
    else told(text.strings.counted(done.count ?? ''), done.undo);
  };
  return (
    <section className="string-kind" aria-label={text.strings.counter}>
      <span className="muted">{text.strings.counter}</span>
      <IconButton label={text.strings.less} hint="DECRBY" icon={<Minus size={14} />} disabled={!valid} onPress={() => void count('-')} />
      <div className="string-by">
        <TextField label={text.strings.by} hideLabel data value={by} onChange={setBy} error={valid ? null : text.strings.notWhole} maxLength={19} />
      </div>
      <IconButton label={text.strings.more} hint="INCRBY" icon={<Plus size={14} />} disabled={!valid} onPress={() => void count('')} />
    </section>
  );
}

function HyperLogLog({ value }: { readonly value: StringValue }): ReactNode {
  const text = useText();
  const countHll = useTab((state) => state.value.countHll);
  const merge = useTab((state) => state.value.merge);
  const { told } = useEntryActions();
  const [count, setCount] = useState<string | null>(null);
  const [other, setOther] = useState('');
  // biome-ignore lint/correctness/useExhaustiveDependencies: counted again whenever the value was read again
  useEffect(() => {
    let current = true;
    void countHll().then((answer) => current && setCount(typeof answer === 'string' ? answer : faultText(text, answer).title));
    return () => {
      current = false;
    };
  }, [value]);
  const name = bytesOfTyped({ form: other.includes('\\') ? 'escaped' : 'text', text: other });
  const take = async (): Promise<void> => {
    if (!name.ok || other === '') return;
    const done = await merge([name.bytes]);
    if ('code' in done) return notifyFault(text, done);
    setOther('');
    told(text.strings.merged, done.undo);
  };
  return (
    <form
      className="string-kind"
      aria-label={text.strings.hll}
      onSubmit={(event) => {
        event.preventDefault();
        void take();
      }}
    >
      <span className="muted">{text.strings.hll}</span>
      <b title="PFCOUNT">{count === null ? '…' : text.strings.about(count)}</b>
      <div className="string-merge">
        <TextField label={text.strings.mergeFrom} hideLabel data placeholder={text.strings.mergeFrom} value={other} onChange={setOther} />
      </div>
      <Button type="submit" hint="PFMERGE" disabled={other === '' || !name.ok}>
        {text.strings.merge}
      </Button>
    </form>
  );
}
