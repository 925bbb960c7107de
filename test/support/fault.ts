/** The fault a promise ends with; a test that expects one fails where none comes. */
import { type Fault, FaultError } from '../../shared/fault.ts';

export async function faultOf(attempt: Promise<unknown>): Promise<Fault> {
  try {
    await attempt;
  } catch (thrown) {
    if (thrown instanceof FaultError) return thrown.fault;
    throw thrown;
  }
  throw new Error('expected a fault');
}
