/** What is listened to: the form that adds to it, and each source with its state, its count and the way out. */
import { RotateCw, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { FeedSource } from '../../shared/feed/feed.ts';
import { plainString, plainText } from '../../shared/visible.ts';
import { useFormat, useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { StateDot } from '../ui/Badge.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { Bytes } from '../ui/Bytes.tsx';
import { TextField } from '../ui/Field.tsx';
import { faultText } from '../ui/faultText.ts';
import { Select } from '../ui/Select.tsx';
import { Tooltip } from '../ui/Tooltip.tsx';
import { isGlob } from './names.ts';

export function SubscribeForm(): ReactNode {
  const text = useText();
  const draft = useTab((state) => state.feed.draft);
  const { setKind, typeName, subscribe } = useTab((state) => state.feed);
  const words = draft.problem !== null ? text.feed.nameProblems[draft.problem] : draft.fault === null ? null : faultWords(faultText(text, draft.fault));
  // A channel may be named so; most who type it mean the pattern.
  const meant = draft.kind === 'channel' && isGlob(draft.typed);
  return (
    <form
      className="live-subscribe"
      onSubmit={(event) => {
        event.preventDefault();
        void subscribe();
      }}
    >
      <TextField
        label={text.feed.name}
        hideLabel
        data
        placeholder={text.feed.name}
        value={draft.typed}
        onChange={typeName}
        error={words}
        trailing={
          meant && (
            <span className="live-name">
              <Button variant="ghost" hint={text.feed.asPatternHint} onPress={() => setKind('pattern')}>
                {text.feed.asPattern}
              </Button>
            </span>
          )
        }
      />
      <Select
        label={text.feed.source}
        hideLabel
        value={draft.kind}
        choices={[
          { value: 'channel', label: text.feed.channel, hint: 'SUBSCRIBE' },
          { value: 'pattern', label: text.feed.pattern, hint: 'PSUBSCRIBE' },
        ]}
        onChange={setKind}
      />
      <Button type="submit" variant="primary" disabled={draft.busy} hint={draft.kind === 'channel' ? 'SUBSCRIBE' : 'PSUBSCRIBE'}>
        {text.feed.subscribe}
      </Button>
    </form>
  );
}

function faultWords({ title, advice }: ReturnType<typeof faultText>): string {
  return `${title}. ${advice}`;
}

const none: readonly FeedSource[] = [];

export function Sources(): ReactNode {
  const text = useText();
  const sources = useTab((state) => state.feed.frame?.sources ?? none);
  if (sources.length === 0) return null;
  return (
    <ul className="live-sources" aria-label={text.feed.sources}>
      {sources.map((source) => (
        <SourceChip key={source.id} source={source} />
      ))}
    </ul>
  );
}

const dots = { starting: 'busy', live: 'ready', interrupted: 'warn', refused: 'down', stopped: 'down' } as const;

function SourceChip({ source }: { readonly source: FeedSource }): ReactNode {
  const text = useText();
  const format = useFormat();
  const again = useTab((state) => state.feed.again);
  const drop = useTab((state) => state.feed.drop);
  const state = text.feed.states[source.state];
  const name = plainText(source.name, 60);
  return (
    <li className="live-source" data-state={source.state}>
      <Tooltip text={text.feed.sourceHint(source.kind === 'pattern' ? text.feed.pattern : text.feed.channel, state, plainString(source.detail))}>
        <span className="live-source-name">
          <StateDot state={dots[source.state]} label={state} />
          {source.kind === 'pattern' && <span className="faint">{text.feed.pattern}</span>}
          <span className="data">
            <Bytes bytes={source.name} cap={48} />
          </span>
          {source.state !== 'live' && <span className="live-source-state">{state}</span>}
        </span>
      </Tooltip>
      <span className="live-source-count">{format.number(source.received)}</span>
      {source.state === 'refused' && <IconButton label={text.feed.again(name)} icon={<RotateCw size={12} />} onPress={() => void again(source)} />}
      <IconButton label={text.feed.drop(name)} icon={<X size={12} />} onPress={() => void drop(source)} />
    </li>
  );
}
