/** The framer: the same verdict however the bytes are cut. */
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFramer, FrameError, frameLimits } from '../../../../electron/core/connections/framer.ts';

/** What was told, in order, and how it ended; `every` byte boundary given is a new chunk. */
function told(bytes: Uint8Array, cuts: readonly number[], watched = true): readonly string[] {
  const events: string[] = [];
  const framer = createFramer(
    {
      begin: (type) => {
        events.push(`begin ${String.fromCharCode(type)}`);
        return watched && (type === 0x3e || type === 0x2a);
      },
      head: (count, name) => events.push(`head ${count} ${name}`),
      second: (type, isNull) => events.push(`second ${String.fromCharCode(type)} ${isNull}`),
      end: () => events.push('end'),
    },
    { ...frameLimits, replyBytes: 10_000, elements: 1000, depth: 8 },
  );
  const edges = [0, ...[...new Set(cuts)].filter((cut) => cut > 0 && cut < bytes.length).sort((a, b) => a - b), bytes.length];
  try {
    for (let at = 0; at + 1 < edges.length; at++) framer.scan(bytes.subarray(edges[at], edges[at + 1]));
  } catch (thrown) {
    if (!(thrown instanceof FrameError)) throw thrown;
    events.push(thrown.kind);
  }
  return events;
}

const line = fc.constantFrom(
  '+OK\r\n',
  '-ERR no\r\n',
  ':-12\r\n',
  ',1.5e-3\r\n',
  ',inf\r\n',
  '(123456789012345678901234567890\r\n',
  '#t\r\n',
  '_\r\n',
  '$-1\r\n',
  '*-1\r\n',
  '*0\r\n',
  '%0\r\n',
  '~0\r\n',
);
const blob = fc.string({ maxLength: 40 }).map((text) => `$${Buffer.byteLength(text)}\r\n${text}\r\n`);
const verbatim = fc.constant('=7\r\ntxt:a\r\n\r\n');
const { value } = fc.letrec<{ value: string; list: string }>((tie) => ({
  value: fc.oneof({ maxDepth: 4, withCrossShrink: true }, line, blob, verbatim, tie('list')),
  list: fc.tuple(fc.constantFrom('*', '~', '%'), fc.array(tie('value'), { maxLength: 4 })).map(([type, all]) => {
    const items = type === '%' ? all.slice(0, all.length - (all.length % 2)) : all;
    return `${type}${type === '%' ? items.length / 2 : items.length}\r\n${items.join('')}`;
  }),
}));
const push = fc.tuple(blob, fc.array(value, { maxLength: 3 })).map(([name, rest]) => `>${rest.length + 1}\r\n${name}${rest.join('')}`);

test('fault 8: well-formed frames are counted one by one, wherever they are cut', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(value, push), { maxLength: 6 }), fc.array(fc.nat(400)), (frames, cuts) => {
      const bytes = Buffer.from(frames.join(''));
      const events = told(bytes, cuts, false);
      expect(events.filter((event) => event === 'end')).toHaveLength(frames.length);
      expect(events).toEqual(told(bytes, [], false));
    }),
  );
});

test('any bytes at all get the same verdict, wherever they are cut', () => {
  const token = fc.oneof(value, push, fc.constantFrom('*', '$', '>', '\r\n', '\r', '\n', '-1', '3', 'x'));
  fc.assert(
    fc.property(fc.array(token, { maxLength: 8 }), fc.array(fc.nat(200)), (tokens, cuts) => {
      const bytes = Buffer.from(tokens.join(''));
      expect(told(bytes, cuts)).toEqual(told(bytes, []));
    }),
    { numRuns: 500 },
  );
});

test('a push is told of by name and channel before it ends, at every single cut', () => {
  const bytes = Buffer.from('>3\r\n$7\r\nmessage\r\n$2\r\nch\r\n$3\r\na\r\n\r\n+OK\r\n');
  const whole = ['begin >', 'head 3 message', 'second $ false', 'end', 'begin +', 'end'];
  for (let cut = 0; cut <= bytes.length; cut++) expect(told(bytes, [cut])).toEqual(whole);
  expect(
    told(
      bytes,
      Array.from({ length: bytes.length }, (_, at) => at),
    ),
  ).toEqual(whole);
});

test('how much of a chunk is whole frames is known after an error', () => {
  const framer = createFramer({ begin: () => false, head: () => undefined, second: () => undefined, end: () => undefined }, frameLimits);
  expect(() => framer.scan(Buffer.from('+OK\r\n$2\r\nab\r\n*1\r\n@'))).toThrow(FrameError);
  expect(framer.whole).toBe(13);
});

test('limits count what is announced, over all levels, before it comes', () => {
  expect(told(Buffer.from('*600\r\n*600\r\n'), [], false)).toContain('too-large');
  expect(told(Buffer.from('$10001\r\n'), [], false)).toContain('too-large');
  expect(told(Buffer.from(`*3\r\n${`$4000\r\n${'x'.repeat(4000)}\r\n`.repeat(2)}$4000\r\n`), [], false)).toContain('too-large');
  expect(told(Buffer.from('*1\r\n'.repeat(9)), [], false)).toContain('malformed');
  expect(told(Buffer.from(`+${'x'.repeat(20_000)}`), [], false)).toContain('too-large');
});

/** ioredis' own decoder, which the framer stands in front of. */
const { Decoder } = createRequire(import.meta.url)('ioredis/built/resp/decoder.js') as {
  Decoder: new (options: { getTypeMapping(): object; onReply(): void; onErrorReply(): void; onPush(): void }) => { write(chunk: Buffer): void };
};

test('the decoder behind never answers more than was announced, whatever the bytes and wherever they are cut', () => {
  const scrap = fc.constantFrom('*', '$', '>', '%', '~', '+', '-', ':', ',', '#', '_', '(', '!', '=', '|', '\r\n', '\r', '\n', 't', 'a', '0', '1', '-1', '2');
  const bytes = fc.oneof(fc.array(scrap, { maxLength: 30 }), fc.array(fc.oneof(line, scrap), { maxLength: 8 })).map((parts) => Buffer.from(parts.join('')));
  fc.assert(
    fc.property(bytes, fc.array(fc.nat(60), { maxLength: 4 }), (all, cuts) => {
      let begun = 0;
      let answered = 0;
      const count = (): void => void answered++;
      const decoder = new Decoder({ getTypeMapping: () => ({}), onReply: count, onErrorReply: count, onPush: count });
      const framer = createFramer({ begin: () => (begun++, false), head: () => undefined, second: () => undefined, end: () => undefined }, frameLimits);
      let waiting = Buffer.alloc(0);
      const edges = [...new Set([0, ...cuts.map((cut) => Math.min(cut, all.length)), all.length])].sort((a, b) => a - b);
      for (let at = 0; at + 1 < edges.length; at++) {
        const chunk = all.subarray(edges[at], edges[at + 1]);
        let sound = true;
        try {
          framer.scan(chunk);
        } catch (thrown) {
          if (!(thrown instanceof FrameError)) throw thrown;
          sound = false;
        }
        const seen = Buffer.concat([waiting, sound ? chunk : chunk.subarray(0, framer.whole)]);
        const checked = !sound ? (framer.whole > 0 ? seen.length : 0) : seen.length - framer.held;
        if (checked > 0) decoder.write(seen.subarray(0, checked));
        waiting = seen.subarray(checked);
        expect(answered).toBeLessThanOrEqual(begun);
        if (!sound) return;
      }
    }),
    { numRuns: 20_000 },
  );
});
