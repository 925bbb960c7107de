/** A short word about a control: its name, its shortcut, or the Redis command it sends. */
import './overlay.css';
import { Tooltip as Base } from '@base-ui/react/tooltip';
import type { ReactElement, ReactNode } from 'react';

export interface TooltipProps {
  /** Nothing to say: the child stands alone. */
  readonly text: ReactNode;
  /** Data (a Redis command) is drawn in the data font. */
  readonly data?: boolean;
  readonly side?: 'top' | 'bottom' | 'left' | 'right';
  /** One element that takes a ref and props. */
  readonly children: ReactElement<Record<string, unknown>>;
}

export function Tooltip({ text, data = false, side = 'bottom', children }: TooltipProps): ReactNode {
  if (text === null || text === undefined || text === '') return children;
  return (
    <Base.Root>
      <Base.Trigger render={children} />
      <Base.Portal>
        <Base.Positioner side={side} sideOffset={6} className="popup-layer">
          <Base.Popup className={data ? 'tooltip data' : 'tooltip'}>{text}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
