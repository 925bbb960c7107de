/** Strings of any size: windows of them, a search through them, small changes in place, and contents that come from a file. */
import { randomBytes } from 'node:crypto';
import { type Bytes, sameBytes, utf8 } from '../../../shared/bytes.ts';
import { FaultError, fail } from '../../../shared/fault.ts';
import { asBytes, asCount, asText, type Reply } from '../../../shared/reply.ts';
import { type Change, type Changed, inverseOf, planOfChange } from '../../../shared/value/change.ts';
import type { Plan } from '../../../shared/value/plan.ts';
import type { BytesWindow, FindStep } from '../../../shared/value/value.ts';
import type { SendOptions, Session } from '../connections/session.ts';
import { script } from '../script.ts';
import { apply } from './apply.ts';
import type { Undos } from './undos.ts';

/** Bytes that one step of a search reads: a copy of so much is well under a millisecond of server time. */
const findStep = 1024 * 1024;
const maxNeedle = 64 * 1024;
const maxFound = 1000;
const tellMs = 100;

export async function readBytes(session: Session, key: Bytes, from: number, length: number, signal: AbortSignal): Promise<BytesWindow> {
  const [bytes, whole] = await session.sendMany(
    [
      ['GETRANGE', key, from, from + length - 1],
      ['STRLEN', key],
    ],
    { signal },
  );
  return { bytes: asBytes(orFail(bytes)), length: asCount(orFail(whole)) };
}

/** Offsets at which the needle begins, window by window; windows overlap, so that none is missed between two. */
export async function* findBytes(session: Session, key: Bytes, needle: Bytes, from: number, signal: AbortSignal): AsyncGenerator<FindStep> {
  if (needle.length === 0 || needle.length > maxNeedle) fail({ code: 'input', path: 'needle', message: 'between 1 byte and 64 KB' });
  let at = from;
  let total = 0;
  let found: number[] = [];
  let told = performance.now();
  while (!signal.aborted) {
    const window = await readBytes(session, key, at, findStep + needle.length - 1, signal);
    const { bytes } = window;
    const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let hit = view.indexOf(needle); hit >= 0 && total < maxFound; hit = view.indexOf(needle, hit + 1)) {
      if (hit < findStep) {
        found.push(at + hit);
        total++;
      }
    }
    at = Math.min(at + findStep, window.length);
    const done = at >= window.length || total >= maxFound;
    // Each item costs the page a frame: a tenth of a second of looking is one.
    if (!done && performance.now() - told < tellMs) continue;
    yield { looked: at, length: window.length, found, done };
    if (done) return;
    found = [];
    told = performance.now();
  }
}

export async function changeString(session: Session, undos: Undos, key: Bytes, change: Change, options: SendOptions): Promise<Changed> {
  const last = await applyPlan(session, key, planOfChange(key, change), options);
  return { undo: undos.keep({ kind: 'plan', key, plan: planOfChange(key, inverseOf(change)) }), count: change.kind === 'count' ? asText(last) : null };
}

export async function applyPlan(session: Session, key: Bytes, plan: Plan, options: SendOptions): Promise<Reply> {
  return (await apply(session, key, plan, { command: plan.writes[0]?.[0] ?? 'SET', keys: 1, typed: null }, options)).last;
}

/** What was uploaded beside the key takes its place, with the rest of its time to live: O(1), however long both are. */
const takePlace = script(`
local kind = redis.call('TYPE', KEYS[1]).ok
if kind == 'none' and ARGV[1] ~= 'none' then return {'gone'} end
if kind ~= 'none' and ARGV[1] == 'none' then return {'exists'} end
if kind ~= 'none' and kind ~= 'string' then return {'type'} end
if kind == 'string' and (redis.call('STRLEN', KEYS[1]) ~= tonumber(ARGV[2]) or redis.call('GETRANGE', KEYS[1], 0, #ARGV[3] - 1) ~= ARGV[3]) then
  return {'changed'}
end
if redis.call('STRLEN', KEYS[2]) ~= tonumber(ARGV[4]) then return {'part'} end
if ARGV[5] ~= '' then
  local told = redis.pcall('PUBLISH', ARGV[5], KEYS[1])
  if type(told) == 'table' and told.err then return told end
end
local left = redis.call('PTTL', KEYS[1])
if left > 0 then redis.call('PEXPIRE', KEYS[2], left) else redis.call('PERSIST', KEYS[2]) end
redis.call('RENAME', KEYS[2], KEYS[1])
return {'done'}
`);

/** What was loaded of the value that a file shall replace: its length and its first bytes. */
export interface Replaced {
  readonly length: number;
  readonly head: Bytes;
}

const partLife = 10 * 60_000;

/** A name beside the key, in the same slot of a cluster; what is left of a broken upload expires. */
function partOf(key: Bytes, upload: string): Bytes {
  const open = key.indexOf(0x7b);
  const close = open < 0 ? -1 : key.indexOf(0x7d, open + 1);
  const tag = close > open + 1 ? key.slice(open + 1, close) : key;
  // A key with `}` and no tag of its own has no other name in its slot: outside of a cluster that does not matter.
  return Buffer.concat([utf8('keytide:upload:{'), tag, utf8(`}:${upload}`)]);
}

export async function uploadPart(session: Session, key: Bytes, upload: string, at: number, bytes: Bytes, options: SendOptions): Promise<{ upload: string }> {
  const id = upload === '' ? randomBytes(9).toString('hex') : upload;
  const part = partOf(key, id);
  const as = { command: 'SET', keys: 1, typed: null };
  // SETRANGE to a place that is named: the same part twice changes nothing.
  const [length] = await session.sendMany(
    [
      ['SETRANGE', part, at, bytes],
      ['PEXPIRE', part, partLife],
    ],
    { ...options, as },
  );
  if (asCount(orFail(length)) !== at + bytes.length) fail({ code: 'conflict', found: 'changed' });
  return { upload: id };
}

export async function finishUpload(
  session: Session,
  key: Bytes,
  upload: string,
  length: number,
  replaced: Replaced | null,
  options: SendOptions,
): Promise<void> {
  const part = partOf(key, upload);
  const as = { command: 'SET', keys: 1, typed: null };
  const args = [replaced === null ? 'none' : 'string', replaced?.length ?? 0, replaced?.head ?? '', length, session.profile.announce];
  const run = async (command: string, vehicle: string): Promise<Reply> => session.send(command, [vehicle, 2, key, part, ...args], { ...options, as });
  let reply: Reply;
  try {
    reply = await run('EVALSHA', takePlace.digest);
  } catch (thrown) {
    if (!(thrown instanceof FaultError) || thrown.fault.code !== 'redis' || thrown.fault.prefix !== 'NOSCRIPT') throw thrown;
    reply = await run('EVAL', takePlace.text);
  }
  const outcome = Array.isArray(reply) ? asText(reply[0] as Reply) : '';
  switch (outcome) {
    case 'done':
      return;
    case 'gone':
    case 'exists':
    case 'type':
      return fail({ code: 'conflict', found: outcome });
    case 'part':
      return fail({ code: 'input', path: 'upload', message: 'a part of it has expired; nothing was replaced' });
    default:
      return fail({ code: 'conflict', found: 'changed' });
  }
}

export async function dropUpload(session: Session, key: Bytes, upload: string, options: SendOptions): Promise<void> {
  await session.send('UNLINK', [partOf(key, upload)], { ...options, as: { command: 'SET', keys: 1, typed: null } });
}

/** How many different elements a HyperLogLog has counted, about. */
export async function countHll(session: Session, key: Bytes, signal: AbortSignal): Promise<string> {
  return asText(await session.send('PFCOUNT', [key], { signal }));
}

/** Magic, encoding, and the last count, which PFCOUNT itself writes: what follows are the registers. */
const hllHead = 16;

/** Adds what other HyperLogLogs have counted; null where it changed nothing that could be taken back. */
export async function mergeHll(session: Session, undos: Undos, key: Bytes, others: readonly Bytes[], options: SendOptions): Promise<string | null> {
  const whole = async (): Promise<Bytes> => asBytes((await session.send('GET', [key])) ?? utf8(''));
  const before = await whole();
  await session.send('PFMERGE', [key, ...others], options);
  const after = await whole();
  if (sameBytes(before.subarray(hllHead), after.subarray(hllHead))) return null;
  const same = { ask: ['GETRANGE', key, hllHead, -1], is: after.subarray(hllHead), else: 'changed' } as const;
  return undos.keep({ kind: 'plan', key, plan: { type: 'string', checks: [same], writes: [['SET', key, before, 'XX', 'KEEPTTL']] } });
}

function orFail(reply: Reply | undefined): Reply | undefined {
  if (typeof reply === 'object' && reply !== null && 'prefix' in reply) fail({ code: 'redis', prefix: reply.prefix, message: reply.message });
  return reply;
}
