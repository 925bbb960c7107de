/** What a connection's feed is watched with, saved with the connection: queries under a name, and rules that alert. */
import * as v from 'valibot';

const text = (max: number) => v.pipe(v.string(), v.maxLength(max));

const maxQuery = 1024;
export const maxSavedQueries = 200;
export const maxAlertRules = 100;

export const alertKinds = ['match', 'above', 'below', 'silence', 'gap'] as const;

export const savedQuerySchema = v.object({
  name: v.pipe(text(80), v.trim(), v.minLength(1)),
  query: v.pipe(text(maxQuery), v.minLength(1)),
});
export type SavedQuery = Readonly<v.InferOutput<typeof savedQuerySchema>>;

export const alertRuleSchema = v.object({
  id: text(60),
  kind: v.picklist(alertKinds),
  /** Messages that count; empty: all. Of a gap not looked at. */
  query: text(maxQuery),
  /** Messages a second for a rate, seconds for silence. */
  value: v.pipe(v.number(), v.minValue(0), v.maxValue(1e9)),
});
export type AlertRule = Readonly<v.InferOutput<typeof alertRuleSchema>>;

export const watchingSchema = v.object({
  queries: v.pipe(v.array(savedQuerySchema), v.maxLength(maxSavedQueries)),
  alerts: v.pipe(v.array(alertRuleSchema), v.maxLength(maxAlertRules)),
});
/** A query under its name; one that had that name gives way. */
export function withQuery(all: readonly SavedQuery[], one: SavedQuery): readonly SavedQuery[] {
  return [...all.filter(({ name }) => name !== one.name), one].sort((a, b) => a.name.localeCompare(b.name));
}
