/** What was typed and not saved, as it is kept for the next start. */
import * as v from 'valibot';
import { text } from '../inputs.ts';

/** Characters; a longer one ends with its window. */
export const maxDraft = 1024 * 1024;

export interface KeptDraft {
  /** Of the draft, among those of its owner. */
  readonly id: string;
  readonly name: string;
  readonly text: string;
}

const id = v.pipe(text(64), v.minLength(1));
/** A null draft is taken away. */
export const keptDraft = v.object({ owner: text(60), id, draft: v.nullable(v.object({ name: text(maxDraft), text: text(maxDraft) })) });
