/** The editor itself, in a chunk of its own that is loaded with the first text: exact text in, exact text out, whatever its line ends are. */
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json, jsonParseLinter } from '@codemirror/lang-json';
import { bracketMatching, codeFolding, foldGutter, foldKeymap, HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { linter, lintGutter, lintKeymap } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLineGutter, highlightSpecialChars, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';

export interface EditorOptions {
  readonly root: ShadowRoot;
  readonly label: string;
  readonly text: string;
  readonly language: Language;
  readonly phrases: Readonly<Record<string, string>>;
  /** The text as it is now; asked for at once where it is short, else when typing pauses, the focus leaves, or Save is pressed. */
  readonly onEdit: (text: string) => void;
}

export type Language = 'text' | 'json';

export interface Editor {
  /** Another text, where it is another one; the history of the old one ends. */
  set(text: string): void;
  speak(language: Language): void;
  close(): void;
}

/** Longer texts are handed over when typing pauses, are not parsed, or are not checked. */
const atOnce = 256 * 1024;
const maxParsed = 5 * 1024 * 1024;
const maxChecked = 2 * 1024 * 1024;
const pauseMs = 300;

/** Besides what the editor knows itself: other spaces, joiners, fillers and direction marks, which would be drawn as nothing. */
const hidden =
  /\u00a0|\u034f|[\u115f\u1160]|[\u180b-\u180f]|[\u2000-\u200a]|[\u202a-\u202f]|[\u205f-\u2065]|\u2068|[\u206a-\u206f]|\u3164|[\ufe00-\ufe0f]|\uffa0/gu;

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--type-hash)' },
  { tag: tags.string, color: 'var(--type-list)' },
  { tag: tags.number, color: 'var(--type-string)' },
  { tag: [tags.bool, tags.null], color: 'var(--type-stream)' },
  { tag: tags.invalid, color: 'var(--danger)' },
]);

const look = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'var(--surface-1)', color: 'var(--text)', fontSize: 'var(--text-size)' },
  '&.cm-focused': { outline: 'none', boxShadow: 'inset 0 0 0 2px var(--ring)' },
  '.cm-scroller': { fontFamily: 'var(--font-data)', lineHeight: '18px' },
  '.cm-content': { caretColor: 'var(--text)' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-gutters': { backgroundColor: 'var(--surface-1)', color: 'var(--text-faint)', border: 'none' },
  '.cm-activeLineGutter': { backgroundColor: 'transparent', color: 'var(--text)' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': { backgroundColor: 'var(--accent-soft)' },
  '.cm-specialChar': { color: 'var(--warn)' },
  '.cm-panels': { backgroundColor: 'var(--surface-2)', color: 'var(--text)' },
  '.cm-panels.cm-panels-top': { borderBottom: '1px solid var(--line)' },
  '.cm-textfield': { backgroundColor: 'var(--surface-1)', border: '1px solid var(--line-strong)', borderRadius: 'var(--radius-small)' },
  '.cm-button': { backgroundImage: 'none', backgroundColor: 'var(--surface-1)', border: '1px solid var(--line-strong)', borderRadius: 'var(--radius-small)' },
  '.cm-searchMatch': { backgroundColor: 'var(--warn-soft)' },
  '.cm-searchMatch-selected': { outline: '1px solid var(--warn)' },
  '.cm-tooltip': { backgroundColor: 'var(--surface-raised)', color: 'var(--text)', border: '1px solid var(--line)' },
  '.cm-foldPlaceholder': { backgroundColor: 'var(--surface-2)', border: 'none', color: 'var(--text-muted)', padding: '0 4px' },
});

export function openEditor({ root, label, text, language, phrases, onEdit }: EditorOptions): Editor {
  const languageOf = new Compartment();
  let pending: ReturnType<typeof setTimeout> | null = null;
  /** What was handed over or set last: setting the editor's own text again must not move its caret. */
  let known = text;

  const flush = (): void => {
    if (pending === null) return;
    clearTimeout(pending);
    pending = null;
    known = view.state.sliceDoc();
    onEdit(known);
  };
  const fixed: readonly Extension[] = [
    // One line end only: a CR stays a character of its line, is shown as one, and is never lost.
    EditorState.lineSeparator.of('\n'),
    EditorState.phrases.of(phrases),
    EditorState.tabSize.of(4),
    lineNumbers(),
    highlightActiveLineGutter(),
    highlightSpecialChars({
      addSpecialChars: hidden,
    }),
    history(),
    drawSelection(),
    bracketMatching(),
    highlightSelectionMatches(),
    search({ top: true }),
    syntaxHighlighting(colours),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', autocapitalize: 'off', dir: 'ltr' }),
    // Tab leaves the editor, as it leaves every field.
    keymap.of([
      {
        key: 'Mod-s',
        run: () => {
          flush();
          return false;
        },
      },
      ...searchKeymap,
      ...historyKeymap,
      ...foldKeymap,
      ...lintKeymap,
      ...defaultKeymap,
    ]),
    EditorView.domEventHandlers({
      blur: () => {
        flush();
        return false;
      },
    }),
    EditorView.updateListener.of((update) => {
      if (!update.docChanged) return;
      if (pending !== null) clearTimeout(pending);
      pending = setTimeout(flush, update.state.doc.length <= atOnce ? 0 : pauseMs);
      if (update.state.doc.length <= atOnce) flush();
    }),
    look,
  ];
  const stateOf = (doc: string): EditorState => EditorState.create({ doc, extensions: [...fixed, languageOf.of(extensionsOf(language, doc.length))] });
  const view = new EditorView({ root, parent: root, state: stateOf(text) });
  let spoken = language;

  return {
    set(next) {
      if (next === known && pending === null) return;
      if (pending !== null) clearTimeout(pending);
      pending = null;
      known = next;
      language = spoken;
      if (view.state.sliceDoc() !== next) view.setState(stateOf(next));
    },
    speak(next) {
      if (next === spoken) return;
      spoken = next;
      view.dispatch({ effects: languageOf.reconfigure(extensionsOf(next, view.state.doc.length)) });
    },
    close() {
      flush();
      view.destroy();
    },
  };
}

function extensionsOf(language: Language, length: number): Extension {
  if (language !== 'json' || length > maxParsed) return [];
  return [json(), codeFolding(), foldGutter(), ...(length > maxChecked ? [] : [linter(jsonParseLinter()), lintGutter()])];
}
