/** Frames for structured clone hold no bytes that drag foreign memory along. */
import { expect, it } from 'vitest';
import { exactFrame } from '../../../shared/rpc/exact.ts';

it('gives back the very frame where nothing is to be copied', () => {
  const frame = { t: 'done', id: 1, value: [{ bytes: Uint8Array.of(1, 2) }, null, 'x'] };
  expect(exactFrame(frame)).toBe(frame);
});

it('copies views only, and leaves the frame it was given alone', () => {
  const memory = Uint8Array.of(1, 2, 3, 4);
  const view = memory.subarray(1, 3);
  const own = Uint8Array.of(9);
  const frame = { id: 1, value: [{ view, own, text: 'x' }] };
  const exact = exactFrame(frame);
  expect(exact).toEqual({ id: 1, value: [{ view: Uint8Array.of(2, 3), own, text: 'x' }] });
  expect(exact.value[0]?.view.buffer.byteLength).toBe(2);
  expect(exact.value[0]?.own).toBe(own);
  expect(frame.value[0]?.view).toBe(view);
});
