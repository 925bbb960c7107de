/** The write lock in the status bar: there for production only, in words, with the time that is left. */
import { renderToStaticMarkup } from 'react-dom/server';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WriteLock } from '../../../renderer/app/StatusBar.tsx';
import { newProfile, type ProfileFields } from '../../../shared/connections/profile.ts';
import type { Fault } from '../../../shared/fault.ts';

beforeEach(() => vi.useFakeTimers({ now: 1_700_000_000_000 }));
afterEach(() => vi.useRealTimers());

function draw(fields: Partial<ProfileFields>, leftMs: number | null = null, fault: Fault | null = null): string {
  const state = {
    session: 's1',
    profile: { ...newProfile, id: 'p', ...fields, secrets: [] },
    db: 0,
    phase: { kind: 'ready' },
    facts: null,
    different: false,
    nodes: [],
    uncovered: 0,
    writing: leftMs === null ? null : { endsInMs: leftMs },
    vitals: null,
  } as const;
  const asked = (): never => {
    throw new Error('drawing asks for nothing');
  };
  const writingUntil = leftMs === null ? null : Date.now() + leftMs;
  return renderToStaticMarkup(<WriteLock connection={{ state, fault, writingUntil, unlock: asked, lock: asked }} />);
}

test('says that it is locked, or for how long it writes still', () => {
  expect(draw({ badge: 'PROD' })).toContain('Locked');
  expect(draw({ badge: ' prod-eu' }, 872_000)).toContain('Writing 14:32');
  expect(draw({ badge: 'PROD' }, 8_400)).toContain('Writing 0:09');
  expect(draw({ badge: 'PROD' }, -50)).toContain('Writing 0:00');
});

test('is not there where nothing can be unlocked', () => {
  expect(draw({ badge: 'DEV' })).toBe('');
  expect(draw({ badge: 'PROD', protection: 'read-only' })).toBe('');
  expect(draw({ badge: 'PROD' }, null, { code: 'closed' })).toBe('');
});
