/** What is typed into the open string, as text, as bytes or through its decoders, and becomes a draft; the same again is none. */
import { type Bytes, sameBytes } from '../../shared/bytes.ts';
import type { SliceTools } from '../tab/slice.ts';
import { type Draft, type Drafts, wholeString } from './drafts.ts';
import type { ValueSlice } from './state.ts';

export function typingPart(
  { get, set }: SliceTools<ValueSlice>,
  nameOf: (key: Bytes) => string,
  drafts: Drafts,
): Pick<ValueSlice, 'edit' | 'editBytes' | 'editThrough'> {
  function typeBytes(bytes: Bytes | null, text: string, through: Pick<Draft, 'via'>): void {
    const { key, loaded, draft } = get();
    const base = draft?.base ?? (loaded === null ? null : wholeString(loaded.value));
    if (key === null || base === null) return;
    const before = draft?.trouble ?? null;
    const trouble = before?.kind === 'unwritable' ? null : before;
    const untouched = trouble === null && bytes !== null && sameBytes(base, bytes);
    drafts.keep(nameOf(key), untouched ? null : { base, lineEnd: 'lf', text, bytes, ...through, trouble });
  }

  return {
    edit(text) {
      const { key, loaded, draft } = get();
      if (key === null) return;
      const name = nameOf(key);
      if (draft !== null) {
        const untouched = draft.trouble === null && loaded?.editing?.kind === 'text' && loaded.editing.text === text;
        const lineEnd = draft.bytes === null && draft.via === undefined ? draft.lineEnd : 'lf';
        return drafts.keep(name, untouched ? null : { base: draft.base, lineEnd, text, bytes: null, trouble: draft.trouble });
      }
      if (loaded?.value.kind !== 'string' || loaded.editing?.kind !== 'text' || loaded.editing.text === text) return;
      drafts.keep(name, { base: loaded.value.bytes, lineEnd: loaded.editing.lineEnd, text, bytes: null, trouble: null });
    },
    editBytes(bytes) {
      typeBytes(bytes, '', {});
      // A text editor that is open has not typed this.
      set({ revision: get().revision + 1 });
    },
    editThrough: (via, text, bytes) => typeBytes(bytes, text, { via }),
  };
}
