/** Two values, one above the other where they differ: what goes has a minus, what comes a plus. */
import { type ReactNode, useMemo } from 'react';
import { type Bytes as Raw, utf8 } from '../../shared/bytes.ts';
import { useText } from '../i18n/i18n.ts';
import { Bytes } from '../ui/Bytes.tsx';
import { diffOf } from './diff.ts';

export interface DiffViewProps {
  readonly label: string;
  readonly before: Raw;
  readonly after: Raw;
}

const signs = { same: ' ', less: '−', more: '+', gap: '⋯' } as const;

export function DiffView({ label, before, after }: DiffViewProps): ReactNode {
  const text = useText();
  const lines = useMemo(() => diffOf(before, after), [before, after]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and has nothing else that takes the focus
    // biome-ignore lint/a11y/useSemanticElements: a field set would be a form
    <div className="diff data" role="group" aria-label={label} tabIndex={0}>
      {lines === null
        ? text.value.diffLarge
        : lines.map((line, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity, and are all drawn anew together
            <div key={at} className={`diff-line ${line.kind}`}>
              <span className="diff-sign">{signs[line.kind]}</span>
              {line.kind === 'gap' ? text.value.diffGap(Number(line.text)) : <Line text={line.text} />}
            </div>
          ))}
    </div>
  );
}

/** Indentation is space, not something hidden. */
function Line({ text }: { readonly text: string }): ReactNode {
  const indent = /^ */.exec(text)?.[0] ?? '';
  return (
    <>
      {indent}
      <Bytes bytes={utf8(text.slice(indent.length))} cap={2000} />
    </>
  );
}
