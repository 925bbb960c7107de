/** How long something lives is one of three things, and what cannot be understood is none of them. */
import { expect, test } from 'vitest';
import { readExpiry } from '../../../renderer/ui/expiry.ts';

const now = Date.UTC(2026, 10, 25, 12);

test.each([
  ['after', '10m', { kind: 'in', ms: 600_000 }],
  ['after', '500ms', { kind: 'in', ms: 500 }],
  ['at', '2026-11-25T12:00:01Z', { kind: 'at', at: now + 1000 }],
  ['at', '@1800000000', { kind: 'at', at: 1_800_000_000_000 }],
  ['never', '', { kind: 'none' }],
  ['never', '10m', { kind: 'none' }],
] as const)('%s %j', (how, typed, expiry) => {
  expect(readExpiry({ how, typed }, now)).toEqual({ ok: true, expiry });
});

test.each([
  ['after', '0', { of: 'ttl', why: 'zero' }],
  ['after', '-1', { of: 'ttl', why: 'zero' }],
  ['after', '1e3', { of: 'ttl', why: 'form' }],
  ['after', '1000000000000000000', { of: 'ttl', why: 'big' }],
  ['after', '\u0661', { of: 'ttl', why: 'form' }],
  // The clock of the server decides what has passed.
  ['at', '2026-11-25T12:00:00Z', { of: 'moment', why: 'past' }],
  ['at', '2026-02-30', { of: 'moment', why: 'none' }],
  ['at', '10m', { of: 'moment', why: 'form' }],
  ['after', ' ', null],
  ['at', '', null],
] as const)('bad input 17: %s %j is refused', (how, typed, refusal) => {
  expect(readExpiry({ how, typed }, now)).toEqual({ ok: false, refusal });
});
