/** The codec: whatever it takes comes out the same, and whatever comes in from outside is a value or a CodecError. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../shared/bytes.ts';
import { CodecError, decode, encode } from '../../../shared/rpc/codec.ts';

const key = fc.oneof(fc.string(), fc.constantFrom('$', '$$', '$0', 'a', 'f', 'constructor', 'toString', '', '0', '10')).filter((name) => name !== '__proto__');
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 6 },
    fc.constantFrom(null, true, false, '', '\ud800', '\u0000', '\u2028'),
    fc.string({ unit: 'binary' }),
    fc.integer(),
    // -0 is 0 in JSON, and no number of the contract tells them apart.
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
    fc.uint8Array({ maxLength: 40 }),
    fc.array(tie('value'), { maxLength: 6 }),
    fc.dictionary(key, tie('value'), { maxKeys: 6 }),
  ),
}));

describe('codec', () => {
  it('brings back any plain data with its bytes', () => {
    fc.assert(
      fc.property(value, (data) => {
        expect(decode(encode({ data }))).toEqual({ data: plain(data) });
      }),
      { numRuns: 1000 },
    );
  });

  it('reads its bytes from a message that lies anywhere in memory', () => {
    fc.assert(
      fc.property(value, fc.integer({ min: 0, max: 9 }), (data, shift) => {
        const message = encode({ data });
        const memory = new Uint8Array(message.length + shift + 3).fill(0xee);
        memory.set(message, shift);
        expect(decode(memory.subarray(shift, shift + message.length))).toEqual({ data: plain(data) });
      }),
    );
  });

  it('puts attachments on 8-byte boundaries, as they are', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 100 }), { maxLength: 5 }), (list) => {
        const back = decode(encode(list)) as Uint8Array[];
        for (const [at, bytes] of back.entries()) {
          expect(bytes.byteOffset % 8).toBe(0);
          expect(bytes).toEqual(list[at]);
        }
      }),
    );
  });

  it('costs a frame and no more for a megabyte', () => {
    const bytes = new Uint8Array(1024 * 1024);
    expect(encode({ t: 'done', id: 1, value: bytes }).length).toBeLessThan(bytes.length + 128);
  });

  it('never throws anything but a CodecError on garbage', () => {
    const header = fc.oneof(
      fc.json(),
      fc.string(),
      fc.constantFrom(
        '{"a":[],"f":{"$":0}}',
        '{"a":[1e9],"f":0}',
        '{"a":[-1],"f":0}',
        '{"a":[0.5],"f":1}',
        '{"a":{},"f":1}',
        '{"f":1}',
        '{"a":[]}',
        '[]',
        'null',
      ),
    );
    const framed = fc.tuple(header, fc.option(fc.nat()), fc.uint8Array({ maxLength: 32 })).map(([text, length, tail]) => {
      const head = utf8(text);
      const message = new Uint8Array(4 + head.length + tail.length);
      new DataView(message.buffer).setUint32(0, length ?? head.length, true);
      message.set(head, 4);
      message.set(tail, 4 + head.length);
      return message;
    });
    const bent = fc.tuple(value, fc.nat(), fc.integer({ min: 0, max: 255 })).map(([data, at, byte]) => {
      const message = encode({ data });
      message[at % message.length] = byte;
      return message;
    });
    const cut = fc.tuple(value, fc.nat()).map(([data, length]) => {
      const message = encode({ data });
      return message.subarray(0, length % message.length);
    });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 64 }), framed, bent, cut), (message) => {
        try {
          decode(message);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(CodecError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it.each<[string, unknown]>([
    ['a function', () => undefined],
    ['a symbol', Symbol('x')],
    ['a big integer', 1n],
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['a date', new Date(0)],
    ['a map', new Map()],
    ['an error', new Error('x')],
    ['another view', new Uint16Array(1)],
    ['a list with a hole', [1, undefined]],
    ['a list never set', new Array(1)],
    ['a key __proto__', JSON.parse('{"__proto__":1}')],
  ])('refuses to change %s in silence', (_, data) => {
    expect(() => encode({ data })).toThrow(CodecError);
  });

  it('leaves out what is undefined, as if it had not been named', () => {
    expect(decode(encode({ a: undefined, b: 1 }))).toEqual({ b: 1 });
  });

  it('refuses what is nested too deep, both ways', () => {
    let nested: unknown = 1;
    for (let depth = 0; depth < 10_000; depth++) nested = [nested];
    expect(() => encode(nested)).toThrow(CodecError);
    expect(() => encode(nest(70))).toThrow(CodecError);
    expect(decode(encode(nest(60)))).toEqual(nest(60));
    expect(() => decode(message(`{"a":[],"f":${'['.repeat(200_000)}${']'.repeat(200_000)}}`))).toThrow(CodecError);
  });

  it.each([
    ['a key that is a prototype', '{"a":[],"f":{"__proto__":{"polluted":1}}}'],
    ['a prototype below', '{"a":[],"f":[{"x":{"__proto__":1}}]}'],
    ['bytes that are not there', '{"a":[],"f":{"$":0}}'],
    ['bytes with company', '{"a":[1],"f":{"$":0,"x":1}}'],
    ['bytes with company before', '{"a":[1],"f":{"x":1,"$":0}}'],
    ['an attachment outside', '{"a":[9],"f":1}'],
    ['NaN', '{"a":[],"f":NaN}'],
    ['a length that wraps', '{"a":[9007199254740991,1],"f":1}'],
  ])('refuses %s', (_, text) => {
    expect(() => decode(message(text, Uint8Array.of(1)))).toThrow(CodecError);
    expect(Object.prototype).not.toHaveProperty('polluted');
  });
});

function message(header: string, tail: Uint8Array = new Uint8Array(0)): Uint8Array {
  const head = utf8(header);
  const at = Math.ceil((4 + head.length) / 8) * 8;
  const out = new Uint8Array(at + tail.length);
  new DataView(out.buffer).setUint32(0, head.length, true);
  out.set(head, 4);
  out.set(tail, at);
  return out;
}

function nest(depth: number): unknown {
  return depth === 0 ? 'x' : { in: nest(depth - 1) };
}

/** With the usual prototype, which fast-check leaves out of its dictionaries now and then: that is the one thing not carried. */
function plain(data: unknown): unknown {
  if (typeof data !== 'object' || data === null || data instanceof Uint8Array) return data;
  if (Array.isArray(data)) return data.map(plain);
  return Object.fromEntries(Object.entries(data).map(([name, item]) => [name, plain(item)]));
}
