/** JSON (RedisJSON, Redis 8, Valkey): a document by its paths, a level at a time; what is edited is one place, and only while it is what was seen. */
import * as v from 'valibot';
import { type Bytes, displayText, sameBytes, utf8 } from '../../bytes.ts';
import { fail } from '../../fault.ts';
import { position } from '../../inputs.ts';
import { asBytes, asCount, asList, asText, isReplyError, type Reply } from '../../reply.ts';
import { type Asking, type Deed, type ModuleType, orNull, unwrapped } from '../module.ts';
import type { Check, Plan, Words } from '../plan.ts';

const name = 'ReJSON-RL';
/** Children of one window. */
export const jsonWindow = 200;
/** OBJKEYS tells all names at once: more than these only where somebody asks for them. */
const maxNames = 20_000;
/** Longer strings come when they are asked for: there is no part of a string. */
const maxPreview = 4096;
/** More than this is not loaded into an editor. */
const maxText = 16 * 1024 * 1024;
/** What is removed is read before it goes, up to this. */
const maxKept = 4 * 1024 * 1024;

const small = v.custom<Bytes>((value) => value instanceof Uint8Array && value.length <= 64 * 1024, 'expected at most 64 KB of bytes');
const text = v.custom<Bytes>((value) => value instanceof Uint8Array && value.length <= maxText, 'expected at most 16 MB of bytes');
/** Names of members and indexes of elements, from the root. */
const path = v.pipe(v.array(v.union([small, position])), v.maxLength(500), v.readonly());

export const jsonAsk = v.variant('what', [
  /** One window of what is in there. `all`: however many names that takes. */
  v.object({ of: v.literal('json'), what: v.literal('children'), path, from: position, all: v.boolean() }),
  v.object({ of: v.literal('json'), what: v.literal('text'), path }),
]);
export const jsonAct = v.variant('what', [
  v.object({ of: v.literal('json'), what: v.literal('set'), path, from: text, to: text }),
  /** A member, where there is none of its name. */
  v.object({ of: v.literal('json'), what: v.literal('add'), path, text }),
  /** An element before the one at this index, of an array that is as long as was seen. */
  v.object({ of: v.literal('json'), what: v.literal('insert'), path, at: position, length: position, text }),
  /** `from`: its text, where that was seen; otherwise its size. */
  v.object({ of: v.literal('json'), what: v.literal('remove'), path, from: v.nullable(text), size: v.nullable(position) }),
]);
export type JsonPath = v.InferOutput<typeof path>;
export type JsonAsk = v.InferOutput<typeof jsonAsk>;
export type JsonAct = v.InferOutput<typeof jsonAct>;

const kinds = ['object', 'array', 'string', 'integer', 'number', 'boolean', 'null'] as const;
export type JsonKind = (typeof kinds)[number];

export interface JsonNode {
  /** The name or the index; null for the root. */
  readonly step: Bytes | number | null;
  /** Null: nothing is there any more, or no path leads to it. */
  readonly kind: JsonKind | null;
  /** Members, elements, or characters of a string that is too long to come by itself. */
  readonly size: number | null;
  /** JSON as the server writes it; null for what has parts, and for a long string. */
  readonly text: Bytes | null;
}

export type JsonAnswer =
  | {
      readonly of: 'json';
      readonly what: 'children';
      readonly total: number /** There are too many names to list unasked. */;
      readonly held: boolean;
      readonly nodes: readonly JsonNode[];
    }
  | { readonly of: 'json'; readonly what: 'text'; readonly text: Bytes };

export interface JsonFacts {
  readonly of: 'json';
  readonly root: JsonNode;
}

export const json: ModuleType<JsonFacts, JsonAsk, JsonAnswer, JsonAct> = {
  name,
  needs: 'JSON.GET',
  open: async (asking, key) => ({ of: 'json', root: (await nodesAt(asking, key, [{ step: null, path: [] }]))[0] ?? fail({ code: 'missing', what: 'key' }) }),
  async ask(asking, key, ask) {
    if (ask.what === 'text') return { of: 'json', what: 'text', text: await textAt(asking, key, ask.path, maxText) };
    return { of: 'json', what: 'children', ...(await childrenAt(asking, key, ask)) };
  },
  async act(asking, key, act) {
    switch (act.what) {
      case 'set':
        return setting(asking, key, act.path, act.from, act.to);
      case 'add':
        return adding(key, act.path, act.text);
      case 'insert':
        return inserting(key, act.path, act.at, act.length, act.text);
      case 'remove':
        return removing(asking, key, act.path, act.from, act.size);
    }
  },
};

const [quote, slash] = [0x22, 0x5c];

/** JSONPath in brackets: `$["a"][0]`. Exact bytes: a name is written as it came. */
export function jsonPathOf(steps: JsonPath): Bytes {
  const out: number[] = [...utf8('$')];
  for (const step of steps) {
    if (typeof step === 'number') out.push(...utf8(`[${step}]`));
    else {
      out.push(...utf8('["'));
      for (const byte of step) {
        if (byte === quote || byte === slash) out.push(slash);
        out.push(byte);
      }
      out.push(...utf8('"]'));
    }
  }
  return Uint8Array.from(out);
}

interface Place {
  readonly step: JsonNode['step'];
  readonly path: JsonPath;
}

/** What is at these places: their types in one write, then what there is to see of each in another. */
async function nodesAt({ sendMany }: Asking, key: Bytes, places: readonly Place[]): Promise<readonly JsonNode[]> {
  const paths = places.map(({ path: steps }) => jsonPathOf(steps));
  const types = (await sendMany(paths.map((one) => ['JSON.TYPE', key, one]))).map((reply) => kindOf(reply, places.length === 1));
  const sizes: Readonly<Partial<Record<JsonKind, string>>> = { object: 'JSON.OBJLEN', array: 'JSON.ARRLEN', string: 'JSON.STRLEN' };
  const asked = types.flatMap((kind, at): { readonly at: number; readonly words: Words }[] => {
    const one = paths[at];
    return kind === null || one === undefined ? [] : [{ at, words: [sizes[kind] ?? 'JSON.GET', key, one] }];
  });
  const answers = asked.length === 0 ? [] : await sendMany(asked.map(({ words }) => words));
  const nodes = places.map(({ step }, at): { -readonly [K in keyof JsonNode]: JsonNode[K] } => ({ step, kind: types[at] ?? null, size: null, text: null }));
  const short: number[] = [];
  for (const [order, { at }] of asked.entries()) {
    const node = nodes[at];
    const answer = unwrapped(answers[order]);
    if (node === undefined) continue;
    // Gone in between.
    if (answer === null || answer === undefined || isEmpty(answer)) node.kind = null;
    else if (node.kind !== null && sizes[node.kind] === undefined) node.text = inner(asBytes(answer));
    else {
      node.size = asCount(answer);
      if (node.kind === 'string' && node.size <= maxPreview) short.push(at);
    }
  }
  const texts = short.length === 0 ? [] : await sendMany(short.map((at) => ['JSON.GET', key, paths[at] ?? '']));
  for (const [order, at] of short.entries()) {
    const node = nodes[at];
    const got = unwrapped(texts[order]);
    if (node !== undefined && got instanceof Uint8Array) node.text = inner(got);
  }
  return nodes;
}

function kindOf(reply: Reply, alone: boolean): JsonKind | null {
  // One place of many may have no path that this module understands; of one alone the refusal is the answer.
  if (isReplyError(reply) && alone) fail({ code: 'redis', prefix: reply.prefix, message: reply.message });
  const type = unwrapped(reply);
  if (type === null || type === undefined || isEmpty(type)) return null;
  const said = asText(type);
  return kinds.find((kind) => kind === said) ?? null;
}

function isEmpty(reply: Reply): boolean {
  return Array.isArray(reply) && reply.length === 0;
}

/** JSON.GET of a path that begins with `$` answers with the list of what matches: one. */
function inner(matches: Bytes): Bytes {
  return matches[0] === 0x5b && matches.at(-1) === 0x5d ? matches.slice(1, -1) : matches;
}

function listed(one: Bytes): Bytes {
  return Uint8Array.from([0x5b, ...one, 0x5d]);
}

async function childrenAt(asking: Asking, key: Bytes, { path: steps, from, all }: { readonly path: JsonPath; readonly from: number; readonly all: boolean }) {
  const at = jsonPathOf(steps);
  const kind = kindOf(await asking.send('JSON.TYPE', key, at), true);
  if (kind === 'array') {
    const total = asCount(unwrapped(await asking.send('JSON.ARRLEN', key, at)));
    const count = Math.max(0, Math.min(jsonWindow, total - from));
    const places = Array.from({ length: count }, (_, index): Place => ({ step: from + index, path: [...steps, from + index] }));
    return { total, held: false, nodes: await nodesAt(asking, key, places) };
  }
  if (kind !== 'object') fail({ code: 'conflict', found: kind === null ? 'gone' : 'type' });
  const total = asCount(unwrapped(await asking.send('JSON.OBJLEN', key, at)));
  if (total > maxNames && !all) return { total, held: true, nodes: [] };
  const names = namesIn(await asking.send('JSON.OBJKEYS', key, at)).slice(from, from + jsonWindow);
  return {
    total,
    held: false,
    nodes: await nodesAt(
      asking,
      key,
      names.map((step) => ({ step, path: [...steps, step] })),
    ),
  };
}

/** The names of one object, whether the module puts them in a list of their own or not. */
function namesIn(reply: Reply): readonly Bytes[] {
  const items = asList(reply);
  return (items.length === 1 && Array.isArray(items[0]) ? asList(items[0]) : items).map(asBytes);
}

async function textAt(asking: Asking, key: Bytes, steps: JsonPath, most: number): Promise<Bytes> {
  const size = await sizeAt(asking, key, steps);
  if (size !== null && size > most) fail({ code: 'input', path: 'path', message: `${size} bytes are too many to load` });
  const got = await asking.send('JSON.GET', key, jsonPathOf(steps));
  if (got === null || sameBytes(asBytes(got), utf8('[]'))) fail({ code: 'conflict', found: 'gone' });
  return inner(asBytes(got));
}

/** Bytes in memory, null where the module does not tell. */
async function sizeAt({ send }: Asking, key: Bytes, steps: JsonPath): Promise<number | null> {
  const size = unwrapped(await orNull(send('JSON.DEBUG', 'MEMORY', key, jsonPathOf(steps))));
  if (typeof size !== 'string' && !(size instanceof Uint8Array)) return null;
  return /^\d{1,15}$/.test(displayText(size instanceof Uint8Array ? size : utf8(size))) ? asCount(size) : null;
}

const isNow = (key: Bytes, at: Bytes, one: Bytes): Check => ({ ask: ['JSON.GET', key, at], is: listed(one), else: 'changed' });
const isNot = (key: Bytes, at: Bytes): Check => ({ ask: ['JSON.GET', key, at], is: utf8('[]'), else: 'exists' });
const isLong = (key: Bytes, at: Bytes, length: number): Check => ({ ask: ['JSON.ARRLEN', key, at], is: utf8(String(length)), else: 'changed' });
const plan = (checks: readonly Check[], ...writes: readonly Words[]): Plan => ({ type: name, checks, writes });

async function setting(asking: Asking, key: Bytes, steps: JsonPath, from: Bytes, to: Bytes): Promise<Deed> {
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

function adding(key: Bytes, steps: JsonPath, one: Bytes): Deed {
  if (typeof steps.at(-1) !== 'object') fail({ code: 'input', path: 'path', message: 'a member has a name' });
  const at = jsonPathOf(steps);
  return {
    plan: plan([isNot(key, at)], ['JSON.SET', key, at, one, 'NX']),
    undo: async (now) => plan([isNow(key, at, await textAt(now, key, steps, maxKept))], ['JSON.DEL', key, at]),
  };
}

function inserting(key: Bytes, steps: JsonPath, index: number, length: number, one: Bytes): Deed {
  const [array, element] = [jsonPathOf(steps), jsonPathOf([...steps, index])];
  const write: Words = index >= length ? ['JSON.ARRAPPEND', key, array, one] : ['JSON.ARRINSERT', key, array, index, one];
  return {
    plan: plan([isLong(key, array, length)], write),
    undo: async (now) =>
      plan([isLong(key, array, length + 1), isNow(key, element, await textAt(now, key, [...steps, index], maxKept))], ['JSON.DEL', key, element]),
  };
}

async function removing(asking: Asking, key: Bytes, steps: JsonPath, from: Bytes | null, size: number | null): Promise<Deed> {
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
