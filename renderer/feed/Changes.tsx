/** The message against another one: what was added, what went, what is different. */
import { type ReactNode, useMemo } from 'react';
import type { Bytes as Raw } from '../../shared/bytes.ts';
import { newBudget, type Schema, viewLimits } from '../../shared/decoders/decoder.ts';
import { notation } from '../../shared/decoders/notation.ts';
import type { Node } from '../../shared/decoders/tree.ts';
import { useText } from '../i18n/i18n.ts';
import { ServerText } from '../ui/Bytes.tsx';
import { compare, mostDifferences } from './compare.ts';

export interface ChangesProps {
  readonly before: Raw;
  readonly after: Raw;
  readonly schemas: readonly Schema[];
}

export function Changes({ before, after, schemas }: ChangesProps): ReactNode {
  const text = useText();
  const words = text.live.changes;
  const { list, cut, by } = useMemo(() => compare(before, after, schemas), [before, after, schemas]);
  if (list.length === 0) return <p className="live-none muted">{words.none}</p>;
  return (
    <>
      <ul className="live-changes" aria-label={words.title}>
        {list.map((one) => (
          <li key={`${one.kind} ${JSON.stringify(one.path)}`} data-kind={one.kind}>
            <span className="live-changes-kind">{words.kinds[one.kind]}</span>
            <span className="data live-changes-path">
              {by === 'lines' ? (
                words.line(Number(one.path[0] ?? 0) + 1)
              ) : one.path.length === 0 ? (
                words.whole
              ) : (
                <ServerText text={one.path.join('.')} cap={200} />
              )}
            </span>
            {one.before !== null && <Value of={one.before} className="before" />}
            {one.after !== null && <Value of={one.after} className="after" />}
          </li>
        ))}
      </ul>
      {cut && <p className="live-none muted">{words.cut(mostDifferences)}</p>}
    </>
  );
}

function Value({ of, className }: { readonly of: Node; readonly className: 'before' | 'after' }): ReactNode {
  const text = useText();
  const shown =
    of.kind === 'text'
      ? JSON.stringify(of.text)
      : notation(
          of,
          newBudget(viewLimits, () => 0),
        );
  return (
    <span className={`data live-changes-${className}`}>
      <span className="hidden-text">{text.live.changes[className]} </span>
      <ServerText text={shown} cap={400} />
    </span>
  );
}
