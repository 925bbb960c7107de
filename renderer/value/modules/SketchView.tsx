/** A sketch: what it says of itself, what it says of items that are asked for, what a top-k holds, and one more item. */
import './modules.css';
import { type ReactNode, useState } from 'react';
import type { Fault } from '../../../shared/fault.ts';
import { isNumber, type SketchAsk, type SketchFacts } from '../../../shared/value/types/sketches.ts';
import { plainString } from '../../../shared/visible.ts';
import { useText } from '../../i18n/i18n.ts';
import { useTab } from '../../tab/useTab.ts';
import { Button } from '../../ui/Button.tsx';
import { Bytes, ServerText } from '../../ui/Bytes.tsx';
import { TextField } from '../../ui/Field.tsx';
import { Failure } from '../../ui/Pane.tsx';
import { VirtualGrid } from '../../ui/VirtualGrid.tsx';
import { bytesOfTyped } from '../typed.ts';
import { Facts } from './Facts.tsx';
import { useActOrTell, useTyped } from './useModule.ts';

const quantiles = '0\n0.25\n0.5\n0.75\n0.9\n0.95\n0.99\n1';

export function SketchView({ facts, type }: { readonly facts: SketchFacts; readonly type: string }): ReactNode {
  const text = useText();
  return (
    <div className="module scroll">
      <p className="module-note muted">{text.modules.sketch[facts.kind]}</p>
      <Facts
        label={text.modules.about}
        facts={facts.facts.map(([name, value]) => ({ name: plainString(name, 60), value: <ServerText text={value} cap={60} /> }))}
      />
      {facts.top !== null && <Top top={facts.top} />}
      <Ask kind={facts.kind} what="test" />
      {facts.kind === 't-digest' && <Ask kind={facts.kind} what="share" />}
      <Add kind={facts.kind} type={type} />
    </div>
  );
}

function Top({ top }: { readonly top: NonNullable<SketchFacts['top']> }): ReactNode {
  const text = useText();
  const [active, setActive] = useState(-1);
  return (
    <div className="module-table">
      <VirtualGrid
        label={text.modules.top}
        count={top.length}
        active={active}
        onActive={setActive}
        rowKey={(index) => index}
        columns={[
          { id: 'item', header: text.modules.item, width: 'fill', data: true, render: (index) => <Bytes bytes={top[index]?.item ?? none} /> },
          { id: 'count', header: text.modules.count, width: 140, align: 'end', data: true, render: (index) => top[index]?.count },
        ]}
      />
    </div>
  );
}

const none = new Uint8Array();

interface Said {
  readonly items: readonly string[];
  readonly said: readonly string[];
}

function Ask({ kind, what }: Pick<SketchAsk, 'kind' | 'what'>): ReactNode {
  const text = useText();
  const askModule = useTab((state) => state.value.askModule);
  const digest = kind === 't-digest';
  const [typed, setTyped] = useTyped(`sketch ${what}`, digest && what === 'test' ? quantiles : '');
  const [said, setSaid] = useState<Said | Fault | null>(null);
  const lines = typed.split('\n').filter((line) => line !== '');
  const parsed = lines.map((line) => bytesOfTyped({ form: 'text', text: line }));
  const valid = lines.length > 0 && lines.length <= 1000 && parsed.every(({ ok }) => ok) && (!digest || lines.every(isNumber));
  const label = what === 'share' ? text.modules.shares : text.modules.ask[kind];
  const ask = async (): Promise<void> => {
    const items = parsed.flatMap((one) => (one.ok ? [one.bytes] : []));
    const answer = await askModule({ of: 'sketch', kind, what, items });
    setSaid('code' in answer ? answer : { items: lines, said: answer.said });
  };
  return (
    <form
      className="module-ask"
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        if (valid) void ask();
      }}
    >
      <TextField
        label={label}
        data
        lines={digest && what === 'test' ? 8 : 3}
        hint={text.modules.oneALine}
        value={typed}
        onChange={setTyped}
        error={digest && !lines.every(isNumber) ? text.modules.noNumber : null}
      />
      <Button type="submit" disabled={!valid}>
        {text.modules.askIt}
      </Button>
      {said !== null && 'code' in said && <Failure fault={said} inline />}
      {said !== null && !('code' in said) && (
        <table className="module-said data">
          <tbody>
            {said.items.map((item, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: an item may be asked for twice
              <tr key={at}>
                <th scope="row">
                  <ServerText text={item} cap={200} />
                </th>
                <td>{text.modules.says[kind](said.said[at] ?? '')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </form>
  );
}

function Add({ kind, type }: { readonly kind: SketchFacts['kind']; readonly type: string }): ReactNode {
  const text = useText();
  const act = useActOrTell();
  const [item, setItem] = useTyped('sketch item');
  const [by, setBy] = useState('1');
  const counts = kind === 'count-min' || kind === 'top-k';
  const parsed = bytesOfTyped({ form: 'text', text: item });
  const problem = item !== '' && kind === 't-digest' && !isNumber(item) ? text.modules.noNumber : parsed.ok ? null : text.value.unwritable;
  const valid = item !== '' && problem === null && /^[1-9]\d{0,17}$/.test(by);
  return (
    <form
      className="module-bar"
      aria-label={text.modules.addItem}
      onSubmit={(event) => {
        event.preventDefault();
        if (!valid || !parsed.ok) return;
        void act({ of: 'sketch', kind, type, item: parsed.bytes, by: counts ? by : '1' }, text.modules.itemAdded).then((done) => done && setItem(''));
      }}
    >
      <TextField label={text.modules.item} hideLabel data placeholder={text.modules.item} value={item} onChange={setItem} error={problem} maxLength={10_000} />
      {counts && <TextField label={text.modules.count} hideLabel data value={by} onChange={setBy} maxLength={18} />}
      <Button type="submit" disabled={!valid} hint={text.modules.addItemWhat}>
        {text.modules.addItem}
      </Button>
    </form>
  );
}
