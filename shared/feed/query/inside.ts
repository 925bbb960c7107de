/** The text inside of a row that its bytes do not show. */
import type { Bytes } from '../../bytes.ts';
import { wordCount, wordEnd, wordStart } from '../words.ts';
import { beginsAsText } from './plain.ts';
import type { Opener, QueryRow } from './row.ts';

/** What a row has to tell to say whether it is to be looked into. */
type Packed = Pick<QueryRow, 'channel' | 'form' | 'bytes' | 'from' | 'to'>;

/** Costs next to nothing. False: there is nothing inside of this row, unless its channel has a rule. */
export function hasInside({ form, bytes, from, to }: Omit<Packed, 'channel'>): boolean {
  return form === 'payload' ? !beginsAsText(bytes, from, to) : someValue({ form, bytes, from, to }, (start, end) => !beginsAsText(bytes, start, end));
}

/** Whether a text passes that the row has inside: of what its bytes show already nothing is asked. */
export function someInside(row: Packed, opener: Opener, passes: (text: Bytes) => boolean): boolean {
  const { channel, bytes } = row;
  return someValue(row, (from, to) => {
    const opened = opener.isText(channel, bytes, from, to) ? null : opener.open(channel, bytes, from, to);
    return opened !== null && passes(opened.text());
  });
}

/** A payload, or each value of an entry. What stands in a command is read as it was sent. */
function someValue({ form, bytes, from, to }: Omit<Packed, 'channel'>, holds: (from: number, to: number) => boolean): boolean {
  switch (form) {
    case 'payload':
      return holds(from, to);
    case 'entry': {
      const count = wordCount(bytes, from);
      for (let at = 2; at < count; at += 2) if (holds(wordStart(bytes, from, at), wordEnd(bytes, from, at))) return true;
      return false;
    }
    case 'command':
      return false;
  }
}
