/** JSON (RedisJSON, Redis 8, Valkey): a document by its paths, a level at a time; what is edited is one place, and only while it is what was seen. */
import * as v from 'valibot';
import type { Bytes } from '../../bytes.ts';
import { fail } from '../../fault.ts';
import { position } from '../../inputs.ts';
import { asBytes, asCount, asList, type Reply } from '../../reply.ts';
import { type Asking, type ModuleType, unwrapped } from '../module.ts';
import type { Words } from '../plan.ts';
import { adding, inserting, jsonName, removing, renaming, setting } from './jsonActs.ts';
import { findAt, type JsonFound } from './jsonFind.ts';
import { inner, isEmpty, type JsonKind, type JsonPath, jsonPathOf, kindOf, textAt } from './jsonPlace.ts';

/** Children of one window. */
export const jsonWindow = 200;
/** OBJKEYS tells all names at once: more than these only where somebody asks for them. */
const maxNames = 20_000;
/** Longer strings come when they are asked for: there is no part of a string. */
const maxPreview = 4096;
/** More than this is not loaded into an editor. */
const maxText = 16 * 1024 * 1024;
const small = v.custom<Bytes>((value) => value instanceof Uint8Array && value.length <= 64 * 1024, 'expected at most 64 KB of bytes');
const text = v.custom<Bytes>((value) => value instanceof Uint8Array && value.length <= maxText, 'expected at most 16 MB of bytes');
/** Names of members and indexes of elements, from the root. */
const path = v.pipe(v.array(v.union([small, position])), v.maxLength(500), v.readonly());

export const jsonAsk = v.variant('what', [
  /** One window of what is in there. `all`: however many names that takes. */
  v.object({ of: v.literal('json'), what: v.literal('children'), path, from: position, all: v.boolean() }),
  v.object({ of: v.literal('json'), what: v.literal('text'), path }),
  /** What a JSONPath leads to, however many places that are. */
  v.object({ of: v.literal('json'), what: v.literal('find'), query: v.pipe(v.string(), v.startsWith('$'), v.maxLength(1000)) }),
]);
export const jsonAct = v.variant('what', [
  v.object({ of: v.literal('json'), what: v.literal('set'), path, from: text, to: text }),
  /** A member, where there is none of its name. */
  v.object({ of: v.literal('json'), what: v.literal('add'), path, text }),
  /** An element before the one at this index, of an array that is as long as was seen. */
  v.object({ of: v.literal('json'), what: v.literal('insert'), path, at: position, length: position, text }),
  /** `to`: a name that no member of that object has. */
  v.object({ of: v.literal('json'), what: v.literal('rename'), path, to: small, from: v.nullable(text) }),
  /** `from`: its text, where that was seen; otherwise its size. */
  v.object({ of: v.literal('json'), what: v.literal('remove'), path, from: v.nullable(text), size: v.nullable(position) }),
]);
export type JsonAsk = v.InferOutput<typeof jsonAsk>;
export type JsonAct = v.InferOutput<typeof jsonAct>;

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
  | { readonly of: 'json'; readonly what: 'text'; readonly text: Bytes }
  | JsonFound;

export interface JsonFacts {
  readonly of: 'json';
  readonly root: JsonNode;
}

export const json: ModuleType<JsonFacts, JsonAsk, JsonAnswer, JsonAct> = {
  name: jsonName,
  needs: 'JSON.GET',
  open: async (asking, key) => ({ of: 'json', root: (await nodesAt(asking, key, [{ step: null, path: [] }]))[0] ?? fail({ code: 'missing', what: 'key' }) }),
  async ask(asking, key, ask) {
    if (ask.what === 'text') return { of: 'json', what: 'text', text: await textAt(asking, key, ask.path, maxText) };
    if (ask.what === 'find') return findAt(asking, key, ask.query);
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
      case 'rename':
        return renaming(asking, key, act.path, act.to, act.from);
      case 'remove':
        return removing(asking, key, act.path, act.from, act.size);
    }
  },
};

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
