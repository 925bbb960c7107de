/** A text that is edited: the editor's own chunk is loaded with the first one. */
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useText } from '../i18n/i18n.ts';
import type { Editor, Language } from './codeMirror.ts';
import { Skeleton } from './Pane.tsx';

export interface CodeEditorProps {
  readonly label: string;
  readonly text: string;
  /** The editor takes `text` over when this changes; in between it is the editor's own. */
  readonly revision: number;
  readonly language: Language;
  readonly onEdit: (text: string) => void;
}

export function CodeEditor({ label, text: content, revision, language, onEdit }: CodeEditorProps): ReactNode {
  const text = useText();
  const box = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor | null>(null);
  const latest = useRef({ content, language, onEdit });
  latest.current = { content, language, onEdit };
  const [ready, setReady] = useState(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the editor lives as long as its label; what it shows is set below
  useEffect(() => {
    let gone = false;
    void import('./codeMirror.ts').then(({ openEditor }) => {
      if (gone || box.current === null) return;
      const { content: now, language: spoken } = latest.current;
      editor.current = openEditor({
        // In a tree of its own: there the editor's styles are adopted sheets, which the page's policy allows; elsewhere they would be inline.
        root: box.current.shadowRoot ?? box.current.attachShadow({ mode: 'open' }),
        label,
        text: now,
        language: spoken,
        phrases: text.editor.phrases,
        onEdit: (typed) => latest.current.onEdit(typed),
      });
      setReady(true);
    });
    return () => {
      gone = true;
      editor.current?.close();
      editor.current = null;
    };
  }, [label]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: between revisions the editor is ahead of `text`, never behind
  useEffect(() => editor.current?.set(latest.current.content), [revision]);
  useEffect(() => editor.current?.speak(language), [language]);

  return (
    <>
      {!ready && <Skeleton shape="text" />}
      <div className="code-editor" ref={box} />
    </>
  );
}
