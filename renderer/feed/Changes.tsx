/** The message against another one: what was added, what went, what is different. */
import { type ReactNode, useMemo } from 'react';
import type { Bytes as Raw } from '../../shared/bytes.ts';
import { mostDifferences } from '../../shared/decoders/compare.ts';
import type { Schema } from '../../shared/decoders/decoder.ts';
import { useText } from '../i18n/i18n.ts';
import { ServerText } from '../ui/Bytes.tsx';
import { useWork } from '../ui/decoded/useWork.ts';
import { whyText } from '../ui/decoded/whyText.ts';
import { Skeleton, Strip } from '../ui/Pane.tsx';

export interface ChangesProps {
  readonly before: Raw;
  readonly after: Raw;
  readonly schemas: readonly Schema[];
}

export function Changes({ before, after, schemas }: ChangesProps): ReactNode {
  const text = useText();
  const words = text.live.changes;
  const asked = useWork(
    'compare',
    useMemo(() => ({ bytes: before, after, schemas }), [before, after, schemas]),
  );
  if (asked === 'running' || asked === null) return <Skeleton shape="text" />;
  if (!asked.ok) return <Strip tone="warn">{whyText(text, asked.why)}</Strip>;
  const { list, cut, by } = asked.value;
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

function Value({ of, className }: { readonly of: string; readonly className: 'before' | 'after' }): ReactNode {
  const text = useText();
  return (
    <span className={`data live-changes-${className}`}>
      <span className="hidden-text">{text.live.changes[className]} </span>
      <ServerText text={of} cap={400} />
    </span>
  );
}
