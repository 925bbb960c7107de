/** Vector set (Redis 8): its elements by name, each with its vector and attributes, and those that are most like one of them. */
import * as v from 'valibot';
import { type Bytes, utf8 } from '../../bytes.ts';
import { fail } from '../../fault.ts';
import { atMost, bytes, text } from '../../inputs.ts';
import { asBytes, asCount, asList, asText, type Reply } from '../../reply.ts';
import { type Asking, type Deed, type ModuleType, orNull } from '../module.ts';
import { inNames, inPairs } from '../pairs.ts';
import type { Check, Plan, Words } from '../plan.ts';

const name = 'vectorset';
/** No embedding in use has more. */
const maxDimensions = 65_536;

const vector = v.pipe(v.array(text(40)), v.minLength(1), v.maxLength(maxDimensions), v.readonly());

export const vectorsAsk = v.variant('what', [
  /** In the order of their bytes where the server can (8.4), from behind `after` on; otherwise any of them. */
  v.object({ of: v.literal('vectors'), what: v.literal('list'), after: v.nullable(bytes), count: atMost(1000) }),
  v.object({ of: v.literal('vectors'), what: v.literal('element'), element: bytes }),
  /** `filter` is an expression over attributes; '' for none. */
  v.object({ of: v.literal('vectors'), what: v.literal('similar'), to: v.union([bytes, vector]), count: atMost(1000), filter: text(1024) }),
]);
export const vectorsAct = v.variant('what', [
  /** `attributes`: JSON, empty for none. */
  v.object({ of: v.literal('vectors'), what: v.literal('add'), element: bytes, vector, attributes: bytes }),
  v.object({ of: v.literal('vectors'), what: v.literal('attributes'), element: bytes, from: v.nullable(bytes), to: v.nullable(bytes) }),
  v.object({ of: v.literal('vectors'), what: v.literal('remove'), element: bytes }),
]);
export type VectorsAsk = v.InferOutput<typeof vectorsAsk>;
export type VectorsAct = v.InferOutput<typeof vectorsAct>;

export interface VectorsFacts {
  readonly of: 'vectors';
  readonly length: number;
  readonly dimensions: number;
  /** int8, f32 or bin. */
  readonly quantization: string;
  readonly layers: number;
  /** Elements that have attributes; null where the server does not tell. */
  readonly attributed: number | null;
  /** Dimensions before they were reduced; null where they were not. */
  readonly reducedFrom: number | null;
  /** Elements come in order; otherwise a list of them is a sample. */
  readonly ordered: boolean;
}

export interface Similar {
  readonly element: Bytes;
  /** 1 is the same direction, 0 the opposite; as the server writes it. */
  readonly score: string;
  /** Null where it has none; absent where the server does not tell them here. */
  readonly attributes?: Bytes | null;
}

export type VectorsAnswer =
  | { readonly of: 'vectors'; readonly what: 'list'; readonly elements: readonly Bytes[] }
  | {
      readonly of: 'vectors';
      readonly what: 'element';
      /** As the server gives them back, which is near what was put in; empty where the element is gone. */
      readonly vector: readonly string[];
      readonly attributes: Bytes | null;
      /** Elements it is linked with in the lowest layer, by likeness. */
      readonly links: readonly Similar[];
    }
  | { readonly of: 'vectors'; readonly what: 'similar'; readonly found: readonly Similar[] };

export const vectors: ModuleType<VectorsFacts, VectorsAsk, VectorsAnswer, VectorsAct> = {
  name,
  needs: 'VINFO',
  async open({ send, can }, key) {
    const [length, dimensions, info] = await Promise.all([send('VCARD', key), send('VDIM', key), send('VINFO', key)]);
    const facts = inNames(info);
    const count = (fact: string): number | null => (facts.has(fact) ? asCount(facts.get(fact)) : null);
    return {
      of: 'vectors',
      length: asCount(length),
      dimensions: asCount(dimensions),
      quantization: asText(facts.get('quant-type')),
      layers: (count('max-level') ?? 0) + 1,
      attributed: count('attributes-count'),
      reducedFrom: count('projection-input-dim') || null,
      ordered: can.has('VRANGE'),
    };
  },
  async ask(asking, key, ask) {
    switch (ask.what) {
      case 'list':
        return { of: 'vectors', what: 'list', elements: await elements(asking, key, ask.after, ask.count) };
      case 'element':
        return { of: 'vectors', what: 'element', ...(await element(asking, key, ask.element)) };
      case 'similar':
        return { of: 'vectors', what: 'similar', found: await similar(asking, key, ask.to, ask.count, ask.filter) };
    }
  },
  async act(asking, key, act) {
    switch (act.what) {
      case 'add':
        return adding(asking, key, act.element, act.vector, act.attributes);
      case 'attributes':
        return attributing(key, act.element, act.from, act.to);
      case 'remove':
        // What VEMB gives back is near the vector, and not it: nothing could be put back.
        return { plan: plan([isThere(key, act.element)], ['VREM', key, act.element]), undo: null };
    }
  },
};

async function elements({ send, can }: Asking, key: Bytes, after: Bytes | null, count: number): Promise<readonly Bytes[]> {
  if (can.has('VRANGE')) return asList(await send('VRANGE', key, after === null ? '-' : Uint8Array.from([0x28, ...after]), '+', count)).map(asBytes);
  const any = await send('VRANDMEMBER', key, count);
  return any === null ? [] : asList(any).map(asBytes);
}

async function element({ send }: Asking, key: Bytes, one: Bytes): Promise<Omit<Extract<VectorsAnswer, { what: 'element' }>, 'of' | 'what'>> {
  const [vectorReply, attributes, links] = await Promise.all([
    send('VEMB', key, one),
    send('VGETATTR', key, one),
    // A server that does not tell of its links is no less a server.
    orNull(send('VLINKS', key, one, 'WITHSCORES')),
  ]);
  return {
    vector: vectorReply === null ? [] : asList(vectorReply).map(asText),
    attributes: attributes === null ? null : asBytes(attributes),
    links: linksIn(links),
  };
}

/** A list for each layer, the lowest last. */
function linksIn(reply: Reply): readonly Similar[] {
  const lowest = Array.isArray(reply) ? (reply as readonly Reply[]).at(-1) : undefined;
  return lowest === undefined ? [] : inPairs(asList(lowest)).map(([linked, score]) => ({ element: asBytes(linked), score: asText(score) }));
}

async function similar({ send }: Asking, key: Bytes, to: Bytes | readonly string[], count: number, filter: string): Promise<readonly Similar[]> {
  const query = to instanceof Uint8Array ? (['ELE', to] as const) : (['VALUES', to.length, ...numbers(to)] as const);
  const words = [key, ...query, 'WITHSCORES', 'COUNT', count, ...(filter === '' ? [] : ['FILTER', filter])] as const;
  // WITHATTRIBS is younger (8.2) than the type, and there is no telling but by asking.
  const withAll = await orNull(send('VSIM', ...words, 'WITHATTRIBS'));
  if (withAll === null) return inPairs(asList(await send('VSIM', ...words))).map(([found, score]) => ({ element: asBytes(found), score: asText(score) }));
  const items = asList(withAll);
  // RESP3: a map of the element to its score and attributes. RESP2: the three in turn.
  const found = items.some((item) => Array.isArray(item))
    ? inPairs(items).map(([one, rest]) => [one, asList(rest)[0], asList(rest)[1]] as const)
    : Array.from({ length: Math.floor(items.length / 3) }, (_, at) => [items[3 * at], items[3 * at + 1], items[3 * at + 2]] as const);
  return found.map(([one, score, attributes]) => ({
    element: asBytes(one),
    score: asText(score),
    attributes: attributes === null || attributes === undefined ? null : asBytes(attributes),
  }));
}

const isThere = (key: Bytes, one: Bytes): Check => ({ ask: ['VEMB', key, one], is: 'some', else: 'gone' });
const plan = (checks: readonly Check[], ...writes: readonly Words[]): Plan => ({ type: name, checks, writes });

/** What VADD wants to hear: another quantization than the set has is refused. */
const quantizations: ReadonlyMap<string, string> = new Map([
  ['int8', 'Q8'],
  ['f32', 'NOQUANT'],
  ['bin', 'BIN'],
]);

async function adding({ send }: Asking, key: Bytes, one: Bytes, values: readonly string[], attributes: Bytes): Promise<Deed> {
  const facts = inNames(await send('VINFO', key));
  const quantization = quantizations.get(asText(facts.get('quant-type')));
  const links = facts.get('hnsw-m');
  // A set that reduces what it is given wants to hear that, too.
  const reduced = facts.get('projection-input-dim') !== undefined && asCount(facts.get('projection-input-dim')) === values.length;
  const words: Words = [
    'VADD',
    key,
    ...(reduced ? ['REDUCE', asText(facts.get('vector-dim'))] : []),
    'VALUES',
    values.length,
    ...numbers(values),
    one,
    ...(quantization === undefined ? [] : [quantization]),
    ...(attributes.length === 0 ? [] : ['SETATTR', attributes]),
    ...(links === undefined ? [] : ['M', asText(links)]),
  ];
  return {
    plan: plan([{ ask: ['VEMB', key, one], is: null, else: 'exists' }], words),
    undo: () => Promise.resolve(plan([isThere(key, one)], ['VREM', key, one])),
  };
}

/** VSETATTR takes an empty text as none. */
function attributing(key: Bytes, one: Bytes, from: Bytes | null, to: Bytes | null): Deed {
  const setTo = (was: Bytes | null, next: Bytes | null): Plan =>
    plan([isThere(key, one), { ask: ['VGETATTR', key, one], is: was, else: 'changed' }], ['VSETATTR', key, one, next ?? utf8('')]);
  return { plan: setTo(from, to), undo: () => Promise.resolve(setTo(to, from)) };
}

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i;

function numbers(values: readonly string[]): readonly string[] {
  if (values.some((value) => !decimal.test(value))) fail({ code: 'input', path: 'vector', message: 'a vector is numbers' });
  return values;
}

/** A vector as it is typed or pasted: numbers with commas, spaces or brackets around them; null where it is something else. */
export function vectorIn(typed: string): readonly string[] | null {
  const found = typed
    .replace(/^\s*\[|\]\s*$/g, '')
    .split(/[\s,;]+/)
    .filter((part) => part !== '');
  return found.length > 0 && found.length <= maxDimensions && found.every((part) => decimal.test(part)) ? found : null;
}
