/** One message, whole. */
import { fail } from '../../../shared/fault.ts';
import type { FeedMessage } from '../../../shared/feed/feed.ts';
import { unpackWords } from '../../../shared/feed/words.ts';
import type { Rows } from './capture.ts';
import { previewOf } from './preview.ts';

export function messageOf(rows: Rows, seq: number): FeedMessage {
  const row = rows.row(seq);
  const payload = rows.payload(seq);
  if (row === null || payload === null) fail({ code: 'missing', what: 'message' });
  if (row.kind === 'gap' || row.form === 'payload') return { row, payload };
  return { row, payload: previewOf(payload, row.form, true), words: unpackWords(payload).map((word) => new Uint8Array(word)) };
}
