/** What a view of the keys is asked to show: filter, layout, order and what divides a name. */
import * as v from 'valibot';

export const filterKinds = ['substring', 'glob', 'regex', 'exact'] as const;
export type FilterKind = (typeof filterKinds)[number];
export const sortKeys = ['name', 'count', 'ttl', 'size'] as const;
/** The longest filter that is taken. */
export const maxFilter = 4096;

const whole = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));

export const keyFilterSchema = v.object({
  /** Looked for in the bytes of the name, as UTF-8. Empty passes everything. */
  text: v.pipe(v.string(), v.maxLength(maxFilter)),
  how: v.picklist(filterKinds),
  caseSensitive: v.boolean(),
  type: v.nullable(v.pipe(v.string(), v.maxLength(60))),
  ttl: v.nullable(v.variant('kind', [v.object({ kind: v.literal('none') }), v.object({ kind: v.literal('below'), ms: whole })])),
  /** Bytes by MEMORY USAGE. Keys that were not measured yet do not pass. */
  size: v.nullable(v.object({ atLeast: whole })),
});
export type KeyFilter = v.InferOutput<typeof keyFilterSchema>;

export const keyShapeSchema = v.object({
  filter: keyFilterSchema,
  layout: v.picklist(['tree', 'list']),
  sort: v.object({ by: v.picklist(sortKeys), descending: v.boolean() }),
  /** Whichever comes first in a name divides it there. */
  delimiters: v.pipe(v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(8))), v.maxLength(8)),
});
export type KeyShape = v.InferOutput<typeof keyShapeSchema>;

export const everyKey: KeyFilter = { text: '', how: 'substring', caseSensitive: false, type: null, ttl: null, size: null };
export const firstShape: KeyShape = { filter: everyKey, layout: 'tree', sort: { by: 'name', descending: false }, delimiters: [':'] };
