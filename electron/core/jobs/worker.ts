/** Works through the keys of one server: batch after batch, each with an outcome that is known before it is counted. */
import { type Bytes, exactBytes } from '../../../shared/bytes.ts';
import { type Fault, FaultError } from '../../../shared/fault.ts';
import type { JobPhase } from '../../../shared/jobs/jobs.ts';
import type { Action, Group, GroupOutcome } from './actions/action.ts';
import type { KeySet, Segment } from './keySet.ts';
import type { Pacer } from './pace.ts';
import { createQueue } from './queue.ts';
import type { Tally } from './tally.ts';
import { troubleOf } from './trouble.ts';

type Why = (JobPhase & { kind: 'halted' })['why'];

/** What the job is to its workers. */
export interface Foreman {
  readonly action: Action;
  readonly set: KeySet;
  readonly tally: Tally;
  /** Waits while the job is paused or its servers are away; `end` when there is nothing to wait for. */
  gate(address: string): Promise<'go' | 'end'>;
  halt(why: Why): void;
  /** Told while that server has to be waited for. */
  waiting(address: string, fault: Fault): void;
  doubt(): void;
  /** Resolves early when the job is steered. */
  rest(ms: number): Promise<void>;
  readonly awayMs: () => number;
  /** Keys that are on the server no more, or are there now. */
  changed(keys: readonly Bytes[]): void;
  progressed(address: string, keys: number): void;
  report(bug: unknown): string;
}

const firstWaitMs = 200;
const lastWaitMs = 3000;

export async function work(foreman: Foreman, segment: Segment, pacer: Pacer): Promise<void> {
  const { action, set, tally } = foreman;
  const queue = createQueue(set, segment);
  /** Their answer was lost: looked after before anything else is done. */
  let doubted: readonly Group[] = [];
  let waitMs = firstWaitMs;

  while ((await foreman.gate(segment.address)) === 'go') {
    const inDoubt = doubted.length > 0;
    const groups = inDoubt ? doubted : queue.take(pacer.size());
    if (groups.length === 0) return;
    const began = performance.now();
    try {
      const outcomes = inDoubt ? await action.recheck(groups) : await action.act(groups);
      const ms = performance.now() - began;
      doubted = [];
      const { settled, fault } = settle(groups, outcomes, inDoubt);
      if (settled > 0) {
        foreman.progressed(segment.address, settled);
        waitMs = firstWaitMs;
      }
      if (fault !== null) await hold(fault);
      else if (!inDoubt) await foreman.rest(pacer.took(settled, ms, foreman.awayMs()));
    } catch (thrown) {
      const fault: Fault = thrown instanceof FaultError ? thrown.fault : { code: 'bug', id: foreman.report(thrown) };
      // What only reads is simply read again.
      const lost = fault.code === 'unknown' && !action.reads;
      if (lost || inDoubt) doubted = groups;
      else queue.putBack(groups);
      foreman.doubt();
      pacer.shrink();
      if (troubleOf(fault) === 'over') break;
      await hold(fault);
    }
  }
  // Given up while their outcome was not known.
  for (const group of doubted) leaveUnknown(group);

  async function hold(fault: Fault): Promise<void> {
    if (troubleOf(fault) !== 'wait') return foreman.halt({ kind: 'fault', fault });
    foreman.waiting(segment.address, fault);
    await foreman.rest(waitMs);
    waitMs = Math.min(lastWaitMs, waitMs * 2);
  }

  function leaveUnknown(group: Group): void {
    for (const position of group) tally.leave(set.at(position), { kind: 'unknown' });
    foreman.progressed(segment.address, group.length);
  }

  /** Counts what is known, puts back what was not done; the gravest reason why is given back. */
  function settle(groups: readonly Group[], outcomes: readonly GroupOutcome[], inDoubt: boolean): { readonly settled: number; readonly fault: Fault | null } {
    const changed: Bytes[] = [];
    let settled = 0;
    let held: Fault | null = null;
    for (const [at, group] of groups.entries()) {
      const outcome = outcomes[at] as GroupOutcome;
      switch (outcome.kind) {
        case 'counted':
          tally.add('applied', outcome.applied);
          tally.add('gone', outcome.gone);
          settled += group.length;
          if (action.changes !== 'nothing') for (const position of group) changed.push(exactBytes(set.at(position)));
          break;
        case 'refused': {
          const trouble = troubleOf(outcome.fault);
          if (inDoubt && trouble === 'wait') doubted = [...doubted, group];
          else if (inDoubt) leaveUnknown(group);
          else if (trouble === 'keys' && group.length > 1) queue.putBack(halves(group));
          else if (trouble === 'keys') {
            tally.leave(set.at(group[0] as number), { kind: 'fault', fault: outcome.fault });
            settled++;
          } else queue.putBack([group]);
          if (trouble === 'wait' || trouble === 'halt') held = held === null || trouble === 'halt' ? outcome.fault : held;
          break;
        }
        case 'keys':
          settled += settleKeys(group, outcome.keys, changed);
          break;
      }
    }
    if (changed.length > 0) foreman.changed(changed);
    return { settled, fault: held };
  }

  function settleKeys(group: Group, outcomes: (GroupOutcome & { kind: 'keys' })['keys'], changed: Bytes[]): number {
    const back: number[] = [];
    for (const [at, position] of group.entries()) {
      const outcome = outcomes[at];
      if (outcome === undefined || outcome.kind === 'again' || outcome.kind === 'room') back.push(position);
      else if (outcome.kind === 'left') tally.leave(set.at(position), outcome.why);
      else {
        tally.add(outcome.kind, 1);
        if (outcome.kind === 'applied' ? action.changes !== 'nothing' : action.changes === 'removes') changed.push(exactBytes(set.at(position)));
      }
    }
    queue.putBack([back]);
    if (outcomes.some((outcome) => outcome.kind === 'room')) foreman.halt({ kind: 'bin' });
    return group.length - back.length;
  }
}

function halves(group: Group): readonly Group[] {
  const middle = group.length >> 1;
  return [group.slice(0, middle), group.slice(middle)];
}
