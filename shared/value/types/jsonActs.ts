/** What changes in a JSON document: one place, only while it is what was seen, and the way back. */
import { type Bytes, utf8 } from '../../bytes.ts';
import { fail } from '../../fault.ts';
import { asCount, asText } from '../../reply.ts';
import { type Asking, type Deed, orNull, unwrapped } from '../module.ts';
import type { Check, Plan, Words } from '../plan.ts';
import { type JsonPath, jsonPathOf, kindOf, sizeAt, textAt } from './jsonPlace.ts';

export const jsonName = 'ReJSON-RL';
/** What is removed is read before it goes, up to this. */
const maxKept = 4 * 1024 * 1024;

function listed(one: Bytes): Bytes {
  return Uint8Array.from([0x5b, ...one, 0x5d]);
}

const isNow = (key: Bytes, at: Bytes, one: Bytes): Check => ({ ask: ['JSON.GET', key, at], is: listed(one), else: 'changed' });
const isNot = (key: Bytes, at: Bytes): Check => ({ ask: ['JSON.GET', key, at], is: utf8('[]'), else: 'exists' });
const isLong = (key: Bytes, at: Bytes, length: number): Check => ({ ask: ['JSON.ARRLEN', key, at], is: utf8(String(length)), else: 'changed' });
const plan = (checks: readonly Check[], ...writes: readonly Words[]): Plan => ({ type: jsonName, checks, writes });

export async function setting(asking: Asking, key: Bytes, steps: JsonPath, from: Bytes, to: Bytes): Promise<Deed> {
  const at = jsonPathOf(steps);
  // A new root is a new value to some modules, and its time to live would go with the old one.
  const expires = steps.length > 0 ? null : await orNull(asking.send('PEXPIRETIME', key));
  const time = expires === null ? '-1' : asText(expires);
  const kept = time.startsWith('-')
    ? { checks: [], writes: [] }
    : { checks: [{ ask: ['PEXPIRETIME', key], is: utf8(time), else: 'changed' } as const], writes: [['PEXPIREAT', key, time] as const] };
  const setTo = (was: Bytes, next: Bytes): Plan => plan([isNow(key, at, was), ...kept.checks], ['JSON.SET', key, at, next, 'XX'], ...kept.writes);
  return { plan: setTo(from, to), undo: async (now) => setTo(await textAt(now, key, steps, maxKept), from) };
}

export function adding(key: Bytes, steps: JsonPath, one: Bytes): Deed {
  if (typeof steps.at(-1) !== 'object') fail({ code: 'input', path: 'path', message: 'a member has a name' });
  const at = jsonPathOf(steps);
  return {
    plan: plan([isNot(key, at)], ['JSON.SET', key, at, one, 'NX']),
    undo: async (now) => plan([isNow(key, at, await textAt(now, key, steps, maxKept))], ['JSON.DEL', key, at]),
  };
}

export function inserting(key: Bytes, steps: JsonPath, index: number, length: number, one: Bytes): Deed {
  const [array, element] = [jsonPathOf(steps), jsonPathOf([...steps, index])];
  const write: Words = index >= length ? ['JSON.ARRAPPEND', key, array, one] : ['JSON.ARRINSERT', key, array, index, one];
  return {
    plan: plan([isLong(key, array, length)], write),
    undo: async (now) =>
      plan([isLong(key, array, length + 1), isNow(key, element, await textAt(now, key, [...steps, index], maxKept))], ['JSON.DEL', key, element]),
  };
}

export async function removing(asking: Asking, key: Bytes, steps: JsonPath, from: Bytes | null, size: number | null): Promise<Deed> {
  const step = steps.at(-1);
  if (step === undefined) fail({ code: 'input', path: 'path', message: 'the root goes with its key' });
  const at = jsonPathOf(steps);
  const bytes = from === null ? await sizeAt(asking, key, steps) : null;
  const was = from ?? (bytes !== null && bytes <= maxKept ? await textAt(asking, key, steps, maxKept) : null);
  const kind = kindOf(await asking.send('JSON.TYPE', key, at), true);
  const checks: Check[] = [];
  if (was !== null) checks.push(isNow(key, at, was));
  if (size !== null && kind !== null)
    checks.push({
      ask: [kind === 'object' ? 'JSON.OBJLEN' : kind === 'array' ? 'JSON.ARRLEN' : 'JSON.STRLEN', key, at],
      is: utf8(String(size)),
      else: 'changed',
    });
  if (checks.length === 0) fail({ code: 'conflict', found: kind === null ? 'gone' : 'changed' });
  const parent = steps.slice(0, -1);
  return {
    plan: plan(checks, ['JSON.DEL', key, at]),
    undo:
      was === null
        ? null
        : async (now) => {
            if (typeof step !== 'number') return plan([isNot(key, at)], ['JSON.SET', key, at, was, 'NX']);
            const array = jsonPathOf(parent);
            const length = asCount(unwrapped(await now.send('JSON.ARRLEN', key, array)));
            return plan([isLong(key, array, length)], step >= length ? ['JSON.ARRAPPEND', key, array, was] : ['JSON.ARRINSERT', key, array, step, was]);
          },
  };
}

/** Redis has no command for it: the value is set under the new name, where there is none, and the old one goes. It is the last member then. */
export async function renaming(asking: Asking, key: Bytes, steps: JsonPath, to: Bytes, from: Bytes | null): Promise<Deed> {
  const name = steps.at(-1);
  if (typeof name !== 'object') return fail({ code: 'input', path: 'path', message: 'a member has a name' });
  const [before, after] = [steps, [...steps.slice(0, -1), to]];
  const was = from ?? (await textAt(asking, key, steps, maxKept));
  const move = (out: JsonPath, into: JsonPath): Plan =>
    plan([isNow(key, jsonPathOf(out), was), isNot(key, jsonPathOf(into))], ['JSON.SET', key, jsonPathOf(into), was, 'NX'], ['JSON.DEL', key, jsonPathOf(out)]);
  return { plan: move(before, after), undo: async () => move(after, before) };
}
