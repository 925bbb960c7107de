/** How a decoded value is changed: what is typed so far, and where the next letter goes. */
import type { Bytes } from '../../../shared/bytes.ts';

export interface EditDoor {
  /** Accessible name of the text editor. */
  readonly label: string;
  /** The value's own text, as it is typed; null where it is none. */
  readonly text: string | null;
  /** What is typed of the text that a path of decoders gives. */
  readonly through: { readonly path: string; readonly text: string } | null;
  /** Null: nothing is typed. Its answer is null where what is typed has no bytes yet. Asked only where a view needs them. */
  readonly content: (() => Bytes | null) | null;
  /** Grows where an editor has to show another text than what was typed into it. */
  readonly revision: number;
  onText(text: string): void;
  onThrough(path: string, text: string, bytes: Bytes | null): void;
  onBytes(bytes: Bytes): void;
}

/** How digits of a value are drawn: its place in the whole, and what can be done with them. */
export interface DigitsDoor {
  /** Where the bytes begin in the whole. */
  readonly base: number;
  /** In the whole: the row to show. */
  readonly offset: number | null;
  /** Of the whole, as SETBIT counts. */
  readonly onBit: ((offset: number, to: 0 | 1) => void) | null;
  /** As many bytes as are shown, some of them typed over; null where all of the value is here and is edited as a whole. */
  readonly onOver: ((bytes: Bytes) => void) | null;
}
