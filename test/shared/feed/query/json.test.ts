/** Values found in JSON bytes against JSON.parse. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { displayText, utf8 } from '../../../../shared/bytes.ts';
import { eachMember, type Found, findInJson, unescaped } from '../../../../shared/feed/query/json.ts';

const name = fc.constantFrom('a', 'b', 'status', 'é', '"', '\\', 'a"b', '', '__proto__');
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.oneof(fc.string({ maxLength: 6 }), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 4 }),
  ),
}));

function read(bytes: Uint8Array, found: Found | null): unknown {
  if (found === null) return undefined;
  if (found.kind === 'text') return found.escaped ? unescaped(bytes, found) : displayText(bytes.subarray(found.from, found.to));
  return JSON.parse(displayText(bytes.subarray(found.from, found.to)));
}

/** As a path walks it: members of its own, and elements by their number. */
function walk(from: unknown, path: readonly string[]): unknown {
  let at: unknown = from;
  for (const part of path) {
    if (Array.isArray(at)) at = /^\d+$/.test(part) ? (at as unknown[])[Number(part)] : undefined;
    else if (typeof at === 'object' && at !== null) at = Object.getOwnPropertyDescriptor(at, part)?.value;
    else return undefined;
  }
  return at;
}

test('finds what parsing finds, however it is spaced', () => {
  const path = fc.array(fc.oneof(name, fc.constantFrom('0', '1', 'x')), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(value, path, fc.constantFrom(0, 1, '\t'), (whole, parts, space) => {
      const text = JSON.stringify(whole, null, space);
      const bytes = utf8(`xx${text}yy`);
      const parsed: unknown = JSON.parse(text);
      const expected = typeof parsed === 'object' && parsed !== null ? walk(parsed, parts) : undefined;
      expect(read(bytes, findInJson(bytes, 2, bytes.length - 2, parts.map(utf8)))).toEqual(expected);
    }),
    { numRuns: 2000 },
  );
});

test('whatever the bytes are, it ends within them', () => {
  const unit = fc.constantFrom('{', '}', '[', ']', '"', '\\', ':', ',', 'a', '1', ' ', 'null');
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 30 }), (parts) => {
      const bytes = utf8(parts.join(''));
      const found = findInJson(bytes, 0, bytes.length, [utf8('a')]);
      if (found !== null) expect(found.to).toBeLessThanOrEqual(bytes.length);
      eachMember(bytes, 0, bytes.length, (_, one) => expect(one.to).toBeLessThanOrEqual(bytes.length));
    }),
    { numRuns: 3000 },
  );
});

test('a hundred thousand brackets are no deeper than one', () => {
  const bytes = utf8(`{"deep":${'['.repeat(100_000)}${']'.repeat(100_000)},"a":1}`);
  expect(read(bytes, findInJson(bytes, 0, bytes.length, [utf8('a')]))).toBe(1);
});

test('names each member with its value', () => {
  const bytes = utf8('{"a":1,"b":"x","c":[1,{"d":2}],"e":null}');
  const seen: string[] = [];
  eachMember(bytes, 0, bytes.length, (member, one) => seen.push(`${displayText(member)}:${one.kind}`));
  expect(seen).toEqual(['a:number', 'b:text', 'c:nested', 'e:word']);
});
