/** The text of a string, typed in a plain field that only ever holds it unchanged; it says where it cannot. */
import { type ReactNode, useLayoutEffect, useRef } from 'react';

export interface TextEditorProps {
  readonly label: string;
  readonly text: string;
  /** The field takes `text` over when this changes; in between it is the field's own. */
  readonly revision: number;
  readonly onEdit: (text: string) => void;
  /** The field made another text of it. */
  readonly onUnfaithful: () => void;
}

/** Longer text, or longer lines, make a browser's text field slow to lay out: a second for every few megabytes. */
const easyText = 1024 * 1024;
const easyLine = 256 * 1024;

export function isEasy(text: string): boolean {
  if (text.length > easyText) return false;
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start);
    if ((end < 0 ? text.length : end) - start > easyLine) return false;
    if (end < 0) return true;
    start = end + 1;
  }
  return true;
}

export function TextEditor({ label, text, revision, onEdit, onUnfaithful }: TextEditorProps): ReactNode {
  const field = useRef<HTMLTextAreaElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: between revisions the field is ahead of `text`, never behind
  useLayoutEffect(() => {
    const node = field.current;
    if (node === null || node.value === text) return;
    node.value = text;
    if (node.value !== text) onUnfaithful();
  }, [revision]);
  return (
    <textarea
      ref={field}
      className="text-editor data"
      aria-label={label}
      spellCheck={false}
      autoComplete="off"
      autoCapitalize="off"
      dir="ltr"
      onInput={(event) => onEdit(event.currentTarget.value)}
    />
  );
}
