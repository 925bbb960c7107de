/** Numbers over time, or places on a plane, as a picture; the same numbers stand in a table beside it for who does not see it. */
import './modules.css';
import { type ReactNode, useId } from 'react';

export interface ChartPoint {
  readonly x: number;
  /** NaN is a gap. */
  readonly y: number;
}

export interface ChartProps {
  /** Sums it up in words. */
  readonly label: string;
  readonly points: readonly ChartPoint[];
  /** `dots` for what has no order. */
  readonly as: 'line' | 'dots';
  /** Of the ends of both axes. */
  readonly names: { readonly left: string; readonly right: string; readonly top: string; readonly bottom: string };
}

const [width, height, edge] = [1000, 240, 6];

export function Chart({ label, points, as, names }: ChartProps): ReactNode {
  const id = useId();
  const seen = points.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  const [left, right] = ends(seen.map(({ x }) => x));
  const [bottom, top] = ends(seen.map(({ y }) => y));
  const at = ({ x, y }: ChartPoint): readonly [number, number] => [
    round(right === left ? width / 2 : edge + ((x - left) / (right - left)) * (width - 2 * edge)),
    round(top === bottom ? height / 2 : height - edge - ((y - bottom) / (top - bottom)) * (height - 2 * edge)),
  ];
  return (
    <figure className="chart" aria-labelledby={id}>
      <div className="chart-scale data faint" aria-hidden="true">
        <span>{names.top}</span>
        <span>{names.bottom}</span>
      </div>
      <svg className="chart-plane" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={label}>
        {as === 'line' && runs(points).map((run, order) => <Run key={String(order)} points={run.map(at)} />)}
        {(as === 'dots' || seen.length === 1) &&
          seen.map((point, order) => {
            const [x, y] = at(point);
            return <path key={String(order)} className="chart-dot" d={`M${x} ${y}h0`} />;
          })}
      </svg>
      <figcaption id={id} className="chart-ends data faint">
        <span>{names.left}</span>
        <span>{names.right}</span>
      </figcaption>
    </figure>
  );
}

function Run({ points }: { readonly points: readonly (readonly [number, number])[] }): ReactNode {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return null;
  const line = points.map((point) => point.join(' ')).join('L');
  return (
    <>
      <path className="chart-area" d={`M${line}L${last[0]} ${height}L${first[0]} ${height}Z`} />
      <path className="chart-line" d={`M${line}`} />
    </>
  );
}

/** What is not a number breaks the line. */
function runs(points: readonly ChartPoint[]): readonly (readonly ChartPoint[])[] {
  const found: ChartPoint[][] = [[]];
  for (const point of points) {
    if (Number.isFinite(point.y)) found.at(-1)?.push(point);
    else found.push([]);
  }
  return found.filter((run) => run.length > 0);
}

/** Not by spreading: there may be thousands. */
function ends(values: readonly number[]): readonly [number, number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return [least, most];
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
