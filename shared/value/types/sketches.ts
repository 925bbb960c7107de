/** Sketches (RedisBloom, Redis 8, Valkey): what each says of itself, what it says of an item, and one more item. An answer is likely, not certain. */
import * as v from 'valibot';
import { type Bytes, displayText } from '../../bytes.ts';
import { fail } from '../../fault.ts';
import { bytes } from '../../inputs.ts';
import { asBytes, asList, asText, isReplyError, type Reply } from '../../reply.ts';
import type { Asking, Deed, Opening } from '../module.ts';
import { inNames, inPairs } from '../pairs.ts';

export const sketchKinds = ['bloom', 'cuckoo', 'count-min', 'top-k', 't-digest'] as const;
export type SketchKind = (typeof sketchKinds)[number];

const items = v.pipe(v.array(bytes), v.minLength(1), v.maxLength(1000), v.readonly());

/** Items; of a t-digest fractions from 0 to 1 (`test`), or values (`share`: how many observations are below). */
export const sketchAsk = v.object({ of: v.literal('sketch'), kind: v.picklist(sketchKinds), what: v.picklist(['test', 'share']), items });
/** `by`: how often, where the sketch counts; 1 otherwise. */
export const sketchAct = v.object({
  of: v.literal('sketch'),
  kind: v.picklist(sketchKinds),
  type: v.pipe(v.string(), v.maxLength(60)),
  item: bytes,
  by: v.pipe(v.string(), v.regex(/^[1-9]\d{0,17}$/)),
});
export type SketchAsk = v.InferOutput<typeof sketchAsk>;
export type SketchAct = v.InferOutput<typeof sketchAct>;

export interface SketchFacts {
  readonly of: 'sketch';
  readonly kind: SketchKind;
  /** In the module's own words and order. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** Of a top-k: what it holds, most frequent first; null elsewhere. */
  readonly top: readonly { readonly item: Bytes; readonly count: string }[] | null;
}

export interface SketchAnswer {
  readonly of: 'sketch';
  /** One for each item, as the server wrote it: `1` or `0` for a membership, a count, a number. */
  readonly said: readonly string[];
}

interface Sketch {
  readonly kind: SketchKind;
  /** As TYPE answers it, Redis first, then Valkey. */
  readonly names: readonly string[];
  readonly info: string;
  test(items: readonly Bytes[]): readonly (readonly [command: string, ...args: Bytes[]])[];
  readonly add: (item: Bytes, by: string) => readonly [command: string, ...args: (Bytes | string)[]];
}

const all: readonly Sketch[] = [
  {
    kind: 'bloom',
    names: ['MBbloom--', 'bloomfltr'],
    info: 'BF.INFO',
    test: (wanted) => [['BF.MEXISTS', ...wanted]],
    add: (item) => ['BF.ADD', item],
  },
  {
    kind: 'cuckoo',
    names: ['MBbloomCF'],
    info: 'CF.INFO',
    // How often it may have been added: more than whether it was.
    test: (wanted) => wanted.map((item) => ['CF.COUNT', item]),
    add: (item) => ['CF.ADD', item],
  },
  {
    kind: 'count-min',
    names: ['CMSk-TYPE'],
    info: 'CMS.INFO',
    test: (wanted) => [['CMS.QUERY', ...wanted]],
    add: (item, by) => ['CMS.INCRBY', item, by],
  },
  {
    kind: 'top-k',
    names: ['TopK-TYPE'],
    info: 'TOPK.INFO',
    test: (wanted) => [['TOPK.QUERY', ...wanted]],
    add: (item, by) => ['TOPK.INCRBY', item, by],
  },
  {
    kind: 't-digest',
    names: ['TDIS-TYPE'],
    info: 'TDIGEST.INFO',
    test: (wanted) => [['TDIGEST.QUANTILE', ...wanted]],
    add: (item) => ['TDIGEST.ADD', item],
  },
];

export const sketches: readonly Opening<SketchFacts>[] = all.flatMap((sketch) =>
  sketch.names.map((name) => ({ name, needs: sketch.info, open: (asking, key) => open(sketch, asking, key) })),
);

/** Nothing takes an item out of a sketch again. */
export function actOnSketch(key: Bytes, { kind, type, item, by }: SketchAct): Deed {
  const sketch = sketchOf(kind);
  if (!sketch.names.includes(type)) fail({ code: 'input', path: 'type', message: 'another sketch' });
  if (kind === 't-digest' && !isNumber(displayText(item))) fail({ code: 'input', path: 'item', message: 'a t-digest takes numbers' });
  const [command, ...args] = sketch.add(item, by);
  return { plan: { type, checks: [], writes: [[command, key, ...args]] }, undo: null };
}

async function open({ kind, info }: Sketch, { send }: Asking, key: Bytes): Promise<SketchFacts> {
  const facts = [...inNames(await send(info, key))].map(([name, value]): readonly [string, string] => [name, said(value)]);
  if (kind !== 'top-k') return { of: 'sketch', kind, facts, top: null };
  const list = inPairs(asList(await send('TOPK.LIST', key, 'WITHCOUNT')));
  return { of: 'sketch', kind, facts, top: list.map(([item, count]) => ({ item: asBytes(item), count: said(count ?? null) })) };
}

export async function askSketch({ sendMany }: Asking, key: Bytes, { kind, what, items: wanted }: SketchAsk): Promise<SketchAnswer> {
  const sketch = sketchOf(kind);
  if (kind === 't-digest' && !wanted.every((item) => isNumber(displayText(item))))
    fail({ code: 'input', path: 'items', message: 'a t-digest is asked with numbers' });
  const commands = what === 'share' && kind === 't-digest' ? [['TDIGEST.CDF', ...wanted] as const] : sketch.test(wanted);
  const replies = await sendMany(commands.map(([command, ...args]) => [command, key, ...args]));
  for (const reply of replies) if (isReplyError(reply)) fail({ code: 'redis', prefix: reply.prefix, message: reply.message });
  const found = replies.flatMap((reply) => (Array.isArray(reply) ? (reply as readonly Reply[]).map(said) : [said(reply)]));
  if (found.length !== wanted.length) fail({ code: 'redis', prefix: 'REPLY', message: `${found.length} answers to ${wanted.length} questions` });
  return { of: 'sketch', said: found };
}

/** Booleans of RESP3 as RESP2 writes them. */
function said(reply: Reply): string {
  if (typeof reply === 'boolean') return reply ? '1' : '0';
  if (reply === null) return '';
  return asText(reply);
}

function sketchOf(kind: SketchKind): Sketch {
  return all.find((one) => one.kind === kind) ?? fail({ code: 'input', path: 'kind', message: 'not a sketch' });
}

/** What a t-digest takes and is asked with. */
export function isNumber(text: string): boolean {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(text) && Number.isFinite(Number(text));
}
