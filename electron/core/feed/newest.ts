/** Goes through what comes from now on, once, in slices: for what counts or watches messages. */
import type { Rows } from './capture.ts';
import { gapSource, type Segment } from './segment.ts';

export interface Newest {
  /**
   * `take` gets each row that came since the last time, as long as the time lasts, and says whether it took much of it; what was evicted
   * before it was seen is passed over and counted.
   */
  read(ms: number, now: () => number, take: (segment: Segment, row: number, seq: number, isGap: boolean) => boolean): void;
  readonly behind: number;
  readonly passedOver: number;
}

const rowsAtOnce = 256;

export function newestOf(rows: Rows): Newest {
  let next = rows.next;
  let passedOver = 0;
  return {
    get behind() {
      return rows.next - Math.max(next, rows.first);
    },
    get passedOver() {
      return passedOver;
    },
    read(ms, now, take) {
      const until = now() + ms;
      if (next < rows.first) {
        passedOver += rows.first - next;
        next = rows.first;
      }
      while (next < rows.next && now() < until) {
        const segment = rows.segmentOf(next);
        if (segment === undefined) break;
        const end = Math.min(segment.firstSeq + segment.rows, next + rowsAtOnce);
        for (let costly = false; next < end && !(costly && now() >= until); next++) {
          const row = next - segment.firstSeq;
          costly = take(segment, row, next, segment.sources[row] === gapSource);
        }
      }
    },
  };
}
