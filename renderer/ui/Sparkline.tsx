/** A few numbers as a line, newest on the right; the scale is the largest of them. */
import './controls.css';
import type { ReactNode } from 'react';

export interface SparklineProps {
  readonly values: readonly number[];
  /** How many fit: fewer values begin further right, so that the line does not stretch while it fills. */
  readonly capacity?: number;
  readonly width?: number;
  readonly height?: number;
  /** Said to screen readers; without it the line is decoration beside a number. */
  readonly label?: string;
}

export function Sparkline({ values, capacity = 60, width = 64, height = 16, label }: SparklineProps): ReactNode {
  const shown = values.slice(-capacity);
  const top = Math.max(1, ...shown);
  const step = width / Math.max(1, capacity - 1);
  const y = (value: number): number => Math.round((height - 1 - (Math.max(0, value) / top) * (height - 2)) * 10) / 10;
  const points = shown.map((value, index) => `${Math.round((width - (shown.length - 1 - index) * step) * 10) / 10},${y(value)}`);
  const from = Math.round((width - (shown.length - 1) * step) * 10) / 10;
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: a title would also open a tooltip; the name is in aria-label
    <svg
      className="sparkline"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    >
      {points.length > 1 && (
        <>
          <polygon points={`${from},${height} ${points.join(' ')} ${width},${height}`} />
          <polyline points={points.join(' ')} />
        </>
      )}
    </svg>
  );
}
