/** Panes side by side or one above the other, resized by hand or keyboard; their percentages are kept by whoever shows them. */
import './pane.css';
import { Fragment, type ReactNode, useRef } from 'react';
import { Group, type Layout, Panel, Separator } from 'react-resizable-panels';
import { useText } from '../i18n/i18n.ts';

export interface PanelSpec {
  readonly id: string;
  /** Percent, where nothing is remembered. */
  readonly size: number;
  /** Pixels. */
  readonly min: number;
  readonly content: ReactNode;
}

export interface PanelsProps {
  readonly direction?: 'row' | 'column';
  /** Percentages in the order of `panels`, as `onSizes` gave them. */
  readonly sizes?: readonly number[] | undefined;
  /** When the user has let go. */
  readonly onSizes?: (sizes: number[]) => void;
  readonly panels: readonly PanelSpec[];
}

export function Panels({ direction = 'row', sizes, onSizes, panels }: PanelsProps): ReactNode {
  const text = useText();
  const layout = layoutOf(panels, sizes);
  // The group keeps its own layout from then on; what is remembered counts when it appears.
  const first = useRef(layout);
  return (
    <Group
      key={panels.map((panel) => panel.id).join(' ')}
      className="panels"
      orientation={direction === 'row' ? 'horizontal' : 'vertical'}
      defaultLayout={first.current}
      onLayoutChanged={(changed, { isUserInteraction }) => {
        if (isUserInteraction) onSizes?.(panels.map((panel) => round(changed[panel.id] ?? panel.size)));
      }}
    >
      {panels.map((panel, index) => (
        <Fragment key={panel.id}>
          {index > 0 && <Separator className="panel-edge" aria-label={text.ui.resize} />}
          <Panel id={panel.id} minSize={panel.min} defaultSize={`${layout[panel.id] ?? panel.size}%`} className="panel">
            {panel.content}
          </Panel>
        </Fragment>
      ))}
    </Group>
  );
}

/** What is remembered counts only when it is as many panels and fills the whole. */
function layoutOf(panels: readonly PanelSpec[], sizes: readonly number[] | undefined): Layout {
  const sum = sizes?.reduce((total, size) => total + size, 0) ?? 0;
  const fits = sizes !== undefined && sizes.length === panels.length && Math.abs(sum - 100) < 1;
  return Object.fromEntries(panels.map((panel, index) => [panel.id, (fits ? sizes[index] : undefined) ?? panel.size]));
}

function round(size: number): number {
  return Math.round(size * 100) / 100;
}
