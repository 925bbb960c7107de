/** What one Redis type brings: its columns, its length and how one window of it is read. */
import type { Bytes } from '../bytes.ts';
import type { Send } from '../reply.ts';
import type { Column } from './value.ts';

export interface Window {
  readonly rows: readonly (readonly Bytes[])[];
  /** Where the next window begins, null after the last one. */
  readonly next: string | null;
}

export interface TableType {
  /** As TYPE answers it. */
  readonly name: string;
  readonly columns: readonly Column[];
  length(send: Send, key: Bytes): Promise<number>;
  /** `from` is '' for the first window, then whatever the window before called `next`. Never O(N) in the whole value. */
  read(send: Send, key: Bytes, from: string, count: number): Promise<Window>;
}
