/** One message, all of it: when, where, how long, and the payload through its decoders. */
import { Copy, Pin, PinOff, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Bytes as Raw } from '../../shared/bytes.ts';
import type { FeedRow } from '../../shared/feed/feed.ts';
import { useFormat, useText } from '../i18n/i18n.ts';
import { useDecoding } from '../tab/useDecoding.ts';
import { useTab } from '../tab/useTab.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Bytes } from '../ui/Bytes.tsx';
import { copyText, safeText } from '../ui/copy.ts';
import { Decoded } from '../ui/decoded/Decoded.tsx';
import { notify } from '../ui/Notices.tsx';
import { Empty, Failure, Skeleton } from '../ui/Pane.tsx';
import { readAtOnce } from './chosen.ts';
import { gapWords } from './gapWords.ts';
import { type MessageRow, maxPins } from './pinning.ts';

export function MessageView(): ReactNode {
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
          <Facts row={chosen.row} payload={chosen.payload} />
          {chosen.fault !== null && <Failure fault={chosen.fault} inline action={{ label: text.ui.retry, run: readAll }} />}
          {chosen.row.kind === 'message' && <Payload row={chosen.row} payload={chosen.payload} failed={chosen.fault !== null} />}
        </>
      )}
    </section>
  );
}

function Facts({ row, payload }: { readonly row: FeedRow; readonly payload: Raw | null }): ReactNode {
  const text = useText();
  const format = useFormat();
  const unchoose = useTab((state) => state.feed.unchoose);
  return (
    <header className="live-facts">
      {row.kind === 'gap' ? (
        <p>{gapWords(text, format, row)}</p>
      ) : (
        <>
          <p className="data live-facts-channel">
            <Bytes bytes={row.channel} cap={512} />
          </p>
          <p className="muted" title={format.moment(row.at)}>
            {[format.clock(row.at), text.feed.exactSize(row.size), text.feed.number(row.seq)].join(' · ')}
          </p>
        </>
      )}
      <span className="live-facts-tools">
        {row.kind === 'message' && <PinButton row={row} payload={payload} />}
        {payload !== null && <IconButton label={text.feed.copyPayload} icon={<Copy size={14} />} onPress={() => copyText(text, safeText(payload))} />}
        <IconButton label={text.feed.closeMessage} icon={<X size={14} />} onPress={unchoose} />
      </span>
    </header>
  );
}

function PinButton({ row, payload }: { readonly row: MessageRow; readonly payload: Raw | null }): ReactNode {
  const text = useText();
  const pinned = useTab((state) => state.feed.pins.some((one) => one.row.seq === row.seq));
  const opened = useTab((state) => state.feed.opened);
  const { pin, unpin } = useTab((state) => state.feed);
  // Numbers of a recording mean nothing in the feed.
  if (opened !== null) return null;
  if (pinned) return <IconButton label={text.feed.unpin} icon={<PinOff size={14} />} onPress={() => unpin(row.seq)} />;
  const add = (): void => {
    if (!pin(row, payload ?? row.preview)) notify({ title: text.feed.tooManyPins(maxPins), tone: 'warn', id: 'pins' });
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
  const whole = bytes.length === row.size;
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
        <Decoded bytes={bytes} truncated={!whole} label={text.feed.payloadText} {...decoding} />
      )}
    </>
  );
}
