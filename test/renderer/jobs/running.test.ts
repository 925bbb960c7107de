/** The jobs of a tab as its slice sees them: plans that end with their dialog, starts that keep what was chosen, files that are taken once. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { jobsSlice } from '../../../renderer/jobs/slice.ts';
import { utf8 } from '../../../shared/bytes.ts';
import { fail } from '../../../shared/fault.ts';
import type { JobState, PlanState } from '../../../shared/jobs/jobs.ts';
import { streamSamples } from '../../support/samples.ts';
import { testTab } from '../../support/tab.ts';

const [counting, ready] = streamSamples['jobs.plan'].items as readonly [PlanState, PlanState];
const told = (streamSamples['jobs.watch'].items[1] as readonly JobState[])[0] as JobState;
const job: JobState = { ...told, file: { name: 'keys.ndjson', bytes: 8, offered: true } };
const target = { kind: 'pattern', match: utf8('a*'), type: null } as const;

afterEach(() => void vi.unstubAllGlobals());

function waiting(seen: { aborted: boolean }) {
  return async function* (_: unknown, { signal }: { signal: AbortSignal }): AsyncGenerator<PlanState> {
    yield counting;
    yield ready;
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    seen.aborted = true;
  };
}

describe('a plan', () => {
  test('is counted, shown, and given up with its dialog', async () => {
    const seen = { aborted: false };
    const tab = testTab(jobsSlice, { 'jobs.plan': waiting(seen) });
    tab.slice.ask({ action: 'delete', target: null });
    expect(tab.slice.wish).toEqual({ action: 'delete', target: null });
    tab.slice.count({ kind: 'delete' }, target);
    await expect.poll(() => tab.slice.plan).toEqual(ready);
    tab.slice.dismiss();
    expect(tab.slice).toMatchObject({ wish: null, plan: null });
    await expect.poll(() => seen.aborted).toBe(true);
  });

  test('that fails says why, and can be made again', async () => {
    const tab = testTab(jobsSlice, {
      // biome-ignore lint/correctness/useYield: it fails before there is anything to yield
      'jobs.plan': async function* () {
        fail({ code: 'readonly', command: 'UNLINK' });
      },
    });
    tab.slice.count({ kind: 'delete' }, target);
    await expect.poll(() => tab.slice.planFault).toEqual({ code: 'readonly', command: 'UNLINK' });
    tab.slice.discardPlan();
    expect(tab.slice.planFault).toBeNull();
  });

  test('starts with what was chosen, and closes the dialog only then', async () => {
    const started: unknown[] = [];
    let refuse = true;
    const tab = testTab(jobsSlice, {
      'jobs.plan': waiting({ aborted: false }),
      'jobs.start': (input) => {
        started.push(input);
        if (refuse) fail({ code: 'locked' });
        return { job: 1 };
      },
    });
    tab.slice.ask({ action: 'delete', target: null });
    tab.slice.count({ kind: 'delete' }, target);
    await expect.poll(() => tab.slice.plan).toEqual(ready);
    const choice = { keep: false, pace: 'gentle', confirmed: 'delete 3', name: 'x' } as const;
    expect(await tab.slice.start(choice)).toEqual({ code: 'locked' });
    expect(tab.slice.plan).toEqual(ready);
    refuse = false;
    expect(await tab.slice.start(choice)).toBeNull();
    expect(started[1]).toEqual({ session: 's1', plan: 'p', ...choice });
    expect(tab.slice.wish).toBeNull();
  });
});

test('a file that the host offers is taken once, and given to the browser under its name', async () => {
  const clicked: string[] = [];
  const tab = testTab(jobsSlice, {
    'jobs.watch': async function* () {
      yield [job];
      yield [{ ...job, done: 500 }];
      await new Promise(() => undefined);
    },
    'jobs.file': async function* () {
      yield utf8('one\n');
      yield utf8('two\n');
    },
  });
  const blobs: Blob[] = [];
  vi.stubGlobal('document', {
    visibilityState: 'visible',
    createElement: () => {
      const link = { href: '', download: '', click: () => void clicked.push(link.download) };
      return link;
    },
  });
  vi.stubGlobal('requestAnimationFrame', (painted: () => void) => setTimeout(painted, 0));
  vi.stubGlobal('URL', { createObjectURL: (blob: Blob) => `blob:${blobs.push(blob)}`, revokeObjectURL: () => undefined });
  tab.slice.begin('s1');
  await expect.poll(() => clicked).toEqual([job.file?.name]);
  expect(await blobs[0]?.text()).toBe('one\ntwo\n');
  await expect.poll(() => tab.slice.jobs?.[0]?.done).toBe(500);
  tab.close();
});
