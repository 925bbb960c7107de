/** One message, all of it: when, where, how long, and the payload through its decoders. */
import { Copy, GitCompareArrows, Pin, PinOff, Send, X } from 'lucide-react';
import { type ReactNode, useMemo, useState } from 'react';
import { displayText, type Bytes as Raw } from '../../shared/bytes.ts';
import type { ShownRow } from '../../shared/feed/feed.ts';
import { maxPins } from '../../shared/feed/keepsakes.ts';
import { isPacked } from '../../shared/feed/query/row.ts';
import { useFormat, useText } from '../i18n/i18n.ts';
import { useDecoding } from '../tab/useDecoding.ts';
import { useActions, useTab } from '../tab/useTab.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Bytes } from '../ui/Bytes.tsx';
import { copyText, safeText } from '../ui/copy.ts';
import { Decoded } from '../ui/decoded/Decoded.tsx';
import { type FindValue, FindValueContext } from '../ui/decoded/findValue.ts';
import { notify } from '../ui/Notices.tsx';
import { Empty, Failure, Skeleton } from '../ui/Pane.tsx';
import { Comparison } from './Comparison.tsx';
import { readAtOnce } from './chosen.ts';
import { conditionFor } from './condition.ts';
import { gapWords } from './gapWords.ts';
import { type MessageRow, pinOf } from './pinning.ts';
import { repeatWords } from './repeatWords.ts';

export function MessageView({ onCompose }: { readonly onCompose: () => void }): ReactNode {
  const text = useText();
  const chosen = useTab((state) => state.feed.chosen);
  const readAll = useTab((state) => state.feed.readAll);
  return (
    <section className="live-message" aria-label={text.feed.message}>
      {chosen === null ? (
        <Empty title={text.feed.noneChosen} body={text.feed.noneChosenWhat} />
      ) : chosen.row === null ? (
        <Skeleton shape="text" />
      ) : (
        <>
          <Facts row={chosen.row} payload={chosen.payload} onCompose={onCompose} />
          {chosen.fault !== null && <Failure fault={chosen.fault} inline action={{ label: text.ui.retry, run: readAll }} />}
          {chosen.row.kind === 'message' && <Payload row={chosen.row} payload={chosen.payload} failed={chosen.fault !== null} />}
        </>
      )}
    </section>
  );
}

function Facts({ row, payload, onCompose }: { readonly row: ShownRow; readonly payload: Raw | null; readonly onCompose: () => void }): ReactNode {
  const text = useText();
  const format = useFormat();
  const unchoose = useTab((state) => state.feed.unchoose);
  return (
    <header className="live-facts">
      {row.kind !== 'message' ? (
        <p>{gapWords(text, format, row)}</p>
      ) : (
        <>
          <p className="data live-facts-channel">
            <Bytes bytes={row.channel} cap={512} />
          </p>
          <p className="muted" title={format.moment(row.at)}>
            {[format.clock(row.at), text.feed.exactSize(row.size), text.feed.number(row.seq)].join(' · ')}
          </p>
          {row.repeats !== undefined && <p className="muted">{repeatWords(text, format, row)}</p>}
        </>
      )}
      <span className="live-facts-tools">
        {row.kind === 'message' && <PinButton row={row} payload={payload} />}
        {row.kind === 'message' && payload !== null && <SendButton row={row} payload={payload} onCompose={onCompose} />}
        {payload !== null && <IconButton label={text.feed.copyPayload} icon={<Copy size={14} />} onPress={() => copyText(text, safeText(payload))} />}
        <IconButton label={text.feed.closeMessage} icon={<X size={14} />} onPress={unchoose} />
      </span>
    </header>
  );
}

function SendButton({ row, payload, onCompose }: { readonly row: MessageRow; readonly payload: Raw; readonly onCompose: () => void }): ReactNode {
  const text = useText();
  const compose = useTab((state) => state.feed.compose);
  const run = (): void => {
    if (compose(row.channel, payload, row.form)) onCompose();
    else notify({ title: text.live.publishing.notText, tone: 'warn', id: 'compose' });
  };
  return <IconButton label={text.live.publishing.compose} icon={<Send size={14} />} onPress={run} />;
}

function PinButton({ row, payload }: { readonly row: MessageRow; readonly payload: Raw | null }): ReactNode {
  const text = useText();
  const pinned = useTab((state) => pinOf(state.feed.pins, row.seq)?.id ?? null);
  const opened = useTab((state) => state.feed.opened);
  const { pin, unpin } = useActions('feed');
  // Numbers of a recording mean nothing in the feed.
  if (opened !== null) return null;
  if (pinned !== null) return <IconButton label={text.feed.unpin} icon={<PinOff size={14} />} onPress={() => unpin(pinned)} />;
  const add = (): void => {
    if (pin(row, payload ?? row.preview) === null) notify({ title: text.feed.tooManyPins(maxPins), tone: 'warn', id: 'pins' });
  };
  return <IconButton label={text.feed.pin} icon={<Pin size={14} />} onPress={add} />;
}

interface PayloadProps {
  readonly row: MessageRow;
  readonly payload: Raw | null;
  readonly failed: boolean;
}

function Payload({ row, payload, failed }: PayloadProps): ReactNode {
  const text = useText();
  const readAll = useTab((state) => state.feed.readAll);
  const decoding = useDecoding(row.channel, true);
  const bytes = payload ?? row.preview;
  const [comparing, setComparing] = useState(false);
  const narrow = useTab((state) => state.feed.narrow);
  // Of a stream and of MONITOR the size counts the words, not the line that is shown.
  const whole = payload !== null || bytes.length === row.size;
  // Fields are looked for in payloads that are JSON or MessagePack as they came.
  const findable = isPacked(bytes[0]) || /^\s*[{[]/.test(displayText(bytes.subarray(0, 64)));
  const findValue = useMemo(
    (): FindValue => (names, node) => {
      const condition = conditionFor(names, node);
      return condition === null ? null : () => void narrow(condition);
    },
    [narrow],
  );
  return (
    <>
      {!whole && row.size > readAtOnce && !failed && (
        <div className="live-payload-bar">
          <Button onPress={readAll}>{text.feed.readAll(row.size)}</Button>
        </div>
      )}
      {row.size === 0 ? (
        <p className="live-none muted">{text.feed.emptyPayload}</p>
      ) : (
        <>
          {payload !== null && (
            <div className="live-payload-bar">
              <Button
                variant="ghost"
                icon={<GitCompareArrows size={14} />}
                aria-expanded={comparing}
                pressed={comparing}
                onPress={() => setComparing(!comparing)}
              >
                {text.live.changes.open}
              </Button>
            </div>
          )}
          {comparing && payload !== null && <Comparison row={row} payload={payload} schemas={decoding.schemas} />}
          <FindValueContext value={findable ? findValue : null}>
            <Decoded bytes={bytes} truncated={!whole} label={text.feed.payloadText} of={row.seq} {...decoding} />
          </FindValueContext>
        </>
      )}
    </>
  );
}
