/** One place of a JSON document, edited as JSON, or something new in it; what someone else wrote meanwhile is shown, and never written over. */
import { Check, X } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { displayText, exactText, type Bytes as Raw, utf8 } from '../../../shared/bytes.ts';
import { prettyJson } from '../../../shared/decoders/prettyJson.ts';
import type { Fault } from '../../../shared/fault.ts';
import type { JsonAct } from '../../../shared/value/types/json.ts';
import { useCommand } from '../../commands/useCommand.ts';
import { useText } from '../../i18n/i18n.ts';
import { useTab } from '../../tab/useTab.ts';
import { Button } from '../../ui/Button.tsx';
import { Bytes } from '../../ui/Bytes.tsx';
import { CodeEditor } from '../../ui/CodeEditor.tsx';
import { TextField } from '../../ui/Field.tsx';
import { notify } from '../../ui/Notices.tsx';
import { Failure, Skeleton, Strip } from '../../ui/Pane.tsx';
import { bytesOfTyped } from '../typed.ts';
import { type JsonRow, jsonProblem } from './jsonRows.ts';
import { useAct, useSeen, useTyped } from './useModule.ts';

export type Purpose = 'edit' | 'add' | 'rename';

export interface JsonFormProps {
  readonly row: JsonRow;
  readonly purpose: Purpose;
  readonly onDone: () => void;
}

export function JsonForm({ row, purpose, onDone }: JsonFormProps): ReactNode {
  const text = useText();
  const adding = row.node?.kind === 'object' ? text.modules.addMember : text.modules.addElement;
  const title = { edit: text.modules.editing, add: adding, rename: text.modules.renaming }[purpose];
  useCommand('back', onDone);
  return (
    <section className="module-form" aria-label={title}>
      {purpose === 'edit' && <EditForm row={row} onDone={onDone} />}
      {purpose === 'add' && <AddForm row={row} onDone={onDone} />}
      {purpose === 'rename' && <RenameForm row={row} onDone={onDone} />}
    </section>
  );
}

type FormProps = Omit<JsonFormProps, 'purpose'>;

/** What was seen is what it is compared with; `theirs`: what is there now, where that is something else. */
function EditForm({ row, onDone }: FormProps): ReactNode {
  const text = useText();
  const askModule = useTab((state) => state.value.askModule);
  const field = `json ${row.id}`;
  const [seen, keepSeen, forget] = useSeen(field, null);
  const [base, setBase] = useState<Raw | null>(seen === null ? (row.node?.text ?? null) : utf8(seen));
  const [theirs, setTheirs] = useState<Raw | null>(null);
  const [fault, setFault] = useState<Fault | null>(null);
  const [typed, setTyped] = useTyped(field);
  const [started, setStarted] = useState(typed !== '');
  const act = useAct();
  const load = async (): Promise<Raw | null> => {
    const answer = await askModule({ of: 'json', what: 'text', path: row.path });
    if ('code' in answer) setFault(answer);
    return 'code' in answer || answer.what !== 'text' ? null : answer.text;
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, for what has parts or is long
  useEffect(() => {
    if (base === null) void load().then(setBase);
  }, []);
  const shown = base === null ? null : laid(base);
  const current = started ? typed : (shown ?? '');
  const problem = jsonProblem(current);
  const save = async (): Promise<void> => {
    if (base === null || problem !== null) return;
    setFault(null);
    const failed = await act({ of: 'json', what: 'set', path: row.path, from: base, to: utf8(current) }, text.value.saved);
    if (failed === null) {
      forget();
      await told(current);
      return onDone();
    }
    if (failed.code === 'cancelled') return;
    setFault(failed);
    if (failed.code === 'conflict' && failed.found === 'changed') setTheirs(await load());
  };
  /** A number that the server keeps in another way than it was written. */
  const told = async (sent: string): Promise<void> => {
    if (!/^\s*-?\d/.test(sent)) return;
    const now = await load();
    if (now !== null && displayText(now) !== sent.trim()) notify({ title: text.modules.keptAs(displayText(now)), tone: 'warn' });
  };
  useCommand('save', () => void save(), base !== null && problem === null);
  if (shown === null && base !== null) return <Failure fault={{ code: 'input', path: 'path', message: text.modules.noText }} inline />;
  if (shown === null) return fault === null ? <Skeleton shape="text" /> : <Failure fault={fault} inline action={{ label: text.modules.cancel, run: onDone }} />;
  /** What is typed goes on top of what someone else wrote. */
  const rebase = (next: Raw): void => {
    keepSeen(displayText(next));
    setBase(next);
    setTheirs(null);
    setFault(null);
  };
  const type = (next: string): void => {
    const began = base === null ? null : exactText(base);
    if (!started && began !== null) keepSeen(began);
    setStarted(true);
    setTyped(next);
  };
  return (
    <>
      <JsonText text={current} initial={shown} label={text.modules.json} onType={type} problem={problem} />
      {theirs !== null ? (
        <Strip tone="warn" action={{ label: text.value.keepMine, run: () => rebase(theirs) }}>
          {text.modules.theirs} <Bytes bytes={theirs} cap={300} />
        </Strip>
      ) : (
        fault !== null && <Failure fault={fault} inline />
      )}
      <Buttons ready={problem === null && current !== shown} action={text.value.save} onSave={() => void save()} onCancel={() => (forget(), onDone())} />
    </>
  );
}

function AddForm({ row, onDone }: FormProps): ReactNode {
  const text = useText();
  const named = row.node?.kind === 'object';
  const length = row.node?.size ?? 0;
  const [name, setName] = useTyped(`json name ${row.id}`);
  const [index, setIndex] = useState(String(length));
  const [typed, setTyped] = useTyped(`json new ${row.id}`);
  const [fault, setFault] = useState<Fault | null>(null);
  const act = useAct();
  const parsed = bytesOfTyped({ form: 'text', text: name });
  const place = /^\d{1,15}$/.test(index) && Number(index) <= length;
  const problem = typed === '' ? null : jsonProblem(typed);
  const ready = typed !== '' && problem === null && (named ? parsed.ok : place);
  const save = async (): Promise<void> => {
    if (!ready) return;
    setFault(null);
    const one = utf8(typed);
    const what: JsonAct | null = named
      ? parsed.ok
        ? { of: 'json', what: 'add', path: [...row.path, parsed.bytes], text: one }
        : null
      : { of: 'json', what: 'insert', path: row.path, at: Number(index), length, text: one };
    const failed = what === null ? null : await act(what, text.entries.added);
    if (failed !== null) return setFault(failed.code === 'cancelled' ? null : failed);
    setName('');
    setTyped('');
    onDone();
  };
  useCommand('save', () => void save(), ready);
  return (
    <>
      {named ? (
        <TextField
          label={text.modules.name}
          data
          autoFocus
          value={name}
          onChange={setName}
          error={parsed.ok ? null : text.value.unwritable}
          maxLength={10_000}
        />
      ) : (
        <TextField
          label={text.modules.index}
          data
          autoFocus
          value={index}
          onChange={setIndex}
          error={place ? null : text.entries.notIndex(length)}
          maxLength={15}
        />
      )}
      <TextField label={text.modules.json} data lines={4} value={typed} onChange={setTyped} error={problem === null ? null : text.modules.noJson(problem)} />
      {fault !== null && <Failure fault={fault} inline />}
      <Buttons ready={ready} action={text.entries.add} onSave={() => void save()} onCancel={onDone} />
    </>
  );
}

/** In one field where it is short, else in an editor with folding. */
function JsonText(props: {
  readonly text: string;
  readonly initial: string;
  readonly label: string;
  readonly problem: string | null;
  readonly onType: (text: string) => void;
}): ReactNode {
  const text = useText();
  const [long] = useState(props.text.length > 400 || props.initial.length > 400);
  const [revision] = useState(0);
  const problem = props.problem === null ? null : text.modules.noJson(props.problem);
  if (!long)
    return (
      <TextField
        label={props.label}
        data
        autoFocus
        lines={Math.min(8, 1 + props.initial.split('\n').length)}
        value={props.text}
        onChange={props.onType}
        error={problem}
      />
    );
  return (
    <div className="module-editor">
      <CodeEditor label={props.label} text={props.text} revision={revision} language="json" onEdit={props.onType} />
      {problem !== null && (
        <p className="field-error" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}

/** The member goes on under another name, as the last one of its object; not where there is one of that name. */
function RenameForm({ row, onDone }: FormProps): ReactNode {
  const text = useText();
  const step = row.path.at(-1);
  const now = typeof step === 'object' ? exactText(step) : null;
  const [name, setName] = useState(now ?? '');
  const [fault, setFault] = useState<Fault | null>(null);
  const act = useAct();
  const parsed = bytesOfTyped({ form: 'text', text: name });
  const ready = parsed.ok && name !== now;
  const save = async (): Promise<void> => {
    if (!parsed.ok || !ready) return;
    const failed = await act({ of: 'json', what: 'rename', path: [...row.path], to: parsed.bytes, from: row.node?.text ?? null }, text.modules.renamed);
    if (failed === null) onDone();
    else setFault(failed.code === 'cancelled' ? null : failed);
  };
  useCommand('save', () => void save(), ready);
  return (
    <>
      <TextField
        label={text.modules.name}
        data
        autoFocus
        value={name}
        onChange={setName}
        onEnter={() => void save()}
        error={parsed.ok ? null : text.value.unwritable}
        hint={text.modules.renameWhat}
        maxLength={10_000}
      />
      {fault !== null && <Failure fault={fault} inline />}
      <Buttons ready={ready} action={text.modules.rename} onSave={() => void save()} onCancel={onDone} />
    </>
  );
}

interface ButtonsProps {
  readonly ready: boolean;
  readonly action: string;
  readonly onSave: () => void;
  readonly onCancel: () => void;
}

function Buttons({ ready, action, onSave, onCancel }: ButtonsProps): ReactNode {
  const text = useText();
  return (
    <div className="module-buttons">
      <Button variant="ghost" icon={<X size={14} />} onPress={onCancel}>
        {text.modules.cancel}
      </Button>
      <Button variant="primary" icon={<Check size={14} />} command="save" disabled={!ready} onPress={onSave}>
        {action}
      </Button>
    </div>
  );
}

/** Laid out for reading where it has parts: white space is nothing to a document. Null where it is no text. */
function laid(json: Raw): string | null {
  const source = exactText(json);
  if (source === null || !/^[[{]/.test(source)) return source;
  const pretty = prettyJson(source, 16 * 1024 * 1024);
  return pretty.ok && !pretty.cut ? pretty.text : source;
}
