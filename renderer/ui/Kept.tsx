/** Content that stays as it is, with its scroll position and what is typed in it, while a line over it says that it is old or partial. */
import './pane.css';
import { Info, WifiOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { useFormat, useText } from '../i18n/i18n.ts';
import { type PaneAction, Strip, useNow } from './Pane.tsx';

export interface KeptProps {
  /** When the server was last known to answer, milliseconds since 1970; null while it does. */
  readonly awaySince: number | null;
  /** How partial the content is, null where it is whole. */
  readonly note: string | null;
  readonly action?: PaneAction;
  readonly children: ReactNode;
}

export function Kept({ awaySince, note, action, children }: KeptProps): ReactNode {
  return (
    <div className="pane">
      {awaySince !== null ? (
        <Away since={awaySince} />
      ) : note === null ? null : (
        <Strip tone="warn" icon={<Info size={14} />} action={action}>
          {note}
        </Strip>
      )}
      <div className={awaySince === null ? 'pane' : 'pane-stale'}>{children}</div>
    </div>
  );
}

function Away({ since }: { readonly since: number }): ReactNode {
  const text = useText();
  const format = useFormat();
  const now = useNow(1000);
  return (
    <Strip tone="warn" icon={<WifiOff size={14} />}>
      {text.ui.offline(format.duration(now - since))}
    </Strip>
  );
}
