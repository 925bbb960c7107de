/** JSON documents by path: a level at a time, edited in one place, over both protocols, against documented replies. */
import { describe, expect, test } from 'vitest';
import { displayText, utf8 } from '../../../../shared/bytes.ts';
import { type JsonAnswer, jsonWindow } from '../../../../shared/value/types/json.ts';
import { type JsonPath, jsonPathOf } from '../../../../shared/value/types/jsonPlace.ts';
import { faultOf } from '../../../support/fault.ts';
import { document, textOf } from '../../../support/modules/json.ts';
import { answeredOrFault, type Opened, openModule, protocols, wrongShapes } from './moduleSetting.ts';

const big = '123456789012345678901234567890';
const source = `{"name":"Ann","tags":["a","b","c"],"big":${big},"ratio":1.50,"on":true,"none":null,"a\\"b\\\\":{"ü":"é"},"":0}`;

type Children = Extract<JsonAnswer, { what: 'children' }>;
async function children(opened: Opened, path: JsonPath, from = 0, all = false): Promise<Children> {
  const answer = await opened.ask({ of: 'json', what: 'children', path, from, all });
  if (answer.what !== 'children') throw new Error(answer.what);
  return answer;
}
async function text(opened: Opened, path: JsonPath): Promise<string> {
  const answer = await opened.ask({ of: 'json', what: 'text', path });
  return answer.what === 'text' ? displayText(answer.text) : '';
}
const seen = ({ nodes }: Children): unknown =>
  nodes.map(({ step, kind, size, text: shown }) => [
    typeof step === 'object' && step !== null ? displayText(step) : step,
    kind,
    size,
    shown === null ? null : displayText(shown),
  ]);

describe.each(protocols)('RESP%i', (version) => {
  test('opens by its root, and a level when it is opened', async () => {
    const opened = await openModule(document(source), version);
    expect(await opened.read()).toMatchObject({ kind: 'module', type: 'ReJSON-RL', memory: 4096, ttl: null });
    expect(await opened.facts()).toEqual({ of: 'json', root: { step: null, kind: 'object', size: 8, text: null } });
    expect(opened.server.heard.filter((line) => line.startsWith('JSON.GET'))).toEqual([]);
    expect(seen(await children(opened, []))).toEqual([
      ['name', 'string', 3, '"Ann"'],
      ['tags', 'array', 3, null],
      ['big', 'integer', null, big],
      ['ratio', 'number', null, '1.50'],
      ['on', 'boolean', null, 'true'],
      ['none', 'null', null, 'null'],
      ['a"b\\', 'object', 1, null],
      ['', 'integer', null, '0'],
    ]);
    expect(seen(await children(opened, [utf8('a"b\\')]))).toEqual([['ü', 'string', 1, '"é"']]);
    expect(await text(opened, [utf8('tags')])).toBe('["a","b","c"]');
  });

  test('sets a scalar while it is what was seen, and takes it back', async () => {
    const opened = await openModule(document(source), version);
    const undo = await opened.act({ of: 'json', what: 'set', path: [utf8('big')], from: utf8(big), to: utf8('-0.1e-7') });
    expect(await text(opened, [utf8('big')])).toBe('-0.1e-7');
    await opened.undo(undo ?? '');
    expect(textOf(opened.now())).toBe(source);
    const stale = opened.act({ of: 'json', what: 'set', path: [utf8('name')], from: utf8('"Bob"'), to: utf8('"Eve"') });
    expect(await faultOf(stale)).toEqual({ code: 'conflict', found: 'changed' });
    expect(textOf(opened.now())).toBe(source);
  });

  test('adds and removes members and elements; each can be taken back', async () => {
    const opened = await openModule(document('{"a":[1,2,3],"b":{"c":1}}'), version);
    const begin = textOf(opened.now());
    const acts: readonly (readonly [Parameters<Opened['act']>[0], string])[] = [
      [{ of: 'json', what: 'add', path: [utf8('b'), utf8('d')], text: utf8('[]') }, '{"a":[1,2,3],"b":{"c":1,"d":[]}}'],
      [{ of: 'json', what: 'insert', path: [utf8('a')], at: 1, length: 3, text: utf8('"x"') }, '{"a":[1,"x",2,3],"b":{"c":1}}'],
      [{ of: 'json', what: 'insert', path: [utf8('a')], at: 3, length: 3, text: utf8('4') }, '{"a":[1,2,3,4],"b":{"c":1}}'],
      [{ of: 'json', what: 'remove', path: [utf8('a'), 0], from: utf8('1'), size: null }, '{"a":[2,3],"b":{"c":1}}'],
      [{ of: 'json', what: 'remove', path: [utf8('a'), 2], from: utf8('3'), size: null }, '{"a":[1,2],"b":{"c":1}}'],
      [{ of: 'json', what: 'remove', path: [utf8('b')], from: null, size: 1 }, '{"a":[1,2,3]}'],
      [{ of: 'json', what: 'rename', path: [utf8('b'), utf8('c')], to: utf8('"é'), from: utf8('1') }, '{"a":[1,2,3],"b":{"\\"é":1}}'],
      [{ of: 'json', what: 'rename', path: [utf8('b')], to: utf8(''), from: null }, '{"a":[1,2,3],"":{"c":1}}'],
    ];
    for (const [act, after] of acts) {
      const undo = await opened.act(act);
      expect(textOf(opened.now())).toBe(after);
      await opened.undo(undo ?? '');
      expect(textOf(opened.now())).toBe(begin);
    }
  });

  test('what is there already, has changed or is gone is a conflict, and nothing is written', async () => {
    const opened = await openModule(document('{"a":[1,2],"b":1}'), version);
    const begin = textOf(opened.now());
    const conflict = async (act: Parameters<Opened['act']>[0], found: string): Promise<void> => {
      expect(await faultOf(opened.act(act))).toEqual({ code: 'conflict', found });
      expect(textOf(opened.now())).toBe(begin);
    };
    await conflict({ of: 'json', what: 'add', path: [utf8('b')], text: utf8('2') }, 'exists');
    await conflict({ of: 'json', what: 'rename', path: [utf8('a')], to: utf8('b'), from: null }, 'exists');
    await conflict({ of: 'json', what: 'rename', path: [utf8('b')], to: utf8('c'), from: utf8('2') }, 'changed');
    await conflict({ of: 'json', what: 'rename', path: [utf8('x')], to: utf8('y'), from: null }, 'gone');
    await conflict({ of: 'json', what: 'add', path: [utf8('x'), utf8('y')], text: utf8('2') }, 'gone');
    await conflict({ of: 'json', what: 'insert', path: [utf8('a')], at: 0, length: 3, text: utf8('2') }, 'changed');
    await conflict({ of: 'json', what: 'remove', path: [utf8('a')], from: null, size: 3 }, 'changed');
    await conflict({ of: 'json', what: 'remove', path: [utf8('a'), 7], from: utf8('1'), size: null }, 'changed');
    opened.server.keys.delete('k');
    expect(await faultOf(opened.act({ of: 'json', what: 'set', path: [], from: utf8('1'), to: utf8('2') }))).toMatchObject({ code: 'conflict', found: 'gone' });
  });
});

describe('a search by a path', () => {
  const find = async (opened: Opened, query: string): Promise<unknown> => {
    const answer = await opened.ask({ of: 'json', what: 'find', query });
    return answer.what === 'find' ? [answer.count, answer.text === null ? null : displayText(answer.text)] : answer.what;
  };

  test.each(protocols)('RESP%i: finds all places, one, and none', async (version) => {
    const opened = await openModule(document('{"a":{"id":1},"b":[{"id":"x","c":{"id":null}}],"id":[1.50]}'), version);
    expect(await find(opened, '$..id')).toEqual([4, '[1,"x",null,[1.50]]']);
    expect(await find(opened, '$["b"][0]')).toEqual([1, '[{"id":"x","c":{"id":null}}]']);
    expect(await find(opened, '$..nothing')).toEqual([0, '[]']);
    expect(await faultOf(find(opened, '$['))).toMatchObject({ code: 'redis', message: expect.stringContaining('position') });
  });

  test('what is too much to load is counted, not loaded', async () => {
    const long = `{"id":"${'x'.repeat(3 * 1024 * 1024)}"}`;
    const opened = await openModule(document(`[${long},${long}]`));
    expect(await find(opened, '$..id')).toEqual([2, null]);
    const many = await openModule(document(`[${'{"id":1},'.repeat(1001)}0]`), 3, ([name = '']) =>
      name.toUpperCase() === 'JSON.DEBUG' ? '-NOPERM no\r\n' : undefined,
    );
    expect(await find(many, '$..id')).toEqual([1001, null]);
    expect(many.server.heard.some((line) => line.startsWith('JSON.GET'))).toBe(false);
  });
});

test('a long array comes by windows of its indexes', async () => {
  const opened = await openModule(document(`[${Array.from({ length: 1000 }, (_, at) => at).join(',')}]`));
  const window = await children(opened, [], 900);
  expect(window.total).toBe(1000);
  expect(window.nodes.map(({ step }) => step)).toEqual(Array.from({ length: 100 }, (_, at) => 900 + at));
  expect((await children(opened, [], 0)).nodes).toHaveLength(jsonWindow);
  expect((await children(opened, [], 5000)).nodes).toEqual([]);
});

test('very many names are listed only where that is asked for', async () => {
  const opened = await openModule(document(`{${Array.from({ length: 20_001 }, (_, at) => `"${at}":${at}`).join(',')}}`));
  expect(await children(opened, [])).toMatchObject({ total: 20_001, held: true, nodes: [] });
  expect(opened.server.heard.some((line) => line.startsWith('JSON.OBJKEYS'))).toBe(false);
  const all = await children(opened, [], 20_000, true);
  expect(seen(all)).toEqual([['20000', 'integer', null, '20000']]);
});

test('a long string and a large document are not loaded unasked', async () => {
  const opened = await openModule(document(JSON.stringify({ long: 'x'.repeat(5000) })));
  expect(seen(await children(opened, []))).toEqual([['long', 'string', 5000, null]]);
  expect(await text(opened, [utf8('long')])).toHaveLength(5002);
  const large = await openModule(document('{}'), 3, ([name = '']) => (name.toUpperCase() === 'JSON.DEBUG' ? '*1\r\n:17000000\r\n' : undefined));
  expect(await faultOf(large.ask({ of: 'json', what: 'text', path: [] }))).toMatchObject({ code: 'input', path: 'path' });
});

test('a path writes names as they came', () => {
  expect(displayText(jsonPathOf([utf8('a'), 0, utf8('"\\'), utf8('')]))).toBe('$["a"][0]["\\"\\\\"][""]');
  expect(jsonPathOf([Uint8Array.of(0xff)])).toEqual(Uint8Array.of(0x24, 0x5b, 0x22, 0xff, 0x22, 0x5d));
});

test('a confirm profile is asked, a read-only one refuses', async () => {
  const confirming = await openModule(document('{"a":1}'), 3, undefined, 'confirm');
  const set = { of: 'json', what: 'set', path: [utf8('a')], from: utf8('1'), to: utf8('2') } as const;
  expect(await faultOf(confirming.act(set))).toMatchObject({ code: 'confirm', blast: { command: 'JSON.SET' } });
  await confirming.act(set, '');
  expect(textOf(confirming.now())).toBe('{"a":2}');
  const locked = await openModule(document('{"a":1}'), 3, undefined, 'read-only');
  expect((await children(locked, [])).nodes).toHaveLength(1);
  expect(await faultOf(locked.act(set))).toMatchObject({ code: 'readonly' });
});

test('the server without the module shows the type and its size', async () => {
  const opened = await openModule(document('{}'), 3, ([name = '']) => (name.toUpperCase() === 'COMMAND' ? '-NOPERM no\r\n' : undefined));
  expect(await opened.read()).toMatchObject({ kind: 'other', type: 'ReJSON-RL', dump: 4 });
});

test.each(['JSON.TYPE', 'JSON.OBJLEN', 'JSON.OBJKEYS', 'JSON.GET', 'JSON.DEBUG'])('any answer to %s is a fault or is read, never a bug', async (command) => {
  let shape = '';
  const opened = await openModule(document(source), 3, ([name = '']) => (name.toUpperCase() === command && shape !== '' ? shape : undefined));
  const attempts: readonly (() => Promise<unknown>)[] = [
    () => opened.read(),
    () => children(opened, []),
    () => text(opened, []),
    () => opened.act({ of: 'json', what: 'remove', path: [utf8('tags')], from: null, size: 3 }),
  ];
  for (shape of wrongShapes) for (const attempt of attempts) expect(await answeredOrFault(attempt)).toBe(true);
});
