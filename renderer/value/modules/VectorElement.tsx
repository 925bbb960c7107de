/** One element of a vector set: its vector, its attributes, which can be changed, and what it is linked with. */
import { Copy, Search, Trash2 } from 'lucide-react';
import { type ReactNode, useMemo, useState } from 'react';
import { exactText, type Bytes as Raw, utf8 } from '../../../shared/bytes.ts';
import type { VectorsAct, VectorsAnswer } from '../../../shared/value/types/vectors.ts';
import { plainText } from '../../../shared/visible.ts';
import { useFormat, useText } from '../../i18n/i18n.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Bytes } from '../../ui/Bytes.tsx';
import { copyText, safeText } from '../../ui/copy.ts';
import { Confirm } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/Field.tsx';
import { Failure, Skeleton, Strip } from '../../ui/Pane.tsx';
import { jsonProblem } from './jsonRows.ts';
import { useActOrTell, useAnswer, useSeen, useTyped } from './useModule.ts';

export interface VectorElementProps {
  readonly element: Raw;
  readonly onLike: () => void;
  readonly onChoose: (element: Raw) => void;
}

type Found = Extract<VectorsAnswer, { what: 'element' }>;

/** Numbers of a vector that are shown; copying takes all. */
const shownNumbers = 24;

export function VectorElement(props: VectorElementProps): ReactNode {
  const text = useText();
  const { element } = props;
  const ask = useMemo(() => ({ of: 'vectors', what: 'element', element }) as const, [element]);
  const answer = useAnswer(ask);
  return (
    <section className="module-form" aria-label={text.modules.element}>
      {answer === null ? (
        <Skeleton shape="text" />
      ) : 'code' in answer ? (
        <Failure fault={answer} inline />
      ) : answer.what === 'element' ? (
        <Element {...props} found={answer} />
      ) : null}
    </section>
  );
}

function Element({ element, found, onLike, onChoose }: VectorElementProps & { readonly found: Found }): ReactNode {
  const text = useText();
  const format = useFormat();
  const act = useActOrTell();
  const [asking, setAsking] = useState(false);
  if (found.vector.length === 0) return <p className="muted">{text.modules.elementGone}</p>;
  const vector = found.vector.join(', ');
  return (
    <>
      <div className="module-line">
        <strong className="data ellipsis">
          <Bytes bytes={element} cap={200} />
        </strong>
        <span className="entries-tools">
          <Button icon={<Search size={14} />} hint="VSIM" onPress={onLike}>
            {text.modules.findSimilar}
          </Button>
          <IconButton
            label={text.modules.removeElement}
            hint={`${text.modules.removeElement} · VREM`}
            variant="danger"
            icon={<Trash2 size={14} />}
            onPress={() => setAsking(true)}
          />
        </span>
      </div>
      <div className="module-line data muted">
        <span className="ellipsis">
          [{found.vector.slice(0, shownNumbers).join(', ')}
          {found.vector.length > shownNumbers && ', …'}] {text.modules.numbers(format.number(found.vector.length))}
        </span>
        <IconButton label={text.modules.copyVector} icon={<Copy size={14} />} onPress={() => copyText(text, `[${vector}]`)} />
      </div>
      <Attributes key={found.attributes === null ? '' : exactText(found.attributes)} element={element} from={found.attributes} onAct={act} />
      {found.links.length > 0 && (
        <div className="module-badges">
          <span className="muted">{text.modules.neighbours}</span>
          {found.links.slice(0, 40).map((link, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: in the order of their likeness
            <Button key={at} variant="ghost" hint={link.score} onPress={() => onChoose(link.element)}>
              <Bytes bytes={link.element} cap={60} />
            </Button>
          ))}
        </div>
      )}
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={text.modules.removeElement}
        body={text.modules.removeElementWhat(plainText(element, 60))}
        action={text.value.remove}
        danger
        onConfirm={() => {
          setAsking(false);
          void act({ of: 'vectors', what: 'remove', element }, text.modules.removed);
        }}
      />
    </>
  );
}

interface AttributesProps {
  readonly element: Raw;
  readonly from: Raw | null;
  readonly onAct: (act: VectorsAct, done: string) => Promise<boolean>;
}

function Attributes({ element, from, onAct }: AttributesProps): ReactNode {
  const text = useText();
  const now = from === null ? '' : exactText(from);
  const field = `vectors attributes ${safeText(element)}`;
  const [typed, setTyped] = useTyped(field, now ?? '');
  const [seen, keepSeen, forget] = useSeen(field, now);
  if (now === null || seen === null) return <p className="muted">{text.modules.noText}</p>;
  const problem = typed === '' ? null : jsonProblem(typed);
  const to = typed === '' ? null : utf8(typed);
  const same = typed === seen;
  const save = async (): Promise<void> => {
    if (await onAct({ of: 'vectors', what: 'attributes', element, from: seen === '' ? null : utf8(seen), to }, text.value.saved)) forget();
  };
  return (
    <form
      className="module-ask"
      aria-label={text.modules.attributes}
      onSubmit={(event) => {
        event.preventDefault();
        if (problem === null && !same) void save();
      }}
    >
      {seen !== now && typed !== now && (
        <Strip tone="warn" action={{ label: text.value.keepMine, run: () => keepSeen(now) }}>
          {text.modules.theirs} <Bytes bytes={utf8(now)} cap={300} />
        </Strip>
      )}
      <TextField
        label={text.modules.attributesJson}
        data
        lines={2}
        value={typed}
        onChange={(next) => {
          if (typed === now) keepSeen(now);
          setTyped(next);
        }}
        error={problem === null ? null : text.modules.noJson(problem)}
      />
      <Button type="submit" hint="VSETATTR" disabled={same || problem !== null}>
        {text.value.save}
      </Button>
    </form>
  );
}
