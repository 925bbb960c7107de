/** The sample's part of the contract. */
import type { KeytideContract } from '../../../shared/contract.ts';
import type { Handlers } from '../../../shared/rpc/define.ts';
import type { Sample } from './sample.ts';

export function sampleHandlers(sample: Sample): Pick<Handlers<KeytideContract>, 'sample.start' | 'sample.rate'> {
  return {
    'sample.start': (_input, { signal }) => sample.watch(signal),
    'sample.rate': ({ perSecond }) => sample.setRate(perSecond),
  };
}
