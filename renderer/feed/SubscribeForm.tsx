/** The form that adds to what is listened to: a name, what kind of source it is, and where a stream begins. */
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import type { SourceKind } from '../../shared/feed/feed.ts';
import { useText } from '../i18n/i18n.ts';
import { useActions, useTab } from '../tab/useTab.ts';
import { Button } from '../ui/Button.tsx';
import { TextField } from '../ui/Field.tsx';
import { faultText } from '../ui/faultText.ts';
import { type Choice, Select } from '../ui/Select.tsx';
import { isGlob } from './names.ts';

const commands: Readonly<Record<SourceKind, string>> = {
  channel: 'SUBSCRIBE',
  pattern: 'PSUBSCRIBE',
  shard: 'SSUBSCRIBE',
  keyspace: 'PSUBSCRIBE',
  keyevent: 'PSUBSCRIBE',
  stream: 'XREAD',
  monitor: 'MONITOR',
};

/** By key or by event is asked beside it. */
const offered = ['channel', 'pattern', 'shard', 'keyspace', 'stream', 'monitor'] as const;

export function SubscribeForm(): ReactNode {
  const text = useText();
  const draft = useTab((state) => state.feed.draft);
  const { setKind, typeName, subscribe, ask } = useActions('feed');
  const monitor = draft.kind === 'monitor';
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  /** What was typed when the question was put: another name is another question. */
  const [asked, setAsked] = useState<string | null>(null);
  const asking = asked !== null && draft.kind === 'channel' && asked === draft.typed;
  const names = text.live.names;
  const label = draft.kind === 'channel' || draft.kind === 'pattern' || monitor ? text.feed.name : names[draft.kind];
  return (
    <form
      className={`live-subscribe${draft.kind === 'stream' || draft.kind === 'keyspace' || draft.kind === 'keyevent' ? ' more' : ''}`}
      onSubmit={(event) => {
        event.preventDefault();
        if (monitor) ask('monitor');
        // A channel may be named so; most who type it mean the pattern.
        else if (draft.kind === 'channel' && isGlob(draft.typed)) setAsked(draft.typed);
        else void subscribe();
      }}
    >
      <TextField
        label={label}
        hideLabel
        data
        disabled={monitor}
        placeholder={monitor ? names.monitor : label}
        value={monitor ? '' : draft.typed}
        onChange={typeName}
        error={useProblem()}
        ref={field}
      />
      <Select<(typeof offered)[number]>
        label={text.feed.source}
        hideLabel
        value={draft.kind === 'keyevent' ? 'keyspace' : draft.kind}
        choices={offered.map((value) => ({ value, label: text.live.kinds[value], hint: commands[value] }))}
        onChange={setKind}
      />
      <Options />
      {asking ? (
        <Meant
          onChoose={(kind) => {
            setAsked(null);
            void subscribe(kind);
            field.current?.focus();
          }}
          onLeave={() => {
            setAsked(null);
            field.current?.focus();
          }}
        />
      ) : (
        <Button type="submit" variant="primary" disabled={draft.busy} hint={commands[draft.kind]}>
          {monitor ? text.live.monitor.open : text.feed.subscribe}
        </Button>
      )}
    </form>
  );
}

/** A name that is a pattern too: which of the two is asked, and neither is taken for granted. */
function Meant({ onChoose, onLeave }: { readonly onChoose: (kind: 'pattern' | 'channel') => void; readonly onLeave: () => void }): ReactNode {
  const words = useText().beside.glob;
  // On its way down: the tooltip of the focused button would take it for itself.
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    onLeave();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot stand in a row with its field
    <div role="group" aria-label={words.is} className="live-meant" onKeyDownCapture={onKeyDown}>
      <Button variant="primary" autoFocus hint={`PSUBSCRIBE. ${words.patternHint}`} onPress={() => onChoose('pattern')}>
        {words.pattern}
      </Button>
      <Button hint={`SUBSCRIBE. ${words.literalHint}`} onPress={() => onChoose('channel')}>
        {words.literal}
      </Button>
    </div>
  );
}

function Options(): ReactNode {
  const text = useText();
  const { kind, from, id, problem } = useTab((state) => state.feed.draft);
  const { setKind, setFrom } = useActions('feed');
  if (kind === 'keyspace' || kind === 'keyevent') {
    const by: readonly Choice<'keyspace' | 'keyevent'>[] = [
      { value: 'keyspace', label: text.live.byKey },
      { value: 'keyevent', label: text.live.byEvent },
    ];
    return <Select label={text.live.eventsBy} hideLabel value={kind} choices={by} onChange={setKind} />;
  }
  if (kind !== 'stream') return null;
  return (
    <>
      <Select
        label={text.live.from}
        hideLabel
        value={from}
        choices={(['new', 'start', 'id'] as const).map((value) => ({ value, label: text.live.fromChoices[value] }))}
        onChange={(next) => setFrom(next)}
      />
      {from === 'id' && (
        <TextField
          label={text.live.entryId}
          hideLabel
          data
          placeholder="1700000000000-0"
          value={id}
          onChange={(next) => setFrom('id', next)}
          error={problem === 'id' ? text.live.badId : null}
        />
      )}
    </>
  );
}

function useProblem(): string | null {
  const text = useText();
  const { problem, fault } = useTab((state) => state.feed.draft);
  if (problem !== null && problem !== 'id') return text.feed.nameProblems[problem];
  if (fault === null) return null;
  const { title, advice } = faultText(text, fault);
  return `${title}. ${advice}`;
}
