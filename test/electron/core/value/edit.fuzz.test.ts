/**
 * Random edits over all core types, with a second writer before them and beside them: bytes equal to the model, times to live kept,
 * no update lost, each taken back byte for byte. 10,000 of them with `npm run test:faults`, or as many as `KEYTIDE_FUZZ` says.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { editValue } from '../../../../electron/core/value/edit.ts';
import { takeBack } from '../../../../electron/core/value/takeBack.ts';
import { createUndos } from '../../../../electron/core/value/undos.ts';
import { saveString } from '../../../../electron/core/value/write.ts';
import { utf8 } from '../../../../shared/bytes.ts';
import { quoteWhereNeeded, splitLine } from '../../../../shared/escape.ts';
import { FaultError } from '../../../../shared/fault.ts';
import type { Edit } from '../../../../shared/value/edit.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';
import { readySession } from '../../../support/session.ts';

const rounds = Number(process.env['KEYTIDE_FUZZ'] ?? (process.env['KEYTIDE_LONG'] === '1' ? 10_000 : 800));
const types = ['string', 'hash', 'list', 'set', 'zset', 'stream'] as const;
type Type = (typeof types)[number];
/** As the type's rows, each byte one character: they compare, and are exact. */
type Model = readonly (readonly string[])[];

const lifeMs = 100_000;
let redis: TestRedis;
let session: Session;

beforeAll(async () => {
  redis = await startRedis();
  session = await readySession(redis);
});
afterAll(async () => {
  session.close();
  await redis.stop();
});

/** Small numbers from a seed, so that a failure can be run again. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const latin = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const raw = (text: string): Buffer => Buffer.from(text, 'latin1');
/** In what order a hash or set tells its elements is its own business. */
const settled = (type: Type, model: Model): Model =>
  type === 'list' || type === 'stream' ? model : model.toSorted((a, b) => (a.join('\n') < b.join('\n') ? -1 : 1));

/** What is on the server, read by another client. */
async function held(name: Buffer, type: Type): Promise<Model> {
  const ask = async (...words: [string, ...(string | Buffer)[]]): Promise<string[]> => ((await redis.direct.callBuffer(...words)) as Buffer[]).map(latin);
  const pairs = (flat: string[]): string[][] => flat.flatMap((one, at) => (at % 2 === 0 ? [[one, flat[at + 1] ?? '']] : []));
  switch (type) {
    case 'string':
      return [[latin((await redis.direct.getBuffer(name)) ?? Buffer.from('gone'))]];
    case 'hash':
      return settled(type, pairs(await ask('HGETALL', name)));
    case 'list':
      return (await ask('LRANGE', name, '0', '-1')).map((one, at) => [String(at), one]);
    case 'set':
      return settled(
        type,
        (await ask('SMEMBERS', name)).map((one) => [one]),
      );
    case 'zset':
      return settled(
        type,
        pairs(await ask('ZRANGE', name, '0', '-1', 'WITHSCORES')).map(([member = '', score = '']) => [score, member]),
      );
    case 'stream': {
      const entries = (await redis.direct.callBuffer('XRANGE', name, '-', '+')) as [Buffer, Buffer[]][];
      return entries.map(([id, words]) => [latin(id), words.map((word) => quoteWhereNeeded(word)).join(' ')]);
    }
  }
}

/** What Redis has after the edit, where it has `model` before it. */
function edited(type: Type, model: Model, edit: Edit | { readonly kind: 'save'; readonly text: string }): Model {
  const nameAt = type === 'zset' ? 1 : 0;
  const rows = (list: readonly (readonly Uint8Array[])[]): string[][] => list.map((row) => row.map(latin));
  const without = (gone: Model): Model => model.filter((row) => !gone.some((one) => one[nameAt] === row[nameAt]));
  const numbered = (list: readonly string[]): Model => list.map((one, at) => [String(at), one]);
  const values = model.map((row) => row[1] ?? '');
  switch (edit.kind) {
    case 'save':
      return [[edit.text]];
    case 'add': {
      const made = rows(edit.rows);
      if (type !== 'list') return settled(type, [...model, ...made]);
      const at = edit.at === 'head' ? 0 : edit.at === 'tail' ? values.length : Number(made[0]?.[0]);
      return numbered(values.toSpliced(at, 0, ...made.map((row) => row[1] ?? '')));
    }
    case 'replace': {
      const [now] = rows([edit.with]);
      if (type === 'list') return numbered(values.with(Number(latin(edit.row[0] ?? raw(''))), now?.[1] ?? ''));
      return settled(type, [...without(rows([edit.row])), now ?? []]);
    }
    case 'remove':
      if (type !== 'list') return without(rows(edit.rows));
      return numbered(values.filter((_, at) => !edit.rows.some((row) => latin(row[0] ?? raw('')) === String(at))));
  }
}

/** A stream makes its own ids: they are no part of what is compared. */
const unnamed = (type: Type, model: Model): Model => (type === 'stream' ? model.map((row) => row.slice(1)) : model);

test(`fault 28: ${rounds} random edits with a second writer`, { timeout: 900_000 }, async () => {
  const roll = dice(20_261_125);
  const bytes = (): Uint8Array => Uint8Array.from({ length: roll(4) }, () => [0, 0x0a, 0x41, 0x80, 0xff][roll(5)] ?? 0);
  const undos = createUndos();
  const told = { conflicts: 0, written: 0, raced: 0, undone: 0 };
  for (let round = 0; round < rounds; round++) {
    const at = `round ${round}`;
    const type = types[roll(types.length)] ?? 'hash';
    const key = Uint8Array.from([...bytes(), ...utf8(type)]);
    const name = Buffer.from(key);
    await redis.direct.del(name);
    const loaded = await fill(type, name);
    await redis.direct.pexpire(name, lifeMs);
    const began = performance.now();
    const first = loaded[roll(loaded.length)] ?? [];
    const second = latin(bytes());
    const edit = type === 'string' ? { kind: 'save' as const, text: second } : editOf(type, loaded, first, second, roll(3));
    const run = (): Promise<{ undo: string | null }> =>
      edit.kind === 'save'
        ? saveString(session, undos, key, raw(second), { kind: 'bytes', bytes: raw(first[0] ?? '') }, {})
        : editValue(session, undos, { key, type, edit }, {});

    const when = (['never', 'never', 'before', 'beside'] as const)[roll(4)] ?? 'never';
    const there = await held(name, type);
    const changed = theirs(type, there, first);
    if (when === 'before') await change(type, name, first);
    const before = when === 'before' ? changed : there;
    const dump = await redis.direct.dumpBuffer(name);
    const other = when === 'beside' ? change(type, name, first) : null;
    const undo = await run().then(
      (answer) => answer.undo,
      (thrown: unknown) => {
        if (!(thrown instanceof FaultError) || thrown.fault.code !== 'conflict') throw thrown;
        return false as const;
      },
    );
    await other;
    const now = unnamed(type, await held(name, type));
    const possible = (...models: readonly Model[]): void => {
      expect(
        models.map((model) => unnamed(type, model)),
        `${at}: ${type} ${edit.kind}, other writer ${when}`,
      ).toContainEqual(now);
    };
    if (undo === false) {
      told.conflicts++;
      possible(when === 'beside' ? changed : before);
    } else {
      told.written++;
      if (when !== 'beside') possible(edited(type, before, edit));
      // One after the other, in either order: whatever both wrote is there.
      else possible(edited(type, changed, edit), theirs(type, edited(type, there, edit), first));
    }
    if (when === 'beside') told.raced++;
    const left = lifeMs - (performance.now() - began);
    expect(Math.abs((await redis.direct.pttl(name)) - left), `${at}: time to live`).toBeLessThanOrEqual(1000);
    expect(await redis.direct.type(name)).toBe(type);
    if (undo === false || undo === null || when === 'beside') continue;
    await takeBack(session, undos.get(undo), {});
    told.undone++;
    expect(await held(name, type), `${at}: ${type} ${edit.kind} taken back`).toEqual(before);
    if (type === 'string' || type === 'list') expect(await redis.direct.dumpBuffer(name), `${at}: taken back`).toEqual(dump);
  }
  expect(told.conflicts).toBeGreaterThan(rounds / 20);
  expect(told.written).toBeGreaterThan(rounds / 4);
  expect(told.raced).toBeGreaterThan(rounds / 8);
  expect(told.undone).toBeGreaterThan(rounds / 8);

  /** Always with one element that no edit names, so that the key stays. */
  async function fill(type: Type, name: Buffer): Promise<Model> {
    const rows = new Map<string, readonly string[]>();
    for (let at = 0; at < 2 + roll(4); at++) {
      const own = latin(bytes());
      if (type === 'hash') rows.set(own, [own, latin(bytes())]);
      else if (type === 'zset') rows.set(own, [String(roll(100) / 8), own]);
      else if (type === 'list') rows.set(String(at), [String(at), own]);
      else if (type === 'stream') rows.set(`${at + 1}-0`, [`${at + 1}-0`, words(own, latin(bytes()))]);
      else rows.set(own, [own]);
    }
    const model = [...rows.values()];
    const cells = (column: number): Buffer[] => model.map((row) => raw(row[column] ?? ''));
    const call = (command: string, ...args: (string | Buffer)[]): Promise<unknown> => redis.direct.call(command, name, ...args);
    switch (type) {
      case 'string':
        await call('SET', cells(0)[0] ?? '');
        return model.slice(0, 1);
      case 'hash':
        await call('HSET', ...model.flatMap((row) => row.map(raw)), '__proto__', 'stays');
        return model;
      case 'zset':
        await call('ZADD', ...model.flatMap((row) => row.map(raw)), '0', '__proto__');
        return model;
      case 'list':
        await call('RPUSH', ...cells(1), '__proto__');
        return model;
      case 'set':
        await call('SADD', ...cells(0), '__proto__');
        return model;
      case 'stream': {
        for (const [id = '', entry = ''] of model) {
          const split = splitLine(entry);
          await call('XADD', id, ...(split.ok ? split.words.map((word) => Buffer.from(word)) : []));
        }
        await call('XADD', '9-0', '__proto__', 'stays');
        return model;
      }
    }
  }

  /** The second writer: something else where the first one looks. */
  async function change(type: Type, name: Buffer, row: readonly string[]): Promise<void> {
    const [a, b] = [raw(row[0] ?? ''), raw(row[1] ?? '')];
    if (type === 'string') await redis.direct.set(name, 'theirs', 'KEEPTTL');
    else if (type === 'hash') await redis.direct.call('HSET', name, a, 'theirs');
    else if (type === 'zset') await redis.direct.call('ZADD', name, '77', b);
    else if (type === 'list') await redis.direct.call('LPUSH', name, 'theirs');
    else if (type === 'set') await redis.direct.call('SREM', name, a);
    else await redis.direct.call('XDEL', name, a);
  }

  function theirs(type: Type, model: Model, row: readonly string[]): Model {
    const others = (at: number): Model => model.filter((one) => one[at] !== row[at]);
    switch (type) {
      case 'string':
        return [['theirs']];
      case 'hash':
        return settled(type, [...others(0), [row[0] ?? '', 'theirs']]);
      case 'zset':
        return settled(type, [...others(1), ['77', row[1] ?? '']]);
      case 'list':
        return ['theirs', ...model.map((one) => one[1] ?? '')].map((one, at) => [String(at), one]);
      case 'set':
      case 'stream':
        return others(0);
    }
  }

  function words(field: string, value: string): string {
    return [field, value].map((word) => quoteWhereNeeded(raw(word))).join(' ');
  }

  function editOf(type: Exclude<Type, 'string'>, model: Model, row: readonly string[], other: string, kind: number): Edit {
    const rows = (list: Model): Uint8Array[][] => list.map((one) => one.map(raw));
    const made: Record<typeof type, readonly string[]> = {
      hash: [other, latin(bytes())],
      zset: [String(roll(9)), other],
      list: [row[0] ?? '', other],
      set: [other],
      stream: ['*', words(other, latin(bytes()))],
    };
    if (kind === 0) return { kind: 'add', rows: rows([made[type]]), at: (['head', 'tail', 'index'] as const)[roll(3)] ?? 'tail' };
    if (kind === 1 && type !== 'stream') return { kind: 'replace', row: rows([row])[0] ?? [], with: rows([made[type]])[0] ?? [] };
    return { kind: 'remove', rows: rows(model.filter((one) => one === row || roll(2) === 0)) };
  }
});
