/** Completion: what is offered where, and that what is inserted is read back as what was meant. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { utf8 } from '../../../../shared/bytes.ts';
import { compileQuery } from '../../../../shared/feed/query/compile.ts';
import { completionsAt, written } from '../../../../shared/feed/query/complete.ts';
import { parseQuery } from '../../../../shared/feed/query/parse.ts';

const seen = { channels: [utf8('orders.eu'), utf8('two words'), utf8('chat:lobby')], sources: [utf8('orders.*')], fields: ['status', 'user.name', 'size'] };
const offered = (query: string): string[] => completionsAt(query, query.length, seen).map(({ insert }) => insert);

test('offers fields and names where a term begins', () => {
  expect(offered('')).toEqual(['status=', 'user.name=', '.size=', 'channel:', 'source:', 'size>', 'time>', 'text:']);
  expect(offered('a st')).toEqual(['status=']);
  expect(offered('(-ch')).toEqual(['channel:']);
  expect(offered('name')).toEqual(['user.name=']);
  expect(offered('"st')).toEqual([]);
  expect(offered('status=')).toEqual([]);
});

test('offers channels after channel: and replaces only what was typed of the name', () => {
  expect(completionsAt('x -channel:orde', 15, seen)).toEqual([{ kind: 'channel', insert: 'orders.eu', from: 11, to: 15 }]);
  expect(offered('channel:')).toEqual(['orders.eu', '"two words"', 'chat:lobby']);
  expect(offered('source:')).toEqual(['"orders.*"']);
});

test('whatever a channel is called, what is inserted means it and no other', () => {
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ minLength: 1, maxLength: 8 }), fc.string({ minLength: 1 }).map(utf8)), (name) => {
      const parsed = parseQuery(`channel:${written(name)}`, 0);
      if (!parsed.ok || parsed.term === null) throw new Error('not a query');
      const { test: passes } = compileQuery(parsed.term, () => null);
      const row = { source: 1, at: 0, size: 0, form: 'payload' as const, bytes: new Uint8Array(0), from: 0, to: 0, plain: null };
      expect(passes({ ...row, channel: { name } })).toBe(true);
      expect(passes({ ...row, channel: { name: Uint8Array.of(...name, 0x61) } })).toBe(false);
    }),
    { numRuns: 2000 },
  );
});
