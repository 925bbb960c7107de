/** To one entry of many: by index or value, by score or member, by id or time; only what the server finds without reading all. */
import { CornerDownRight } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { utf8 } from '../../shared/bytes.ts';
import { useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { TextField } from '../ui/Field.tsx';
import { faultText } from '../ui/faultText.ts';
import { Select } from '../ui/Select.tsx';
import type { Entries } from './entries.ts';

const ways = { list: ['index', 'value'], zset: ['score', 'member'], stream: ['id'] } as const;
type Way = (typeof ways)[keyof typeof ways][number];

export interface EntryJumpProps {
  readonly entries: Entries;
  readonly type: keyof typeof ways;
  readonly onShow: (position: number) => void;
}

export function EntryJump({ entries, type, onShow }: EntryJumpProps): ReactNode {
  const text = useText();
  const locate = useTab((state) => state.value.locate);
  const setLook = useTab((state) => state.value.setLook);
  const [way, setWay] = useState<Way>(ways[type][0]);
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState<string | null>(null);

  const go = async (): Promise<void> => {
    setProblem(null);
    if (way === 'id') {
      const id = typed.trim() === '' ? '' : idOf(typed.trim());
      if (id === null) return setProblem(text.entries.notId);
      return setLook(entries.look.descending ? { min: '', max: id } : { min: id, max: '' });
    }
    if (typed === '') return;
    if (way === 'index') {
      const index = Number(typed.trim());
      if (!/^\d{1,15}$/.test(typed.trim()) || index >= entries.count) return setProblem(text.entries.notIndex(Math.max(0, entries.count - 1)));
      return onShow(entries.look.descending ? entries.count - 1 - index : index);
    }
    const found = await locate({ by: way, value: utf8(way === 'score' ? typed.trim() : typed) });
    if (typeof found === 'number') onShow(Math.min(found, Math.max(0, entries.count - 1)));
    else setProblem(found === null ? text.entries.notThere : faultText(text, found).title);
  };

  return (
    <form
      className="entries-jump"
      aria-label={text.entries.jump}
      onSubmit={(event) => {
        event.preventDefault();
        void go();
      }}
    >
      {ways[type].length > 1 && (
        <Select
          label={text.entries.jump}
          hideLabel
          value={way}
          choices={ways[type].map((one) => ({ value: one, label: text.entries.jumpTo[one] }))}
          onChange={(next) => {
            setWay(next);
            setProblem(null);
          }}
        />
      )}
      <TextField
        label={`${text.entries.jump}: ${text.entries.jumpTo[way]}`}
        hideLabel
        data
        icon={<CornerDownRight size={14} />}
        placeholder={text.entries.jumpWhat[way]}
        value={typed}
        error={problem}
        onChange={(next) => {
          setTyped(next);
          setProblem(null);
        }}
        onEnter={() => void go()}
      />
    </form>
  );
}

/** An id as it is; a time as the first id of it. */
function idOf(typed: string): string | null {
  if (/^\d{1,20}(-\d{1,20})?$/.test(typed) && typed.length !== 4) return typed;
  if (!/^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?)?$/.test(typed)) return null;
  const time = Date.parse(typed.includes(':') ? typed.replace(' ', 'T') : `${typed}T00:00`);
  return Number.isNaN(time) || time < 0 ? null : String(time);
}
