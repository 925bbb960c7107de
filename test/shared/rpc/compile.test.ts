/** What the compiler has to refuse; checked by tsc, where an error that is no longer one is an error itself. */
import * as v from 'valibot';
import { expect, it } from 'vitest';
import type { Bytes } from '../../../shared/bytes.ts';
import type { KeytideContract } from '../../../shared/contract.ts';
import type { Client } from '../../../shared/rpc/client.ts';
import { type Handlers, type InputOf, method, type OutputOf, stream } from '../../../shared/rpc/define.ts';

const small = { ask: method(v.object({ n: v.number() })).returns<string>(), tell: stream(v.object({})).of<Bytes>() };
type Small = typeof small;

const tell = async function* (): AsyncGenerator<Bytes> {};
const texts = async function* (): AsyncGenerator<string> {};

export const complete: Handlers<Small> = { ask: ({ n }) => n.toFixed(), tell };
// @ts-expect-error a method without a handler
export const missing: Handlers<Small> = { tell };
// @ts-expect-error an answer of another type
export const wrongAnswer: Handlers<Small> = { ask: () => 1, tell };
// @ts-expect-error an input of another type
export const wrongInput: Handlers<Small> = { ask: (input: { n: string }) => input.n, tell };
// @ts-expect-error items of another type
export const wrongItems: Handlers<Small> = { ask: () => '', tell: texts };
// @ts-expect-error a stream that answers once
export const notAStream: Handlers<Small> = { ask: () => '', tell: async () => new Uint8Array(1) };

export function callers(client: Client<Small>, whole: Client<KeytideContract>): void {
  const answer: Promise<string> = client.call('ask', { n: 1 });
  const items: AsyncIterable<Bytes> = client.watch('tell', {});
  // @ts-expect-error an unknown method
  void client.call('nothing', {});
  // @ts-expect-error a stream used as a method
  void client.call('tell', {});
  // @ts-expect-error a method used as a stream
  client.watch('ask', { n: 1 });
  // @ts-expect-error a wrong input
  void client.call('ask', { n: '1' });
  // @ts-expect-error an input left out
  void client.call('ask', {});
  // @ts-expect-error text where bytes are wanted
  void whole.call('value.load', { session: 's', key: 'text' });
  void [answer, items];
}

// Types that come out as `unknown` or `any` accept everything: these two lines would compile no more.
export const input: InputOf<KeytideContract['value.load']> = { session: 's', key: new Uint8Array(0) };
// @ts-expect-error the output is not just anything
export const output: OutputOf<KeytideContract['feed.publish']> = { receivers: 'many' };

it('is checked by the compiler', () => {
  expect(Object.keys(complete)).toEqual(Object.keys(small));
});
