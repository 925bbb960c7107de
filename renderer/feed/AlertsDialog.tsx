/** Rules that say when something is worth a notice, and what they said. */
import { Plus, Trash2 } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { parseQuery } from '../../shared/feed/query/parse.ts';
import { type AlertRule, alertKinds, maxAlertRules } from '../../shared/watching.ts';
import { useFormat, useText } from '../i18n/i18n.ts';
import { useOutside } from '../tab/useOutside.ts';
import { useActions, useTab } from '../tab/useTab.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { NumberField, TextField } from '../ui/Field.tsx';
import { Select } from '../ui/Select.tsx';
import { Switch } from '../ui/Switch.tsx';
import { alertWords, ruleWords } from './alertWords.ts';
import { maxFilter } from './filtering.ts';

export function AlertsDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const text = useText();
  const words = text.live.alerts;
  const rules = useTab((state) => state.feed.rules);
  const session = useTab((state) => state.feed.keeping?.saved === false);
  const { setRules, seeAlerts } = useActions('feed');
  const unseen = useTab((state) => state.feed.unseen);
  useEffect(() => {
    if (unseen > 0) seeAlerts();
  }, [unseen, seeAlerts]);
  return (
    <Dialog
      open
      onClose={onClose}
      width="wide"
      title={words.title}
      description={session ? text.beside.queries.session : words.what}
      footer={<Button onPress={onClose}>{text.ui.close}</Button>}
    >
      <div className="live-form">
        <NewRule />
        {rules.length > 0 && (
          <ul className="live-recordings" aria-label={words.rules}>
            {rules.map((rule) => (
              <li key={rule.id}>
                <span className="live-recordings-name">{ruleWords(text, rule)}</span>
                <IconButton
                  label={words.remove(ruleWords(text, rule))}
                  icon={<Trash2 size={14} />}
                  onPress={() => setRules(rules.filter((one) => one.id !== rule.id))}
                />
              </li>
            ))}
          </ul>
        )}
        <Outside />
        <Said onClose={onClose} />
      </div>
    </Dialog>
  );
}

/** As notices of the system too, while this window is not in front. */
function Outside(): ReactNode {
  const words = useText().beside.outside;
  const { on, payloads, state, turn, show } = useOutside();
  const barred = state === 'refused' || state === 'absent';
  return (
    <>
      <Switch
        label={words.notices}
        checked={on}
        disabled={barred}
        onChange={(next) => void turn(next)}
        hint={state === 'refused' ? words.refused : state === 'absent' ? words.absent : words.noticesHint}
      />
      {on && <Switch label={words.payload} checked={payloads} onChange={show} hint={words.payloadHint} />}
    </>
  );
}

function NewRule(): ReactNode {
  const text = useText();
  const words = text.live.alerts;
  const applied = useTab((state) => state.feed.applied);
  const rules = useTab((state) => state.feed.rules);
  const setRules = useTab((state) => state.feed.setRules);
  const [kind, setKind] = useState<AlertRule['kind']>('match');
  const [query, setQuery] = useState(applied);
  const [value, setValue] = useState<number | null>(10);
  // Only whether it can be read is asked here: which moment times are counted from makes no difference.
  const parsed = parseQuery(query, 0);
  const numbered = kind === 'above' || kind === 'below' || kind === 'silence';
  const ready = parsed.ok && (!numbered || value !== null) && rules.length < maxAlertRules;
  const add = (): void => {
    if (ready) setRules([...rules, { id: crypto.randomUUID(), kind, query: kind === 'gap' ? '' : query, value: numbered ? (value ?? 0) : 0 }]);
  };
  return (
    <form
      className="live-rule-form"
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <Select label={words.when} value={kind} choices={alertKinds.map((one) => ({ value: one, label: words.kinds[one] }))} onChange={setKind} />
      {numbered && <NumberField label={kind === 'silence' ? words.seconds : words.rate} value={value} onChange={setValue} min={1} max={1_000_000} />}
      {kind !== 'gap' && (
        <TextField
          label={words.query}
          data
          value={query}
          onChange={setQuery}
          maxLength={maxFilter}
          placeholder={words.anything}
          error={parsed.ok ? null : text.live.filterProblem(text.live.filterProblems[parsed.problem], parsed.from + 1, Math.max(parsed.from + 1, parsed.to))}
        />
      )}
      <Button type="submit" icon={<Plus size={14} />} disabled={!ready}>
        {words.add}
      </Button>
    </form>
  );
}

function Said({ onClose }: { readonly onClose: () => void }): ReactNode {
  const text = useText();
  const format = useFormat();
  const words = text.live.alerts;
  const alerts = useTab((state) => state.feed.alerts);
  const rules = useTab((state) => state.feed.rules);
  const { goToAlert, clearAlerts } = useActions('feed');
  if (alerts.length === 0) return <p className="muted">{rules.length === 0 ? words.noRules : words.none}</p>;
  return (
    <section aria-label={words.said}>
      <div className="live-table-foot">
        <h3>{words.said}</h3>
        <Button variant="ghost" onPress={clearAlerts}>
          {text.ui.clear}
        </Button>
      </div>
      <ul className="live-recordings">
        {alerts.map((alert) => (
          <li key={`${alert.rule} ${alert.at} ${alert.seq ?? ''}`}>
            <span className="muted">{format.clock(alert.at)}</span>
            <span className="live-recordings-name">{alertWords(text, alert, rules)}</span>
            {alert.seq !== null && (
              <Button
                onPress={() => {
                  void goToAlert(alert);
                  onClose();
                }}
              >
                {text.feed.showInFeed}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
