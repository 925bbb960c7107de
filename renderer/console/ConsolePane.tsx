/** The console: a log of commands with their replies, and the line on which the next one is typed. */
import './console.css';
import { ChevronRight, Copy, CornerDownLeft, Eraser, RotateCcw, SquareTerminal, X } from 'lucide-react';
import { type KeyboardEvent, memo, type ReactNode, useEffect, useLayoutEffect, useRef } from 'react';
import { plainString, visibleText } from '../../shared/visible.ts';
import { useCommand } from '../commands/useCommand.ts';
import type { Messages } from '../i18n/en.ts';
import { useFormat, useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { ServerText } from '../ui/Bytes.tsx';
import { copyText } from '../ui/copy.ts';
import { TextField } from '../ui/Field.tsx';
import { Empty, Failure } from '../ui/Pane.tsx';
import { replyText } from './lines.ts';
import { ReplyView } from './ReplyView.tsx';
import type { Entry, Outcome, Problem } from './slice.ts';

export function ConsolePane(): ReactNode {
  return (
    <section className="console">
      <Log />
      <Pasted />
      <CommandLine />
    </section>
  );
}

function Log(): ReactNode {
  const text = useText();
  const entries = useTab((state) => state.console.entries);
  const dropped = useTab((state) => state.console.dropped);
  const log = useRef<HTMLDivElement>(null);
  const last = entries.at(-1);
  const atEnd = useRef(true);
  // The newest is in sight, unless the user scrolled up to read something else.
  // biome-ignore lint/correctness/useExhaustiveDependencies: every new entry and every reply moves the end
  useLayoutEffect(() => {
    const box = log.current;
    if (box !== null && atEnd.current) box.scrollTop = box.scrollHeight;
  }, [entries]);
  // What the user has just run is looked at, wherever they were.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another entry moves the log
  useEffect(() => {
    log.current?.scrollTo({ top: log.current.scrollHeight });
  }, [last?.id]);
  // A message under the log takes of its height: the end stays in sight.
  useEffect(() => {
    const box = log.current;
    if (box === null) return undefined;
    const watch = new ResizeObserver(() => {
      if (atEnd.current) box.scrollTop = box.scrollHeight;
    });
    watch.observe(box);
    return () => watch.disconnect();
  }, []);
  return (
    <div
      ref={log}
      className="console-log"
      role="log"
      aria-label={text.console.replies}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard has to reach what scrolls
      tabIndex={0}
      onScroll={({ currentTarget: box }) => {
        atEnd.current = box.scrollTop + box.clientHeight >= box.scrollHeight - 8;
      }}
    >
      {entries.length === 0 && <Empty icon={<SquareTerminal size={24} />} title={text.console.empty} body={text.console.emptyWhat} />}
      {dropped > 0 && <p className="faint console-dropped">{text.console.dropped(dropped)}</p>}
      {entries.map((entry) => (
        <EntryView key={entry.id} entry={entry} />
      ))}
    </div>
  );
}

/** What copying a reply takes at most, in lines: a clipboard is not a file. */
const copyLines = 100_000;

const EntryView = memo(function EntryView({ entry }: { readonly entry: Entry }): ReactNode {
  const text = useText();
  const format = useFormat();
  const cancel = useTab((state) => state.console.cancel);
  const type = useTab((state) => state.console.type);
  const { outcome } = entry;
  return (
    <article className="console-entry">
      <header className="console-sent">
        <ChevronRight size={14} className="faint" />
        <span className="console-line data">
          <ServerText text={entry.line} cap={1000} />
        </span>
        {outcome.kind === 'reply' && <span className="faint console-took">{format.took(outcome.ms)}</span>}
        <span className="console-actions">
          <IconButton label={text.console.runAgain} icon={<RotateCcw size={12} />} onPress={() => type(entry.line)} />
          {outcome.kind === 'reply' && (
            <IconButton label={text.console.copyReply} icon={<Copy size={12} />} onPress={() => copyText(text, replyText(outcome.reply, copyLines))} />
          )}
        </span>
      </header>
      <OutcomeView outcome={outcome} onCancel={() => cancel(entry.id)} />
    </article>
  );
});

function OutcomeView({ outcome, onCancel }: { readonly outcome: Outcome; readonly onCancel: () => void }): ReactNode {
  const text = useText();
  switch (outcome.kind) {
    case 'running':
      return (
        <p className="console-running faint">
          {text.console.running}
          <IconButton label={text.console.cancel} icon={<X size={12} />} onPress={onCancel} />
        </p>
      );
    case 'reply':
      return <ReplyView reply={outcome.reply} report={outcome.report} />;
    case 'fault':
      // What the server answered is a reply like any other; everything else wants an explanation.
      return outcome.fault.code === 'redis' ? <ReplyView reply={outcome.fault} report={false} /> : <Failure fault={outcome.fault} inline />;
  }
}

/** Lines of a paste that are looked at before they are run. */
const shownPasted = 12;

function Pasted(): ReactNode {
  const text = useText();
  const pasted = useTab((state) => state.console.pasted);
  const running = useTab((state) => state.console.running);
  const run = useTab((state) => state.console.runPasted);
  const drop = useTab((state) => state.console.dropPasted);
  const yes = useRef<HTMLButtonElement>(null);
  const asked = pasted !== null;
  useEffect(() => {
    if (asked) yes.current?.focus();
  }, [asked]);
  if (pasted === null) return null;
  const hidden = pasted.some((line) => visibleText(line).runs.some((part) => part.kind === 'chip' && part.why !== 'space'));
  return (
    <section className="console-pasted" aria-label={text.console.pasted(pasted.length)}>
      <h2>{text.console.pasted(pasted.length)}</h2>
      <p className="muted">{text.console.pastedWhat}</p>
      {hidden && <p className="console-warning">{text.console.pastedHidden}</p>}
      <ol className="data">
        {pasted.slice(0, shownPasted).map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same line may stand there twice
          <li key={at}>
            <ServerText text={line} cap={200} />
          </li>
        ))}
      </ol>
      {pasted.length > shownPasted && <p className="faint">{text.console.pastedMore(pasted.length - shownPasted)}</p>}
      <div className="console-pasted-actions">
        <Button onPress={drop}>{text.console.drop}</Button>
        <Button ref={yes} variant="primary" disabled={running} onPress={() => void run()}>
          {text.console.runAll(pasted.length)}
        </Button>
      </div>
    </section>
  );
}

function CommandLine(): ReactNode {
  const text = useText();
  const typed = useTab((state) => state.console.text);
  const problem = useTab((state) => state.console.problem);
  const type = useTab((state) => state.console.type);
  const enter = useTab((state) => state.console.enter);
  const recall = useTab((state) => state.console.recall);
  const offer = useTab((state) => state.console.offer);
  const clear = useTab((state) => state.console.clear);
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  useEffect(() => {
    if (problem !== null) field.current?.setSelectionRange(problem.at, problem.at);
  }, [problem]);
  useCommand('run', () => void enter());
  const onKeyDown = (event: KeyboardEvent): void => {
    if ((event.key !== 'ArrowUp' && event.key !== 'ArrowDown') || event.nativeEvent.isComposing) return;
    event.preventDefault();
    recall(event.key === 'ArrowUp' ? -1 : 1);
  };
  return (
    <div
      className="console-entry-line"
      onPaste={(event) => {
        const lines = event.clipboardData.getData('text/plain');
        // One line with a line end is a line; several are looked at first.
        if (!/[\r\n]/.test(lines.trim())) return;
        event.preventDefault();
        offer(lines);
      }}
    >
      {problem !== null && <Caret line={typed} problem={problem} />}
      <div className="console-input">
        <TextField
          ref={field}
          label={text.console.command}
          hideLabel
          data
          icon={<ChevronRight size={14} />}
          placeholder={text.console.placeholder}
          value={typed}
          onChange={type}
          onEnter={() => void enter()}
          onKeyDown={onKeyDown}
        />
        <IconButton label={text.console.run} command="run" icon={<CornerDownLeft size={14} />} onPress={() => void enter()} />
        <IconButton label={text.console.clear} icon={<Eraser size={14} />} onPress={clear} />
      </div>
    </div>
  );
}

/** Around the place that could not be understood. */
const aroundCaret = 40;

function Caret({ line, problem }: { readonly line: string; readonly problem: Problem }): ReactNode {
  const text = useText();
  const from = Math.max(0, problem.at - aroundCaret);
  const before = line.slice(from, problem.at);
  const spaces = before.length - before.trimEnd().length;
  return (
    <div className="console-problem" role="alert">
      <pre className="data" aria-hidden="true">
        {from > 0 && '…'}
        {plainString(before.trimEnd(), 1000)}
        {' '.repeat(spaces)}
        <mark>{plainString(line.slice(problem.at, problem.at + 1), 10) || ' '}</mark>
        {plainString(line.slice(problem.at + 1, problem.at + aroundCaret), 1000)}
      </pre>
      <p>{problemText(text, problem.why)}</p>
    </div>
  );
}

function problemText(text: Messages, why: Problem['why']): string {
  switch (why) {
    case 'unbalanced':
      return text.console.unbalanced;
    case 'glued':
      return text.console.glued;
    case 'unwritable':
      return text.console.unwritable;
  }
}
