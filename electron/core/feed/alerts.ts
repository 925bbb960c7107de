/** Watches what comes for what the user wants to be told of: a match, a rate, silence, a gap. */
import { fail } from '../../../shared/fault.ts';
import type { Alert } from '../../../shared/feed/insight.ts';
import { compileQuery, type Query } from '../../../shared/feed/query/compile.ts';
import { parseQuery } from '../../../shared/feed/query/parse.ts';
import type { AlertRule } from '../../../shared/watching.ts';
import { newestOf } from './newest.ts';
import { emptyRow, setRow } from './queryRow.ts';
import { count, openRate, perSecond, type Rate } from './rate.ts';
import type { Segment } from './segment.ts';
import type { Watched } from './view.ts';

interface Watching {
  readonly rule: AlertRule;
  readonly query: Query | null;
  readonly rate: Rate;
  lastAt: number;
  matches: number;
  firstSeq: number | null;
  /** A rate or a silence is told once, and again after it was over. */
  told: boolean;
}

const tickMs = 250;
const sliceMs = 8;
/** A rate needs a moment before it says anything. */
const settleMs = 2000;

/** Told together, at most four times a second: a storm of matches is one alert with their number. */
export async function* alerts(watched: Watched, rules: readonly AlertRule[], signal: AbortSignal): AsyncGenerator<readonly Alert[], void> {
  const { capture, clock, pulse } = watched;
  const began = clock.steady();
  const watching = rules.map(
    (rule): Watching => ({ rule, query: queryFor(rule, watched), rate: openRate(), lastAt: began, matches: 0, firstSeq: null, told: false }),
  );
  const newest = newestOf(capture);
  const row = emptyRow();

  function look(segment: Segment, at: number, seq: number, isGap: boolean): boolean {
    const { opener } = watched;
    const { opened } = opener.looks;
    if (!isGap) setRow(row, capture, segment, at);
    for (const one of watching) {
      if (isGap !== (one.rule.kind === 'gap') || (!isGap && one.query !== null && !one.query.test(row))) continue;
      const steady = clock.steady();
      one.matches++;
      one.firstSeq ??= seq;
      one.lastAt = steady;
      count(one.rate, steady);
    }
    return opener.looks.opened !== opened;
  }

  while (!signal.aborted && !watched.ended) {
    const seen = pulse.version;
    newest.read(sliceMs, () => clock.steady(), look);
    const now = clock.steady();
    const due = watching.flatMap((one) => alertOf(one, now, began, clock.wall()));
    if (due.length > 0) yield due;
    if (newest.behind > 0) await new Promise(setImmediate);
    else {
      await new Promise((resolve) => setTimeout(resolve, tickMs));
      await pulse.after(seen, signal, tickMs);
    }
  }
}

function queryFor({ query }: AlertRule, watched: Watched): Query | null {
  const { clock, sourceOf } = watched;
  const parsed = parseQuery(query, clock.wall());
  if (!parsed.ok) fail({ code: 'input', path: 'query', message: `${parsed.problem} at ${parsed.from + 1}` });
  return parsed.term === null ? null : compileQuery(parsed.term, sourceOf, () => watched.opener);
}

function alertOf(one: Watching, steady: number, began: number, at: number): readonly Alert[] {
  const { rule } = one;
  const seq = one.firstSeq;
  const matches = one.matches;
  one.matches = 0;
  one.firstSeq = null;
  switch (rule.kind) {
    case 'match':
    case 'gap':
      return matches === 0 ? [] : [{ rule: rule.id, at, seq, value: matches }];
    case 'silence': {
      const silent = (steady - one.lastAt) / 1000;
      return once(one, silent >= rule.value, { rule: rule.id, at, seq: null, value: silent });
    }
    case 'above':
    case 'below': {
      if (steady - began < settleMs) return [];
      const rate = perSecond(one.rate, steady);
      return once(one, rule.kind === 'above' ? rate > rule.value : rate < rule.value, { rule: rule.id, at, seq, value: rate });
    }
  }
}

function once(one: Watching, holds: boolean, alert: Alert): readonly Alert[] {
  const first = holds && !one.told;
  one.told = holds;
  return first ? [alert] : [];
}
