/** A vector set: its elements, one of them with its vector, attributes and neighbours, and what is like an element or a vector. */
import './modules.css';
import { Plus, Search } from 'lucide-react';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { idOf, type Bytes as Raw } from '../../../shared/bytes.ts';
import type { Fault } from '../../../shared/fault.ts';
import { type Similar, type VectorsAsk, type VectorsFacts, vectorIn } from '../../../shared/value/types/vectors.ts';
import { plainText } from '../../../shared/visible.ts';
import { useFormat, useText } from '../../i18n/i18n.ts';
import { useTab } from '../../tab/useTab.ts';
import { Button } from '../../ui/Button.tsx';
import { Bytes } from '../../ui/Bytes.tsx';
import { TextField } from '../../ui/Field.tsx';
import { Failure, Skeleton } from '../../ui/Pane.tsx';
import { RadioGroup } from '../../ui/RadioGroup.tsx';
import { VirtualGrid } from '../../ui/VirtualGrid.tsx';
import { bytesOfTyped } from '../typed.ts';
import { Facts } from './Facts.tsx';
import { useAnswer, useTyped } from './useModule.ts';
import { VectorAdd } from './VectorAdd.tsx';
import { VectorElement } from './VectorElement.tsx';

/** Elements of one window. */
const window = 200;
/** In the server's own language. */
const filterExample = '.year > 1950';
type Similarity = Extract<VectorsAsk, { what: 'similar' }>;

export function VectorsView({ facts }: { readonly facts: VectorsFacts }): ReactNode {
  const text = useText();
  const format = useFormat();
  const [query, setQuery] = useState<Similarity | null>(null);
  const [chosen, setChosen] = useState<Raw | null>(null);
  const [adding, setAdding] = useState(false);
  const like = (element: Raw): void => setQuery({ of: 'vectors', what: 'similar', to: element, count: 20, filter: '' });
  return (
    <div className="module scroll">
      <Facts
        label={text.modules.about}
        facts={[
          { name: text.modules.elements, value: format.number(facts.length) },
          {
            name: text.modules.dimensions,
            value: facts.reducedFrom === null ? format.number(facts.dimensions) : text.modules.reduced(facts.reducedFrom, facts.dimensions),
          },
          { name: text.modules.quantization, value: facts.quantization },
          { name: text.modules.layers, value: format.number(facts.layers) },
          ...(facts.attributed === null ? [] : [{ name: text.modules.attributed, value: format.number(facts.attributed) }]),
        ]}
      />
      <LikeForm query={query} onQuery={setQuery} />
      {query === null ? <Elements facts={facts} chosen={chosen} onChoose={setChosen} /> : <Found query={query} chosen={chosen} onChoose={setChosen} />}
      {chosen !== null && !adding && <VectorElement key={idOf(chosen)} element={chosen} onLike={() => like(chosen)} onChoose={setChosen} />}
      {adding ? (
        <VectorAdd dimensions={facts.reducedFrom ?? facts.dimensions} onDone={() => setAdding(false)} />
      ) : (
        <div className="module-bar">
          <Button icon={<Plus size={14} />} hint="VADD" onPress={() => setAdding(true)}>
            {text.modules.addElement}
          </Button>
        </div>
      )}
    </div>
  );
}

interface Listed {
  readonly elements: readonly Raw[];
  readonly fault: Fault | null;
  readonly busy: boolean;
}

/** In order where the server can, and the next window when the end comes near; otherwise a sample. */
function Elements({
  facts,
  chosen,
  onChoose,
}: {
  readonly facts: VectorsFacts;
  readonly chosen: Raw | null;
  readonly onChoose: (element: Raw) => void;
}): ReactNode {
  const text = useText();
  const askModule = useTab((state) => state.value.askModule);
  const [listed, setListed] = useState<Listed | null>(null);
  const read = async (before: readonly Raw[]): Promise<void> => {
    setListed({ elements: before, fault: null, busy: true });
    const answer = await askModule({ of: 'vectors', what: 'list', after: facts.ordered ? (before.at(-1) ?? null) : null, count: window });
    if ('code' in answer) setListed({ elements: before, fault: answer, busy: false });
    else if (answer.what === 'list') setListed({ elements: facts.ordered ? [...before, ...answer.elements] : answer.elements, fault: null, busy: false });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: from the beginning whenever the value was read again
  useEffect(() => void read([]), [facts]);
  if (listed === null) return <Skeleton />;
  const { elements, fault, busy } = listed;
  const more = facts.ordered && elements.length < facts.length && !busy && fault === null;
  return (
    <>
      {!facts.ordered && facts.length > elements.length && (
        <p className="module-more muted">
          {text.modules.sampleOf(elements.length, facts.length)}{' '}
          <Button variant="ghost" hint="VRANDMEMBER" onPress={() => void read([])}>
            {text.modules.anotherSample}
          </Button>
        </p>
      )}
      {fault !== null && <Failure fault={fault} inline action={{ label: text.ui.retry, run: () => void read(elements) }} />}
      <VirtualGrid
        label={text.modules.elements}
        count={elements.length}
        total={facts.length}
        busy={busy}
        active={elements.findIndex((one) => chosen !== null && idOf(one) === idOf(chosen))}
        onActive={(index) => elements[index] !== undefined && onChoose(elements[index])}
        onRange={(_, to) => more && to > elements.length - 40 && void read(elements)}
        rowKey={(index) => index}
        columns={[{ id: 'element', header: text.modules.element, width: 'fill', data: true, render: (index) => <Bytes bytes={elements[index] ?? none} /> }]}
      />
    </>
  );
}

const none = new Uint8Array();

function Found({ query, chosen, onChoose }: { readonly query: Similarity; readonly chosen: Raw | null; readonly onChoose: (element: Raw) => void }): ReactNode {
  const text = useText();
  const answer = useAnswer(query);
  if (answer === null) return <Skeleton />;
  if ('code' in answer) return <Failure fault={answer} />;
  const found = answer.what === 'similar' ? answer.found : [];
  return <SimilarGrid label={text.modules.similar} found={found} chosen={chosen} onChoose={onChoose} />;
}

function SimilarGrid(props: {
  readonly label: string;
  readonly found: readonly Similar[];
  readonly chosen: Raw | null;
  readonly onChoose: (element: Raw) => void;
}): ReactNode {
  const text = useText();
  const { found, chosen } = props;
  const attributes = found.some((one) => one.attributes !== undefined);
  return (
    <VirtualGrid
      label={props.label}
      count={found.length}
      active={found.findIndex(({ element }) => chosen !== null && idOf(element) === idOf(chosen))}
      onActive={(index) => found[index] !== undefined && props.onChoose(found[index].element)}
      rowKey={(index) => index}
      columns={[
        {
          id: 'element',
          header: text.modules.element,
          width: attributes ? 260 : 'fill',
          data: true,
          render: (index) => <Bytes bytes={found[index]?.element ?? none} />,
        },
        { id: 'score', header: text.value.columns.score, width: 190, align: 'end', data: true, render: (index) => found[index]?.score },
        ...(attributes
          ? [
              {
                id: 'attributes',
                header: text.modules.attributes,
                width: 'fill' as const,
                data: true,
                render: (index: number) => <Bytes bytes={found[index]?.attributes ?? none} />,
              },
            ]
          : []),
      ]}
    />
  );
}

function LikeForm({ query, onQuery }: { readonly query: Similarity | null; readonly onQuery: (query: Similarity | null) => void }): ReactNode {
  const text = useText();
  const [by, setBy] = useState<'element' | 'vector'>('element');
  const [typed, setTyped] = useTyped('vectors like');
  const [filter, setFilter] = useTyped('vectors filter');
  const vector = useMemo(() => vectorIn(typed), [typed]);
  const named = bytesOfTyped({ form: 'text', text: typed });
  const to = by === 'vector' ? vector : named.ok && typed !== '' ? named.bytes : null;
  const shown = query !== null && query.to instanceof Uint8Array ? plainText(query.to, 40) : null;
  return (
    <form
      className="module-bar"
      aria-label={text.modules.similar}
      onSubmit={(event) => {
        event.preventDefault();
        if (to !== null) onQuery({ of: 'vectors', what: 'similar', to, count: 50, filter });
      }}
    >
      <RadioGroup
        label={text.modules.similar}
        hideLabel
        value={by}
        choices={[
          { value: 'element', label: text.modules.element },
          { value: 'vector', label: text.modules.vector },
        ]}
        onChange={setBy}
      />
      <TextField
        label={text.modules.similarTo}
        hideLabel
        data
        icon={<Search size={14} />}
        placeholder={text.modules.similarTo}
        value={typed}
        onChange={setTyped}
        error={by === 'vector' && typed !== '' && vector === null ? text.modules.noVector : null}
        maxLength={1_000_000}
      />
      <TextField
        label={text.modules.filter}
        hideLabel
        data
        placeholder={`${text.modules.filter}: ${filterExample}`}
        value={filter}
        onChange={setFilter}
        maxLength={1024}
      />
      <Button type="submit" hint="VSIM" disabled={to === null}>
        {text.modules.find}
      </Button>
      {query !== null && (
        <>
          {shown !== null && <span className="muted module-note">{text.modules.like(shown)}</span>}
          <Button variant="ghost" onPress={() => onQuery(null)}>
            {text.modules.allElements}
          </Button>
        </>
      )}
    </form>
  );
}
