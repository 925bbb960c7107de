/** Data on screen: always as data, isolated from the text around it, with chips for everything that hides. */
import './controls.css';
import { memo, type ReactNode } from 'react';
import type { Bytes as Raw } from '../../shared/bytes.ts';
import { type Visible, visible, visibleText } from '../../shared/visible.ts';
import { useText } from '../i18n/i18n.ts';

export interface BytesProps {
  readonly bytes: Raw;
  /** Bytes drawn at most; what is left is said. */
  readonly cap?: number;
  /** The length of the whole, where `bytes` is only its beginning. */
  readonly size?: number;
}

export const Bytes = memo(function Bytes({ bytes, cap = 256, size = bytes.length }: BytesProps): ReactNode {
  const seen = visible(bytes, cap);
  return <Runs seen={{ ...seen, rest: seen.rest + Math.max(0, size - bytes.length) }} />;
});

/** A text that a server wrote: error messages, client names, INFO. */
export const ServerText = memo(function ServerText({ text, cap = 2048 }: { readonly text: string; readonly cap?: number }): ReactNode {
  return <Runs seen={visibleText(text, cap)} />;
});

function Runs({ seen }: { readonly seen: Visible }): ReactNode {
  const text = useText();
  return (
    <bdi className="bytes">
      {seen.runs.map((run, index) =>
        run.kind === 'text' ? (
          run.text
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: runs of fixed bytes have no other identity and no state
          <span key={index} className={`chip ${run.why}`} title={text.ui.chips[run.why]}>
            {run.text}
          </span>
        ),
      )}
      {seen.mixed && <span className="mixed-mark" role="img" aria-label={text.ui.mixedScripts} title={text.ui.mixedScripts} />}
      {seen.rest > 0 && <span className="bytes-rest">… {text.ui.restOfBytes(seen.rest)}</span>}
    </bdi>
  );
}
