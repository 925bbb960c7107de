/** A reply as redis-cli would print it, as much of it as is asked for. */
import { type ReactNode, useMemo, useState } from 'react';
import type { Bytes as Raw } from '../../shared/bytes.ts';
import { quote } from '../../shared/escape.ts';
import type { Reply } from '../../shared/reply.ts';
import { plainString } from '../../shared/visible.ts';
import { useText } from '../i18n/i18n.ts';
import { Button } from '../ui/Button.tsx';
import { Bytes } from '../ui/Bytes.tsx';
import { type Item, itemText, replyLines } from './lines.ts';

const firstLines = 100;
const firstBytes = 4096;
/** What one more wish shows more of. */
const growth = 8;

export function ReplyView({ reply, report }: { readonly reply: Reply; readonly report: boolean }): ReactNode {
  const text = useText();
  const [wishes, setWishes] = useState(0);
  const factor = growth ** Math.min(wishes, 6);
  const { lines, more } = useMemo(() => replyLines(reply, firstLines * factor), [reply, factor]);
  const byteCap = firstBytes * factor;
  const cut = lines.some(({ item }) => item.kind === 'bytes' && item.bytes.length > byteCap);
  const asReport = report && reply instanceof Uint8Array;
  return (
    <div className="reply data">
      {asReport ? (
        <Report bytes={reply} cap={byteCap} />
      ) : (
        lines.map(({ lead, item }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a reply never changes, and its lines have no state
          <div key={at} className={`reply-line ${item.kind}`}>
            <span className="reply-lead faint">{lead}</span>
            <span className="reply-item">
              <ItemView item={item} cap={byteCap} />
            </span>
          </div>
        ))
      )}
      {(more || cut) && (
        <Button variant="ghost" onPress={() => setWishes(wishes + 1)}>
          {text.console.more}
        </Button>
      )}
    </div>
  );
}

function ItemView({ item, cap }: { readonly item: Item; readonly cap: number }): ReactNode {
  const text = useText();
  switch (item.kind) {
    case 'bytes':
      return (
        <>
          {quoted(item.bytes, cap)}
          {item.bytes.length > cap && <span className="faint"> {text.console.bytesMore(item.bytes.length - cap)}</span>}
        </>
      );
    case 'error':
      return <bdi>{plainString(itemText(item), 2000)}</bdi>;
    default:
      return itemText(item);
  }
}

/** Lines as the server laid them out; everything that hides is still a chip. */
function Report({ bytes, cap }: { readonly bytes: Raw; readonly cap: number }): ReactNode {
  const lines = useMemo(() => linesOf(bytes.subarray(0, cap)), [bytes, cap]);
  return lines.map((line, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a reply never changes, and its lines have no state
    <div key={at} className="reply-line">
      <span className="reply-item">
        <Bytes bytes={line} cap={cap} />
      </span>
    </div>
  ));
}

function linesOf(bytes: Raw): readonly Raw[] {
  const lines: Raw[] = [];
  for (let start = 0; start < bytes.length; ) {
    const feed = bytes.indexOf(0x0a, start);
    const end = feed < 0 ? bytes.length : feed;
    lines.push(bytes.subarray(start, bytes[end - 1] === 0x0d ? end - 1 : end));
    start = end + 1;
  }
  return lines;
}

/** Printable text is shown as text between quotes, everything else with redis-cli's escapes: nothing can hide in it. */
function quoted(bytes: Raw, cap: number): ReactNode {
  const shown = bytes.length > cap ? bytes.subarray(0, cap) : bytes;
  const plain = shown.every((byte) => byte >= 0x20 && byte !== 0x7f && byte !== 0x22 && byte !== 0x5c);
  if (!plain) return quote(shown);
  return (
    <>
      "<Bytes bytes={shown} cap={cap} />"
    </>
  );
}
