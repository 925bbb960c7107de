/** Expected failures keep their data; bugs are reported and cross only as an id. */
import { expect, test, vi } from 'vitest';
import { assertNever, FaultError, fail, toFault } from '../../shared/fault.ts';

test('a fault that was thrown is the fault that crosses', () => {
  const report = vi.fn(() => 'x');
  expect(toFault(new FaultError({ code: 'offline' }), report)).toEqual({ code: 'offline' });
  expect(report).not.toHaveBeenCalled();
  expect(() => fail({ code: 'cancelled' })).toThrow(FaultError);
});

test('anything else is a bug: reported with itself, crossing as an id only', () => {
  const bug = new TypeError('secret inside');
  const report = vi.fn(() => 'b1');
  expect(toFault(bug, report)).toEqual({ code: 'bug', id: 'b1' });
  expect(report).toHaveBeenCalledWith(bug);
});

test('an unexpected variant stops', () => {
  expect(() => assertNever('new' as never)).toThrow('unexpected variant');
});
