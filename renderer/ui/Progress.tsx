/** Long work: how far, how many, how fast, how long still, and Cancel. The line never changes its height. */
import './controls.css';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useFormat, useText } from '../i18n/i18n.ts';
import { IconButton } from './Button.tsx';

export interface ProgressProps {
  /** What is going on: the accessible name. */
  readonly label: string;
  readonly done: number;
  /** Null where nobody knows: the bar then only moves. */
  readonly total: number | null;
  readonly perSecond?: number | null;
  readonly onCancel?: () => void;
  readonly cancelLabel?: string;
}

export function Progress({ label, done, total, perSecond = null, onCancel, cancelLabel }: ProgressProps): ReactNode {
  const text = useText();
  const format = useFormat();
  const share = total === null || total <= 0 ? null : Math.min(1, done / total);
  const left = total === null || perSecond === null || perSecond <= 0 || done >= total ? null : ((total - done) / perSecond) * 1000;
  return (
    <div className="progress">
      <div
        className={share === null ? 'progress-bar moving' : 'progress-bar'}
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuetext={total === null ? format.number(done) : text.ui.ofTotal(done, total)}
        {...(share === null ? {} : { 'aria-valuenow': Math.floor(share * 100) })}
      >
        <div className="progress-fill" style={share === null ? {} : { transform: `scaleX(${share})` }} />
      </div>
      <span className="progress-words">
        {share !== null && <b>{format.percent(share)}</b>}
        <span>{format.number(done)}</span>
        {perSecond !== null && <span>{text.ui.rate(perSecond)}</span>}
        {left !== null && <span className="faint">{text.ui.timeLeft(left)}</span>}
      </span>
      {onCancel !== undefined && <IconButton label={cancelLabel ?? text.ui.cancel} icon={<X size={14} />} onPress={onCancel} />}
    </div>
  );
}
