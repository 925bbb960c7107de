/** Publishing by hand: a channel, a payload, how many heard it; and the same again, at a rate or from before. */
import { History, Repeat, Send, Square } from 'lucide-react';
import { type FocusEvent, type ReactNode, useState } from 'react';
import type { Letter } from '../../shared/feed/keepsakes.ts';
import { payloadEncodings, publishKinds } from '../../shared/feed/publishing.ts';
import { plainString } from '../../shared/visible.ts';
import { useCommand } from '../commands/useCommand.ts';
import { useText } from '../i18n/i18n.ts';
import { useActions, useTab } from '../tab/useTab.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { TextField } from '../ui/Field.tsx';
import { faultText } from '../ui/faultText.ts';
import { Menu, type MenuEntry } from '../ui/Menu.tsx';
import { Select } from '../ui/Select.tsx';

const commands = { channel: 'PUBLISH', shard: 'SPUBLISH', stream: 'XADD' } as const;

export function PublishForm(): ReactNode {
  const text = useText();
  const words = text.live.publishing;
  const letter = useTab((state) => state.feed.letter);
  const { addressTo, write, sendAs, encodeAs, publish, stopRepeating, ask } = useActions('feed');
  const [inside, setInside] = useState(false);
  // Mod+Enter publishes from within the form only: elsewhere it would send what nobody looks at.
  useCommand('run', () => void publish(), inside);
  const repeating = letter.outcome?.kind === 'repeating' && !letter.outcome.over;
  return (
    <form
      className="live-publish"
      aria-label={text.feed.publish}
      onFocus={() => setInside(true)}
      onBlur={(event: FocusEvent<HTMLElement>) => setInside(event.currentTarget.contains(event.relatedTarget))}
      onSubmit={(event) => {
        event.preventDefault();
        void publish();
      }}
    >
      <div className="live-publish-to">
        <TextField
          label={text.feed.channel}
          hideLabel
          data
          placeholder={letter.kind === 'stream' ? text.live.names.stream : text.feed.channel}
          value={letter.channel}
          onChange={addressTo}
          error={letter.problem === null ? null : text.feed.nameProblems[letter.problem]}
        />
        <Select
          label={words.kind}
          hideLabel
          value={letter.kind}
          choices={publishKinds.map((value) => ({ value, label: text.live.kinds[value], hint: commands[value] }))}
          onChange={sendAs}
        />
        {letter.kind !== 'stream' && (
          <Select
            label={text.beside.encoding}
            hideLabel
            value={letter.encoding}
            choices={payloadEncodings.map((value) => ({ value, label: text.beside.encodings[value], hint: text.beside.encodingHints[value] }))}
            onChange={encodeAs}
          />
        )}
      </div>
      <TextField
        label={text.feed.payload}
        hideLabel
        data
        lines={3}
        placeholder={letter.kind === 'stream' ? words.entry : words.payload}
        value={letter.payload}
        onChange={write}
        error={useMistake()}
      />
      <div className="live-publish-foot">
        <Outcome />
        <Letters />
        {repeating ? (
          <Button variant="danger" icon={<Square size={14} />} onPress={stopRepeating}>
            {words.stop}
          </Button>
        ) : (
          <IconButton label={words.repeat} icon={<Repeat size={14} />} onPress={() => ask('repeat')} />
        )}
        <Button type="submit" command="run" icon={<Send size={14} />} hint={commands[letter.kind]} disabled={letter.outcome?.kind === 'sending' || repeating}>
          {text.feed.publish}
        </Button>
      </div>
    </form>
  );
}

function useMistake(): string | null {
  const text = useText();
  const { variable, mistake } = useTab((state) => state.feed.letter);
  if (variable !== null) return text.live.publishing.variable(plainString(variable, 60));
  return mistake === null ? null : text.beside.mistake(text.beside.mistakes[mistake.what], mistake.at + 1, plainString(mistake.detail, 120));
}

/** Templates and what was sent, to be in the form again. */
function Letters(): ReactNode {
  const words = useText().beside.letters;
  const sent = useTab((state) => state.feed.sent);
  const templates = useTab((state) => state.feed.templates);
  const empty = useTab((state) => state.feed.letter.payload === '');
  const { recall, ask } = useActions('feed');
  const entry = (label: string, letter: Letter): MenuEntry => ({
    label: plainString(label, 40),
    hint: plainString(letter.payload.replaceAll('\n', ' '), 40),
    run: () => recall(letter),
  });
  return (
    <Menu
      trigger={<IconButton label={words.menu} icon={<History size={14} />} />}
      align="end"
      entries={[
        ...(templates.length === 0 ? [] : [{ heading: words.templates, entries: templates.map(({ name, letter }) => entry(name, letter)) }]),
        ...(sent.length === 0 ? [] : [{ heading: words.sent, entries: sent.map((letter) => entry(letter.channel, letter)) }]),
        ...(templates.length + sent.length === 0 ? [] : ['separator' as const]),
        { label: words.saveThis, disabled: empty, run: () => ask('letters') },
        { label: words.manage, run: () => ask('letters') },
      ]}
    />
  );
}

function Outcome(): ReactNode {
  const text = useText();
  const outcome = useTab((state) => state.feed.letter.outcome);
  if (outcome?.kind === 'failed') {
    const { title, advice, detail } = faultText(text, outcome.fault);
    return (
      <p role="alert" className="live-publish-failed">
        {[`${title}.`, detail, advice].filter((part) => part !== '').join(' ')}
      </p>
    );
  }
  return (
    <p role="status" className="muted">
      {outcome?.kind === 'sent' &&
        (outcome.published.id === undefined ? text.feed.receivers(outcome.published.receivers) : text.live.publishing.added(outcome.published.id))}
      {outcome?.kind === 'repeating' &&
        (outcome.stopped
          ? text.live.publishing.stopped(outcome.state.sent)
          : text.live.publishing.repeated(outcome.state.sent, outcome.state.receivers, Math.round(outcome.state.perSecond)))}
    </p>
  );
}
