/** What an example of a method or stream of the contract is made of. */
import type { KeytideContract } from '../../shared/contract.ts';
import type { InputOf, ItemOf, MethodName, OutputOf, StreamName } from '../../shared/rpc/define.ts';

export type Methods = MethodName<KeytideContract>;
export type Streams = StreamName<KeytideContract>;

export interface MethodSample<N extends Methods> {
  readonly input: InputOf<KeytideContract[N]>;
  /** Each is refused before the handler sees it; more are made by leaving fields out. */
  readonly invalid: readonly unknown[];
  readonly output: OutputOf<KeytideContract[N]>;
}

export interface StreamSample<N extends Streams> {
  readonly input: InputOf<KeytideContract[N]>;
  readonly invalid: readonly unknown[];
  readonly items: readonly ItemOf<KeytideContract[N]>[];
}
