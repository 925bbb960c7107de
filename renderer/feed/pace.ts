/** When the next frame is asked for: as late as it can still be drawn into the next picture, because until then messages come. */

export interface Pace {
  /** A picture begins, at the time its callback is told. */
  began(at: number): void;
  /** It is painted, and the page is free again: what is asked for before is answered meanwhile, for nothing. */
  painted(at: number): void;
  asked(at: number): void;
  /** What was asked for is in the page. */
  drawn(at: number): void;
  /** From a picture's beginning to the next question, in milliseconds. */
  delay(): number;
}

/** What a busy moment may take beyond the slowest of late. */
const margin = 3;
/** Later than this into a picture, one slow answer would cost more than is won. */
const latest = 0.6;
const usual = 1000 / 60;
/** What was slow is forgotten so fast with every answer, what was quick with every picture. */
const eased = 0.1;
const drift = 0.02;

export function framePace(): Pace {
  let last = Number.NaN;
  let between = usual;
  let askedAt = Number.NaN;
  /** From a question to its answer in the page, and from a picture's beginning to its end: nearly the slowest of late. */
  let took = usual;
  let painting = usual;

  const slowest = (before: number, now: number): number => (now > before ? Math.min(now, usual) : before + (now - before) * eased);

  return {
    began(at) {
      const gap = at - last;
      last = at;
      if (!(gap > 1)) return;
      between = gap < between ? gap : Math.min(usual, between + (gap - between) * drift);
    },
    painted(at) {
      if (!Number.isNaN(last)) painting = slowest(painting, at - last);
    },
    asked(at) {
      askedAt = at;
    },
    drawn(at) {
      // Where nothing comes the host waits: then it does not matter when it was asked.
      if (!Number.isNaN(askedAt)) took = slowest(took, at - askedAt);
    },
    delay() {
      const late = Math.min(between * latest, between - took - margin);
      // A question that waits for the page to be free has lost what painting would have hidden of its answer.
      return late > painting ? late : 0;
    },
  };
}
