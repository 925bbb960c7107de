/** Every method and stream of the contract over every wire: results, bytes, refusals, ends. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { contract, type KeytideContract } from '../shared/contract.ts';
import { type Client, connect } from '../shared/rpc/client.ts';
import { CodecError } from '../shared/rpc/codec.ts';
import { serve } from '../shared/rpc/server.ts';
import { faultOf } from './support/fault.ts';
import { methodSamples, streamSamples } from './support/samples.ts';
import type { Methods, Streams } from './support/sampleTypes.ts';
import { createStub, type Stub } from './support/stub.ts';
import { type WirePair, wireKinds } from './support/wires.ts';

/** The names, with the types tied in a knot: what is asked is what its sample holds. */
interface AnyClient {
  call(name: string, input: unknown, options?: { signal?: AbortSignal }): Promise<unknown>;
  watch(name: string, input: unknown, options?: { signal?: AbortSignal; credit?: number }): AsyncIterableIterator<unknown>;
}

const methodNames = Object.keys(methodSamples) as Methods[];
const streamNames = Object.keys(streamSamples) as Streams[];

it('has a sample for every entry of the contract', () => {
  expect([...methodNames, ...streamNames].sort()).toEqual(Object.keys(contract).sort());
});

describe.each(wireKinds)('$name wire', (kind) => {
  let pair: WirePair;
  let stub: Stub;
  let client: Client<KeytideContract>;
  let any: AnyClient;
  const bugs: unknown[] = [];
  const refused: string[] = [];

  beforeEach(async () => {
    pair = await kind.open();
    stub = createStub();
    bugs.length = 0;
    refused.length = 0;
    serve(pair.host, contract, stub.handlers, { report: (bug) => `bug-${bugs.push(bug)}`, refused: (why) => refused.push(why) });
    client = connect<KeytideContract>(pair.page);
    any = client as unknown as AnyClient;
  });
  afterEach(async () => {
    client.close();
    await client.closed;
    await pair.stop();
    expect(bugs).toEqual([]);
  });

  it.each(methodNames)('answers %s', async (name) => {
    const sample = methodSamples[name];
    const result = await any.call(name, sample.input);
    expect(result).toEqual(sample.output);
    expect(stub.asked).toEqual([expect.objectContaining({ name, input: sample.input })]);
    if (kind.name === 'MessagePort') {
      expectExact(result);
      expectExact(stub.asked[0]?.input);
    }
    expectPlainBytes(result);
    expectPlainBytes(stub.asked[0]?.input);
  });

  it.each(streamNames)('streams %s to its end', async (name) => {
    const sample = streamSamples[name];
    const seen: unknown[] = [];
    for await (const item of any.watch(name, sample.input)) seen.push(item);
    expect(seen).toEqual(sample.items);
    expect(stub.asked).toEqual([expect.objectContaining({ name, input: sample.input })]);
    expect(stub.released).toEqual([name]);
    if (kind.name === 'MessagePort') expectExact(seen);
    expectPlainBytes(seen);
  });

  it.each([...methodNames, ...streamNames])('bad input 41: refuses what is no input of %s, before its handler', async (name) => {
    const sample = isMethod(name) ? methodSamples[name] : streamSamples[name];
    const invalid = [...sample.invalid.filter((input) => carried(input, kind.name)), ...withoutFields(sample.input, name)];
    expect(invalid.length).toBeGreaterThan(0);
    for (const input of invalid) {
      const fault = await faultOf(isMethod(name) ? any.call(name, input) : any.watch(name, input).next());
      expect(fault, JSON.stringify(input)).toMatchObject({ code: 'input' });
    }
    expect(stub.asked).toEqual([]);
    // The wire is none the worse for it.
    expect(await client.call('app.info', {})).toEqual(methodSamples['app.info'].output);
  });

  it('bad input 41: refuses names it does not have, and a name of the other kind', async () => {
    for (const name of ['app.nothing', '', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'settings.watch']) {
      expect(await faultOf(any.call(name, {}))).toEqual({ code: 'input', path: 'name', message: 'no such method' });
    }
    for (const name of ['app.nothing', '__proto__', 'app.info']) {
      expect(await faultOf(any.watch(name, {}).next())).toEqual({ code: 'input', path: 'name', message: 'no such stream' });
    }
    expect(stub.asked).toEqual([]);
  });

  it('bad input 41: lets no key of an input reach a prototype', async () => {
    const input: unknown = JSON.parse('{"panels":{"__proto__":[1],"main":[2]},"__proto__":{"polluted":true}}');
    if (kind.name === 'WebSocket') {
      await expect(any.call('settings.write', input)).rejects.toThrow(CodecError);
      expect(stub.asked).toEqual([]);
    } else {
      await any.call('settings.write', input);
      const taken = stub.asked[0]?.input as { panels: object };
      expect(Object.getOwnPropertyNames(taken)).toEqual(['panels']);
      expect(Object.getOwnPropertyNames(taken.panels)).toEqual(['main']);
      expect(Object.getPrototypeOf(taken.panels)).toBe(Object.prototype);
    }
    expect(Object.prototype).not.toHaveProperty('polluted');
    expect(await client.call('app.info', {})).toBeDefined();
  });

  it('carries bytes of every length and offset as they are', async () => {
    const memory = Uint8Array.from({ length: 70_000 }, (_, at) => (at * 31) & 0xff);
    for (const [from, to] of [
      [0, 0],
      [1, 2],
      [3, 11],
      [8, 8],
      [5, 4101],
      [1, 70_000],
    ] as const) {
      const payload = memory.subarray(from, to);
      await client.call('feed.publish', { session: 's', channel: memory.subarray(7, 8), payload, confirmed: null });
      const input = stub.asked.at(-1)?.input as { payload: Uint8Array };
      expect(input.payload).toEqual(Uint8Array.from(payload));
      // A view on more memory would drag all of it along, in the clone and for as long as it is kept.
      if (kind.name === 'MessagePort') expectExact(input);
    }
  });

  it('stops a stream half way, and says so to the host', async () => {
    const items = client.watch('sample.start', {});
    expect(await items.next()).toEqual({ done: false, value: { kind: 'starting' } });
    await items.return?.();
    await vi.waitFor(() => expect(stub.released).toEqual(['sample.start']));
    expect(stub.asked[0]?.signal.aborted).toBe(true);
    expect(await items.next()).toEqual({ done: true, value: undefined });
  });

  it('closes on a frame that is none', async () => {
    (pair.page.send as (frame: unknown) => void)({ t: 'credit', id: 'x' });
    await client.closed;
    expect(refused).toEqual(['malformed frame']);
    expect(await faultOf(client.call('app.info', {}))).toEqual({ code: 'closed' });
  });

  it('ends everything on both sides when the wire goes', async () => {
    const items = client.watch('sample.start', {});
    await items.next();
    const waiting = faultOf(drain(items));
    pair.host.close('test');
    await client.closed;
    expect(await waiting).toEqual({ code: 'closed' });
    await vi.waitFor(() => expect(stub.released).toEqual(['sample.start']));
    expect(stub.asked[0]?.signal.aborted).toBe(true);
  });
});

async function drain(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items);
}

function isMethod(name: Methods | Streams): name is Methods {
  return Object.hasOwn(methodSamples, name);
}

/** NaN and the infinities have no place in JSON: the codec refuses to send them, which the codec's own tests look at. */
function carried(value: unknown, wire: string): boolean {
  if (wire !== 'WebSocket') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return true;
  return Object.values(value).every((item) => carried(item, wire));
}

/** The sample with each of its fields left out in turn; settings are written in part, so there nothing is missing. */
function withoutFields(input: object, name: string): unknown[] {
  if (name === 'settings.write') return [];
  return Object.keys(input).map((left) => Object.fromEntries(Object.entries(input).filter(([field]) => field !== left)));
}

function expectExact(value: unknown): void {
  for (const bytes of bytesIn(value)) expect(bytes.byteLength).toBe(bytes.buffer.byteLength);
}

/** A Buffer is a Uint8Array with other manners (its slice shares, its toString is another): none may come through. */
function expectPlainBytes(value: unknown): void {
  for (const bytes of bytesIn(value)) expect(Object.getPrototypeOf(bytes)).toBe(Uint8Array.prototype);
}

function bytesIn(value: unknown): Uint8Array[] {
  if (value instanceof Uint8Array) return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(bytesIn) : [];
}
