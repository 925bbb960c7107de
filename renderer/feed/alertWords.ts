/** Rules and what they said, as sentences. */
import type { Alert } from '../../shared/feed/insight.ts';
import { plainString } from '../../shared/visible.ts';
import type { AlertRule } from '../../shared/watching.ts';
import type { Messages } from '../i18n/en.ts';

export function ruleWords(text: Messages, { kind, query, value }: AlertRule): string {
  const words = text.live.alerts;
  const of = query === '' ? words.anything : plainString(query, 120);
  return words.rule[kind](of, value);
}

/** A rule that was removed meanwhile is not known any more. */
export function alertWords(text: Messages, alert: Alert, rules: readonly AlertRule[]): string {
  const rule = rules.find((one) => one.id === alert.rule);
  return rule === undefined ? text.live.alerts.former : text.live.alerts.happened[rule.kind](ruleWords(text, rule), alert.value);
}
