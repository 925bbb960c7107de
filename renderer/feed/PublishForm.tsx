/** Publishing by hand: a channel, a payload, and how many heard it. */
import { Send } from 'lucide-react';
import { type FocusEvent, type ReactNode, useState } from 'react';
import { useCommand } from '../commands/useCommand.ts';
import { useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { Button } from '../ui/Button.tsx';
import { TextField } from '../ui/Field.tsx';
import { faultText } from '../ui/faultText.ts';

export function PublishForm(): ReactNode {
  const text = useText();
  const letter = useTab((state) => state.feed.letter);
  const { addressTo, write, publish } = useTab((state) => state.feed);
  const [inside, setInside] = useState(false);
  // Mod+Enter publishes from within the form only: elsewhere it would send what nobody looks at.
  useCommand('run', () => void publish(), inside);
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
      <TextField
        label={text.feed.channel}
        hideLabel
        data
        placeholder={text.feed.channel}
        value={letter.channel}
        onChange={addressTo}
        error={letter.problem === null ? null : text.feed.nameProblems[letter.problem]}
      />
      <TextField
        label={text.feed.payload}
        hideLabel
        data
        lines={3}
        placeholder={text.feed.payload}
        value={letter.payload}
        onChange={write}
        error={letter.unwritable ? text.feed.nameProblems.unwritable : null}
      />
      <div className="live-publish-foot">
        <Outcome />
        <Button type="submit" command="run" icon={<Send size={14} />} hint="PUBLISH" disabled={letter.outcome?.kind === 'sending'}>
          {text.feed.publish}
        </Button>
      </div>
    </form>
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
      {outcome?.kind === 'sent' ? text.feed.receivers(outcome.receivers) : ''}
    </p>
  );
}
