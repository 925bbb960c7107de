/** Over the entries: what is looked for and where, from which end, where to go, and what can be done with those that are selected. */
import { ArrowDownUp, FileUp, ListFilter, Plus, Search, Trash2 } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { displayText, utf8 } from '../../shared/bytes.ts';
import { isImportable } from '../../shared/value/edit.ts';
import { useCommand } from '../commands/useCommand.ts';
import { useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { TextField } from '../ui/Field.tsx';
import { Select } from '../ui/Select.tsx';
import { EntryCopy } from './EntryCopy.tsx';
import { titleOf } from './EntryInspector.tsx';
import { EntryJump } from './EntryJump.tsx';
import { type Entries, selectedRows } from './entries.ts';
import { newRow } from './rowDraft.ts';
import { useEntryActions } from './useEntryActions.ts';

/** With the decoders that it reads files by. */
const EntryImport = lazy(async () => ({ default: (await import('./EntryImport.tsx')).EntryImport }));

export interface EntriesBarProps {
  readonly entries: Entries;
  /** Whether the focus is somewhere among the entries. */
  readonly focused: boolean;
  /** What is looked for in what is loaded; '' for nothing. */
  readonly inside: string;
  readonly onInside: (inside: string) => void;
  readonly onShow: (position: number) => void;
}

type Where = 'server' | 'loaded';

export function EntriesBar({ entries, focused, inside, onInside, onShow }: EntriesBarProps): ReactNode {
  const text = useText();
  const setLook = useTab((state) => state.value.setLook);
  const type = useTab((state) => state.value.typeRow);
  const { remove } = useEntryActions();
  const [range, setRange] = useState(false);
  const [importing, setImporting] = useState(false);
  const selected = selectedRows(entries);
  const name = entries.type;
  return (
    <section className="entries-bar" aria-label={text.entries.bar}>
      <SearchField entries={entries} focused={focused} inside={inside} onInside={onInside} />
      {(name === 'list' || name === 'zset' || name === 'stream') && <EntryJump key={name} entries={entries} type={name} onShow={onShow} />}
      <span className="entries-tools">
        {(name === 'list' || name === 'zset' || name === 'stream') && (
          <IconButton
            label={text.entries.reverse[name]}
            icon={<ArrowDownUp size={14} />}
            pressed={entries.look.descending}
            onPress={() => setLook({ descending: !entries.look.descending })}
          />
        )}
        {name === 'zset' && <IconButton label={text.entries.range} icon={<ListFilter size={14} />} pressed={range} onPress={() => setRange(!range)} />}
        <EntryCopy entries={entries} />
        {isImportable(name) && <IconButton label={text.importing.open} icon={<FileUp size={14} />} onPress={() => setImporting(true)} />}
        {importing && isImportable(name) && (
          <Suspense fallback={null}>
            <EntryImport entries={entries} type={name} onClose={() => setImporting(false)} />
          </Suspense>
        )}
        {selected.length > 1 && (
          <Button variant="danger" icon={<Trash2 size={14} />} onPress={() => void remove(selected)}>
            {text.entries.removeCount(selected.length)}
          </Button>
        )}
        <Button icon={<Plus size={14} />} hint={text.entries.addWhat[titleOf(name)]} onPress={() => type(newRow(name, entries.columns))}>
          {text.entries.add}
        </Button>
      </span>
      {name === 'zset' && range && <RangeFields entries={entries} />}
    </section>
  );
}

/** Words are looked for anywhere in a name; who writes a glob gets that glob. */
function globOf(text: string): string {
  return text === '' || /[*?[\]\\]/.test(text) ? text : `*${text}*`;
}

const typingMs = 250;

function SearchField({ entries, focused, inside, onInside }: Pick<EntriesBarProps, 'entries' | 'focused' | 'inside' | 'onInside'>): ReactNode {
  const text = useText();
  const setLook = useTab((state) => state.value.setLook);
  const name = entries.type;
  const server = name === 'hash' || name === 'set' || name === 'zset' ? name : null;
  const [where, setWhere] = useState<Where>(server === null ? 'loaded' : 'server');
  const [typed, setTyped] = useState(where === 'server' ? displayText(entries.look.match) : inside);
  const [field, setField] = useState<HTMLInputElement | null>(null);
  useCommand('filter', () => field?.focus(), focused);
  const wanted = where === 'server' ? globOf(typed) : '';
  const current = displayText(entries.look.match);
  useEffect(() => {
    if (wanted === current) return undefined;
    const timer = setTimeout(() => setLook({ match: utf8(wanted) }), typingMs);
    return () => clearTimeout(timer);
  }, [wanted, current, setLook]);
  useEffect(() => onInside(where === 'loaded' ? typed : ''), [where, typed, onInside]);
  return (
    <div className="entries-search">
      <TextField
        label={text.entries.search}
        hideLabel
        data
        clearable
        ref={setField}
        icon={<Search size={14} />}
        placeholder={where === 'server' ? text.entries.glob : text.entries.search}
        value={typed}
        onChange={setTyped}
        maxLength={1024}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || typed === '') return;
          event.preventDefault();
          setTyped('');
        }}
      />
      {server !== null && (
        <Select
          label={text.entries.where}
          hideLabel
          value={where}
          choices={[
            { value: 'server', label: text.entries.onServer[server] },
            { value: 'loaded', label: text.entries.inLoaded },
          ]}
          onChange={setWhere}
        />
      )}
    </div>
  );
}

function RangeFields({ entries: { look } }: { readonly entries: Entries }): ReactNode {
  const text = useText();
  const setLook = useTab((state) => state.value.setLook);
  const [by, setBy] = useState(look.by);
  const [min, setMin] = useState(look.min);
  const [max, setMax] = useState(look.max);
  const valid = by === 'lex' || [min, max].every((end) => /^(\(?[+-]?(inf|\d+\.?\d*|\.\d+)(e[+-]?\d+)?)?$/i.test(end));
  return (
    <form
      className="entries-range"
      aria-label={text.entries.range}
      onSubmit={(event) => {
        event.preventDefault();
        if (valid) setLook({ by, min, max });
      }}
    >
      <Select
        label={text.entries.rangeBy}
        hideLabel
        value={by}
        choices={[
          { value: 'score', label: text.entries.byScore },
          { value: 'lex', label: text.entries.byLex },
        ]}
        onChange={setBy}
      />
      <TextField label={text.entries.from} hideLabel placeholder={text.entries.from} data value={min} onChange={setMin} maxLength={1024} />
      <TextField label={text.entries.to} hideLabel placeholder={text.entries.to} data value={max} onChange={setMax} maxLength={1024} />
      <Button type="submit" disabled={!valid} hint={text.entries.rangeWhat}>
        {text.entries.applyRange}
      </Button>
    </form>
  );
}
