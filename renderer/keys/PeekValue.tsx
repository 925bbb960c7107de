/** The beginning of a value under its key's details, drawn as the cells of its table are. */
import { type ReactNode, useEffect, useState } from 'react';
import type { Bytes as Raw } from '../../shared/bytes.ts';
import type { Fault } from '../../shared/fault.ts';
import type { KeyDetails } from '../../shared/keys/keys.ts';
import { useText } from '../i18n/i18n.ts';
import { faultOf } from '../tab/slice.ts';
import { useTab } from '../tab/useTab.ts';
import { Bytes } from '../ui/Bytes.tsx';
import { faultText } from '../ui/faultText.ts';
import type { Beginning } from './beginning.ts';

export interface PeekValueProps {
  readonly name: Raw;
  readonly details: Extract<KeyDetails, { kind: 'known' }>;
}

const shownBytes = 300;

export function PeekValue({ name, details }: PeekValueProps): ReactNode {
  const text = useText();
  const beginning = useTab((state) => state.keys.beginning);
  const [read, setRead] = useState<{ readonly of: KeyDetails; readonly found: Beginning } | { readonly of: KeyDetails; readonly fault: Fault } | null>(null);
  useEffect(() => {
    const ended = new AbortController();
    void ask();
    return () => ended.abort();
    async function ask(): Promise<void> {
      try {
        const found = await beginning(name, details, ended.signal);
        setRead({ of: details, found });
      } catch (thrown) {
        if (!ended.signal.aborted) setRead({ of: details, fault: faultOf(thrown) });
      }
    }
  }, [name, details, beginning]);
  // What was read of another key says nothing of this one.
  if (read === null || read.of !== details) return null;
  if ('fault' in read) return <p className="key-peek-note">{faultText(text, read.fault).title}</p>;
  return <Shown found={read.found} />;
}

function Shown({ found }: { readonly found: Beginning }): ReactNode {
  const text = useText();
  switch (found.kind) {
    case 'none':
      return null;
    case 'big':
      return <p className="key-peek-note">{text.keys.bigElements}</p>;
    case 'bytes':
      return (
        <section className="key-peek-beginning" aria-label={text.keys.beginning}>
          <p className="data">
            {found.length === 0 ? (
              <span className="faint">{text.keys.emptyValue}</span>
            ) : (
              <Bytes bytes={found.bytes} cap={shownBytes * 2} size={found.length} />
            )}
          </p>
        </section>
      );
    case 'rows': {
      const left = found.length - found.rows.length;
      return (
        <section className="key-peek-beginning" aria-label={text.keys.beginning}>
          <ul>
            {found.rows.map((row, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a window that is read once
              <li key={at}>
                {found.columns.map((column, place) => {
                  const cell = row[place];
                  return cell === undefined || column === 'expires' ? null : (
                    <span key={column} className={`data ellipsis key-peek-${column}`}>
                      <Bytes bytes={cell.subarray(0, shownBytes)} cap={shownBytes} size={cell.length} />
                    </span>
                  );
                })}
              </li>
            ))}
          </ul>
          {left > 0 && <p className="key-peek-note">{text.keys.moreElements(left)}</p>}
        </section>
      );
    }
  }
}
