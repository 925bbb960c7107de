/** The consumer groups of a stream: how far each is, what is pending with whom and for how long, and what can be done about it. */
import { Check, RotateCw, Trash2, UserRoundCheck } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { displayText, idOf, utf8 } from '../../shared/bytes.ts';
import type { Fault } from '../../shared/fault.ts';
import type { Group, GroupAct, PendingWindow } from '../../shared/value/groups.ts';
import { useFormat, useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Bytes } from '../ui/Bytes.tsx';
import { TextField } from '../ui/Field.tsx';
import { notifyFault } from '../ui/Notices.tsx';
import { Empty, Failure, Skeleton } from '../ui/Pane.tsx';
import { Select } from '../ui/Select.tsx';
import { VirtualGrid } from '../ui/VirtualGrid.tsx';
import { StreamTrim } from './StreamTrim.tsx';
import { useEntryActions } from './useEntryActions.ts';

export function StreamGroups(): ReactNode {
  const text = useText();
  const readGroups = useTab((state) => state.value.readGroups);
  const actOnGroup = useTab((state) => state.value.actOnGroup);
  const refresh = useTab((state) => state.value.refresh);
  const [groups, setGroups] = useState<readonly Group[] | Fault | null>(null);
  const [chosen, setChosen] = useState(0);
  const [round, setRound] = useState(0);
  const { told } = useEntryActions();
  const readAt = useTab((state) => state.value.loaded?.at);
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again after each act, and with the entries
  useEffect(() => {
    let current = true;
    void readGroups().then((answer) => current && setGroups(answer));
    return () => {
      current = false;
    };
  }, [readGroups, round, readAt]);
  const act = async (what: GroupAct): Promise<void> => {
    const done = await actOnGroup(what);
    if ('code' in done) return done.code === 'cancelled' ? undefined : notifyFault(text, done);
    told(text.streams.done(what.kind === 'trim' ? done.changed : null), done.undo);
    setRound((before) => before + 1);
    if (what.kind === 'trim') refresh();
  };
  if (groups === null) return <Skeleton />;
  if ('code' in groups) return <Failure fault={groups} action={{ label: text.ui.retry, run: () => setRound(round + 1) }} />;
  const group = groups[chosen] ?? groups[0];
  return (
    <div className="stream-groups">
      <NewGroup onAct={act} />
      {groups.length === 0 ? (
        <Empty title={text.streams.none} body={text.streams.noneWhat} />
      ) : (
        <div className="stream-list" role="listbox" aria-label={text.streams.groups}>
          {groups.map((one, at) => (
            <button type="button" role="option" aria-selected={one === group} key={idOf(one.name)} className="stream-group" onClick={() => setChosen(at)}>
              <Bytes bytes={one.name} cap={80} />
              <span className="muted">{text.streams.facts(one.pending, one.lag, one.consumers.length)}</span>
              <Lag group={one} />
            </button>
          ))}
        </div>
      )}
      {group !== undefined && <Chosen key={`${idOf(group.name)} ${round}`} group={group} onAct={act} onReload={() => setRound(round + 1)} />}
      <StreamTrim onAct={act} />
    </div>
  );
}

/** How much of what is there has not been delivered, as a bar. */
function Lag({ group }: { readonly group: Group }): ReactNode {
  const length = useTab((state) => (state.value.loaded?.value.kind === 'table' ? state.value.loaded.value.length : 0));
  const share = group.lag === null || length === 0 ? 0 : Math.min(1, group.lag / length);
  return (
    <span className="stream-lag" aria-hidden="true">
      <span style={{ transform: `scaleX(${share})` }} />
    </span>
  );
}

function NewGroup({ onAct }: { readonly onAct: (act: GroupAct) => Promise<void> }): ReactNode {
  const text = useText();
  const [name, setName] = useState('');
  const [id, setId] = useState('$');
  const valid = name !== '' && /^(\$|\d{1,20}(-\d{1,20})?)$/.test(id);
  return (
    <form
      className="stream-form"
      aria-label={text.streams.create}
      onSubmit={(event) => {
        event.preventDefault();
        if (!valid) return;
        void onAct({ kind: 'create', group: utf8(name), id });
        setName('');
      }}
    >
      <TextField label={text.streams.groupName} hideLabel data placeholder={text.streams.groupName} value={name} onChange={setName} />
      <TextField label={text.streams.startId} hideLabel data placeholder={text.streams.startId} value={id} onChange={setId} maxLength={42} />
      <Button type="submit" hint="XGROUP CREATE" disabled={!valid}>
        {text.streams.create}
      </Button>
    </form>
  );
}

/** Milliseconds for which an entry has waited at least, since it was delivered last. */
const waits = ['0', '60000', '300000', '3600000', '86400000'] as const;
type Waited = (typeof waits)[number];

interface ChosenProps {
  readonly group: Group;
  readonly onAct: (act: GroupAct) => Promise<void>;
  readonly onReload: () => void;
}

function Chosen({ group, onAct, onReload }: ChosenProps): ReactNode {
  const text = useText();
  const format = useFormat();
  const readPending = useTab((state) => state.value.readPending);
  const [{ rows, next }, setWindow] = useState<PendingWindow>({ rows: [], next: null });
  const [minIdle, setMinIdle] = useState<Waited>('0');
  const [fault, setFault] = useState<Fault | null>(null);
  const [active, setActive] = useState(-1);
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set());
  const [consumer, setConsumer] = useState('');
  useEffect(() => {
    let current = true;
    setSelected(new Set());
    setActive(-1);
    void readPending(group.name, '', Number(minIdle)).then((answer) => {
      if (!current) return;
      setFault('code' in answer ? answer : null);
      if (!('code' in answer)) setWindow(answer);
    });
    return () => {
      current = false;
    };
  }, [group, readPending, minIdle]);
  const more = async (from: string): Promise<void> => {
    const answer = await readPending(group.name, from, Number(minIdle));
    setFault('code' in answer ? answer : null);
    // Another list may have been asked for in between.
    if (!('code' in answer)) setWindow((before) => (before.next === from ? { rows: [...before.rows, ...answer.rows], next: answer.next } : before));
  };
  const ids = (selected.size > 0 ? [...selected] : active < 0 ? [] : [active]).flatMap((at) => rows[at]?.id ?? []);
  return (
    <>
      <div className="stream-form">
        <Button icon={<Check size={14} />} hint="XACK" disabled={ids.length === 0} onPress={() => void onAct({ kind: 'ack', group: group.name, ids })}>
          {text.streams.ack(ids.length)}
        </Button>
        <TextField label={text.streams.claimFor} hideLabel data placeholder={text.streams.claimFor} value={consumer} onChange={setConsumer} />
        <Button
          icon={<UserRoundCheck size={14} />}
          hint="XCLAIM … JUSTID"
          disabled={ids.length === 0 || consumer === ''}
          onPress={() => void onAct({ kind: 'claim', group: group.name, consumer: utf8(consumer), minIdle: 0, ids })}
        >
          {text.streams.claim(ids.length)}
        </Button>
        <Select
          label={text.streams.waited}
          hideLabel
          value={minIdle}
          choices={waits.map((one) => ({ value: one, label: one === '0' ? text.streams.waitedAny : text.streams.waitedFor(format.duration(Number(one))) }))}
          onChange={setMinIdle}
        />
        <span className="entries-tools">
          <IconButton label={text.value.refresh} icon={<RotateCw size={14} />} onPress={onReload} />
          <IconButton
            label={text.streams.destroy(displayText(group.name.subarray(0, 60)))}
            hint="XGROUP DESTROY"
            variant="danger"
            icon={<Trash2 size={14} />}
            onPress={() => void onAct({ kind: 'destroy', group: group.name })}
          />
        </span>
      </div>
      {fault !== null && <Failure fault={fault} inline />}
      {rows.length === 0 ? (
        <Empty title={next === null ? text.streams.nothingPending : text.streams.nothingYet} />
      ) : (
        <VirtualGrid
          label={text.streams.pending}
          count={rows.length}
          total={minIdle === '0' ? group.pending : rows.length}
          multi
          active={active}
          isSelected={(index) => (selected.size > 0 ? selected.has(index) : index === active)}
          onSelectAll={() => setSelected(new Set(rows.keys()))}
          onActive={(index, held) => {
            setActive(index);
            setSelected((before) => (held.mod ? new Set([...before, index]) : new Set()));
          }}
          rowKey={(index) => rows[index]?.id ?? index}
          columns={[
            { id: 'id', header: text.value.columns.id, width: 190, data: true, render: (index) => rows[index]?.id },
            { id: 'consumer', header: text.streams.consumer, width: 'fill', data: true, render: (index) => <Bytes bytes={rows[index]?.consumer ?? none} /> },
            { id: 'idle', header: text.streams.idle, width: 110, align: 'end', render: (index) => format.duration(rows[index]?.idle ?? 0) },
            { id: 'deliveries', header: text.streams.deliveries, width: 90, align: 'end', render: (index) => format.number(rows[index]?.deliveries ?? 0) },
          ]}
        />
      )}
      <footer className="table-foot">
        <span className="muted ellipsis" role="status">
          {text.streams.pendingShown(rows.length, group.pending)}
        </span>
        {next !== null && (
          <Button variant="ghost" hint="XPENDING" onPress={() => void more(next)}>
            {text.value.loadMore}
          </Button>
        )}
      </footer>
    </>
  );
}

const none = new Uint8Array();
