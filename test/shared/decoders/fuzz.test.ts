import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sameBytes, utf8 } from '../../../shared/bytes.ts';
import { decodePath, detect } from '../../../shared/decoders/chain.ts';
import { type Decoded, newBudget, viewLimits, type Why } from '../../../shared/decoders/decoder.ts';
import { editOf } from '../../../shared/decoders/editing.ts';
import { decoders } from '../../../shared/decoders/index.ts';
import { type Path, parsePath } from '../../../shared/decoders/path.ts';
import type { Node } from '../../../shared/decoders/tree.ts';
import { avroSchema, descriptorSet, references } from './references.ts';

const clock = () => performance.now();
/** Milliseconds of this process's own work: what else the machine does is no fault of a decoder. */
const work = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const schemas = [descriptorSet, avroSchema];
const limits = { ...viewLimits, bytes: 4 * 1024 * 1024, nodes: 20_000 };
const inputs = 100_000;
const hang = 50;

/** The same numbers on every run, so that what fails can be looked at. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const texts = [
  '{"a":[1,2,{"b":"c\\u00e9"}],"d":1e5}',
  'a: 1\nb:\n  - x\n  - *y\n',
  'id,name\n1,"a ""b"" c"\n',
  '<a b="c">d</a>',
  'SGVsbG8gd29ybGQsIGhlbGxv',
  '%C3%A9=1&b=+2',
  '68656c6c6f20776f726c64',
  '1700000000',
  'c232ab00-9414-11ec-b3c8-9f6bdeced846',
  '2001:db8::1',
  'eyJhbGciOiJub25lIn0.eyJpYXQiOjF9.x',
];
const seeds = [
  ...references.map(({ bytes, decoder }) => ({ bytes, path: parsePath(decoder) ?? [] })),
  ...texts.map((text) => ({ bytes: utf8(text), path: detect(decoders, utf8(text), clock).best.path })),
];
const names = [...decoders.keys()];

function mutated(bytes: Uint8Array, random: (below: number) => number): Uint8Array {
  let out = new Uint8Array(bytes);
  for (let turns = 1 + random(4); turns > 0; turns--) {
    const at = random(out.length + 1);
    switch (random(7)) {
      case 0:
        if (at < out.length) out[at] = random(256);
        break;
      case 1:
        if (at < out.length) out[at] = (out[at] ?? 0) ^ (1 << random(8));
        break;
      case 2:
        out = out.slice(0, at);
        break;
      case 3:
        out = new Uint8Array([...out.subarray(0, at), ...Array.from({ length: 1 + random(9) }, () => random(256)), ...out.subarray(at)]);
        break;
      case 4:
        out = new Uint8Array([...out.subarray(0, at), ...out.subarray(Math.min(out.length, at + 1 + random(9)))]);
        break;
      case 5:
        // Lengths are what decoders believe: all ones, or nothing.
        for (let index = at; index < Math.min(out.length, at + 1 + random(8)); index++) out[index] = random(2) === 0 ? 0xff : 0x7f;
        break;
      default: {
        const other = seeds[random(seeds.length)]?.bytes ?? out;
        out = new Uint8Array([...out.subarray(0, at), ...other.subarray(random(other.length), random(other.length + 1))]);
      }
    }
  }
  return out;
}

function nodesOf(root: Node): number {
  let count = 0;
  const waiting: Node[] = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    count++;
    if (node.kind === 'list') waiting.push(...node.items);
    else if (node.kind === 'map') for (const entry of node.entries) waiting.push(...entry);
    else if (node.kind === 'tagged') waiting.push(node.of);
  }
  return count;
}

function sizeOf(decoded: Decoded): number {
  if (decoded.kind === 'bytes') return decoded.bytes.length;
  return decoded.kind === 'numbers' ? decoded.numbers.byteLength : 0;
}

/** What JavaScript says where a decoder is wrong, not its input. */
const bug = /undefined|is not a function|is not iterable|Cannot |Invalid array length|Maximum call/;
const library = new Set(['yaml', 'zstd']);

test(`${inputs} mutated inputs: no throw, no hang, nothing over the caps`, { timeout: 300_000 }, () => {
  const random = generator(20_261_125);
  const slow: string[] = [];
  const faults: string[] = [];
  let read = 0;
  const once = (bytes: Uint8Array, path: Path): number => {
    const began = work();
    const ran = decodePath(decoders, bytes, path, newBudget(limits, work), schemas);
    const took = work() - began;
    if (ran.ok) {
      read++;
      if (sizeOf(ran.decoded) > limits.bytes) faults.push(`${path[0]?.name} over the cap`);
      if (ran.decoded.kind === 'tree' && nodesOf(ran.decoded.root) > limits.nodes * 3) faults.push(`${path[0]?.name} too many nodes`);
    } else if (isBug(ran.why, path[ran.step]?.name ?? ''))
      faults.push(`${path[ran.step]?.name}: ${ran.why.detail} of ${Buffer.from(bytes).toString('base64')}`);
    return took;
  };
  for (let count = 0; count < inputs; count++) {
    const seed = seeds[random(seeds.length)] ?? { bytes: utf8(''), path: [] };
    const bytes = mutated(seed.bytes, random);
    // Its own decoder, and for every third another that never asked for it.
    const other = { name: names[random(names.length)] ?? 'text', argument: '' };
    for (const path of count % 3 === 0 ? [seed.path, [other]] : [seed.path]) {
      if (once(bytes, path) < hang) continue;
      const again = Array.from({ length: 5 }, () => once(bytes, path)).toSorted((a, b) => a - b);
      if ((again[2] ?? 0) >= hang) slow.push(`${path[0]?.name} ${again[2]} ms of ${Buffer.from(bytes).toString('base64').slice(0, 400)}`);
    }
  }
  expect(faults.slice(0, 5)).toEqual([]);
  expect(slow.slice(0, 5)).toEqual([]);
  // Mutation must not be so wild that nothing is ever read.
  expect(read).toBeGreaterThan(inputs / 10);
});

function isBug(why: Why, name: string): boolean {
  return why.kind === 'invalid' && !library.has(name) && bug.test(why.detail ?? '');
}

test('what any decoder refuses, another still shows', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      const { best } = detect(decoders, bytes, () => 0);
      expect([
        best.path,
        decodePath(
          decoders,
          bytes,
          best.path,
          newBudget(viewLimits, () => 0),
        ).ok,
      ]).toEqual([best.path, true]);
    }),
    { numRuns: 500 },
  );
});

test('wherever Save is offered, saving without a change writes the very bytes', { timeout: 60_000 }, () => {
  const random = generator(7);
  let offered = 0;
  for (let count = 0; count < 4000; count++) {
    const seed = seeds[random(seeds.length)] ?? { bytes: utf8(''), path: [] };
    const bytes = count % 2 === 0 ? seed.bytes : mutated(seed.bytes, random);
    const path = count % 3 === 0 ? [{ name: names[random(names.length)] ?? 'text', argument: '' }] : seed.path;
    const edit = editOf(decoders, bytes, path, newBudget(limits, work), schemas);
    if (!edit.ok) continue;
    offered++;
    const written = edit.value.write(edit.value.text, newBudget(limits, work));
    expect(written.ok && sameBytes(written.value, bytes)).toBe(true);
  }
  expect(offered).toBeGreaterThan(100);
});
