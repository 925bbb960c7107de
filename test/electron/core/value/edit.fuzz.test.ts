/** Random edits over all core types, with a second writer: bytes equal to the model, times to live kept, no update lost. `KEYTIDE_FUZZ=10000` for the long run. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { editValue } from '../../../../electron/core/value/edit.ts';
import { takeBack } from '../../../../electron/core/value/takeBack.ts';
import { createUndos } from '../../../../electron/core/value/undos.ts';
import { saveString } from '../../../../electron/core/value/write.ts';
import { idOf } from '../../../../shared/bytes.ts';
import { FaultError } from '../../../../shared/fault.ts';
import type { Edit, Row } from '../../../../shared/value/edit.ts';
import { startRedis, type TestRedis } from '../../../support/redis.ts';
import { readySession } from '../../../support/session.ts';

const rounds = Number(process.env['KEYTIDE_FUZZ'] ?? 800);
const types = ['string', 'hash', 'list', 'set', 'zset'] as const;
type Type = (typeof types)[number];
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

/** What is on the server, read by another client. */
async function held(name: Buffer, type: Type): Promise<readonly string[]> {
  const latin = (reply: unknown): string[] => (reply as Buffer[]).map((one) => one.toString('latin1'));
  switch (type) {
    case 'string':
      return [(await redis.direct.getBuffer(name))?.toString('latin1') ?? ''];
    case 'hash':
      return inPairs(latin(await redis.direct.callBuffer('HGETALL', name))).toSorted();
    case 'list':
      return latin(await redis.direct.callBuffer('LRANGE', name, '0', '-1'));
    case 'set':
      return latin(await redis.direct.callBuffer('SMEMBERS', name)).toSorted();
    case 'zset':
      return inPairs(latin(await redis.direct.callBuffer('ZRANGE', name, '0', '-1', 'WITHSCORES'))).toSorted();
  }
}

const inPairs = (flat: readonly string[]): string[] => flat.flatMap((one, at) => (at % 2 === 0 ? [`${one}\n${flat[at + 1]}`] : []));

test(`${rounds} random edits`, { timeout: 600_000 }, async () => {
  const roll = dice(20_261_125);
  const bytes = (): Uint8Array => Uint8Array.from({ length: roll(4) }, () => [0, 0x0a, 0x41, 0x80, 0xff][roll(5)] ?? 0);
  const undos = createUndos();
  const text = (row: Uint8Array): string => idOf(row);
  let conflicts = 0;
  let written = 0;
  for (let round = 0; round < rounds; round++) {
    const type = types[roll(types.length)] ?? 'hash';
    const key = Uint8Array.from([...bytes(), type.charCodeAt(0)]);
    const name = Buffer.from(key);
    await redis.direct.del(name);
    // Always one element that no edit touches, so that the key stays.
    const model: Row[] = await fill(type, name);
    await redis.direct.pexpire(name, 100_000);
    const [first, second] = [model[roll(model.length)] ?? [], bytes()];
    const interfere = roll(3) === 0;
    if (interfere) await change(type, name, first);
    const before = await held(name, type);
    const dump = await redis.direct.dumpBuffer(name);
    let done = true;
    let undo: string | null = null;
    try {
      if (type === 'string') undo = (await saveString(session, undos, key, second, { kind: 'bytes', bytes: first[0] ?? key }, {})).undo;
      else undo = (await editValue(session, undos, { key, type, edit: editOf(type, model, first, second, roll(3)) }, {})).undo;
    } catch (thrown) {
      if (!(thrown instanceof FaultError) || thrown.fault.code !== 'conflict') throw thrown;
      done = false;
    }
    if (done) written++;
    else conflicts++;
    if (!done) expect(await held(name, type), `round ${round}: a conflict changes nothing`).toEqual(before);
    expect(await redis.direct.pttl(name), `round ${round}: time to live`).toBeGreaterThan(99_000);
    expect(await redis.direct.type(name)).toBe(type);
    if (done && undo !== null) {
      const entry = undos.get(undo);
      await takeBack(session, entry, {});
      const after = await redis.direct.dumpBuffer(name);
      // The order inside of a hash or set is the server's own.
      if (type === 'string' || type === 'list') expect(after, `round ${round}: undone`).toEqual(dump);
      expect(await held(name, type), `round ${round}: undone`).toEqual(before);
    }
  }
  expect(conflicts).toBeGreaterThan(rounds / 20);
  expect(written).toBeGreaterThan(rounds / 4);

  async function fill(type: Type, name: Buffer): Promise<Row[]> {
    const keep = new Map<string, Row>();
    for (let at = 0; at < 2 + roll(4); at++) {
      const own = bytes();
      if (type === 'hash') keep.set(text(own), [own, bytes()]);
      else if (type === 'zset') keep.set(text(own), [Buffer.from(String(roll(100) / 8)), own]);
      else if (type === 'list') keep.set(String(at), [Buffer.from(String(at)), own]);
      else keep.set(text(own), [own]);
    }
    const rows = [...keep.values()];
    const cells = (at: number): Buffer[] => rows.map((row) => Buffer.from(row[at] ?? []));
    if (type === 'string') await redis.direct.set(name, Buffer.from(rows[0]?.[0] ?? []));
    else if (type === 'hash') await redis.direct.call('HSET', name, ...rows.flatMap((row) => row.map((one) => Buffer.from(one))), '__proto__', 'stays');
    else if (type === 'zset') await redis.direct.call('ZADD', name, ...rows.flatMap((row) => row.map((one) => Buffer.from(one))), '0', '__proto__');
    else if (type === 'list') await redis.direct.call('RPUSH', name, ...cells(1), '__proto__');
    else await redis.direct.call('SADD', name, ...cells(0), '__proto__');
    return type === 'string' ? rows.slice(0, 1) : rows;
  }

  /** The second writer: another value where the first one looks. */
  async function change(type: Type, name: Buffer, row: Row): Promise<void> {
    const cells = row.map((one) => Buffer.from(one));
    if (type === 'string') await redis.direct.set(name, 'theirs', 'KEEPTTL');
    else if (type === 'hash') await redis.direct.call('HSET', name, cells[0] ?? '', 'theirs');
    else if (type === 'zset') await redis.direct.call('ZADD', name, '77', cells[1] ?? '');
    else if (type === 'list') await redis.direct.call('LPUSH', name, 'theirs');
    else await redis.direct.call('SREM', name, cells[0] ?? '');
  }

  function editOf(type: Exclude<Type, 'string'>, model: readonly Row[], row: Row, other: Uint8Array, kind: number): Edit {
    const made: Row =
      type === 'hash' ? [other, bytes()] : type === 'zset' ? [Buffer.from(String(roll(9))), other] : type === 'list' ? [row[0] ?? other, other] : [other];
    if (kind === 0) return { kind: 'add', rows: [made], at: (['head', 'tail', 'index'] as const)[roll(3)] ?? 'tail' };
    if (kind === 1) return { kind: 'replace', row, with: made };
    return { kind: 'remove', rows: model.filter((one) => one === row || roll(2) === 0) };
  }
});
