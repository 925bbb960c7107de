/** A value through its decoders: the likeliest by itself or the ones that were chosen, and why the others refuse. */
import './decoded.css';
import { CircleHelp, FileType2 } from 'lucide-react';
import { type ReactNode, useMemo, useState } from 'react';
import { type Bytes, exactText } from '../../../shared/bytes.ts';
import type { Detected, Ran } from '../../../shared/decoders/chain.ts';
import type { Decoded, Schema } from '../../../shared/decoders/decoder.ts';
import { decoders } from '../../../shared/decoders/index.ts';
import { type Path, parsePath, pathText } from '../../../shared/decoders/path.ts';
import { pathsOf } from '../../../shared/decoders/schemas.ts';
import type { Works } from '../../../shared/decoders/work.ts';
import { commandStep } from '../../../shared/value/command.ts';
import type { Messages } from '../../i18n/en.ts';
import { useText } from '../../i18n/i18n.ts';
import { Button, IconButton } from '../Button.tsx';
import { CodeEditor } from '../CodeEditor.tsx';
import { Skeleton, Strip } from '../Pane.tsx';
import { RadioGroup } from '../RadioGroup.tsx';
import { type Choice, Select } from '../Select.tsx';
import { Body, type Shape } from './Body.tsx';
import { Explained } from './Explained.tsx';
import type { DigitsDoor, EditDoor } from './editDoor.ts';
import { type SchemaDoor, SchemasDialog } from './SchemasDialog.tsx';
import { TextView } from './TextView.tsx';
import { ThroughEditor } from './ThroughEditor.tsx';
import { type OwnCommands, useQuestion, useRan } from './useRan.ts';
import { useWork } from './useWork.ts';
import { whyText } from './whyText.ts';

export interface DecodedViewProps {
  readonly bytes: Bytes;
  /** Only a part of the value: it is shown as text or digits, never unpacked. */
  readonly truncated: boolean;
  /** Accessible name of the content. */
  readonly label: string;
  /** Whose content it is, where this view goes from one to the next. */
  readonly of?: string | number;
  /** Null: the likeliest. */
  readonly path: Path | null;
  readonly onPath: (path: Path | null) => void;
  readonly schemas?: readonly Schema[];
  /** Absent where none can be kept. */
  readonly schemaDoor?: SchemaDoor;
  /** The user's own: `command(name)` in a path. */
  readonly commands?: OwnCommands;
  /** Offers to remember the path for all names of a pattern. `remembered`: there is a rule for it now. */
  readonly rule?: { readonly pattern: string; readonly remembered: boolean; readonly onRule: (path: string | null) => void };
  /** Null: it is only looked at. What is typed has `bytes` as its base. */
  readonly edit?: EditDoor | null;
  readonly digits?: DigitsDoor;
  /** In place of the words that only the beginning is loaded. */
  readonly note?: ReactNode;
}

const automatic = '';
const noCommands: OwnCommands = { names: [], run: (name) => Promise.resolve({ ok: false, why: { kind: 'needs-command', detail: name } }) };
const none: readonly Schema[] = [];

export function DecodedView(props: DecodedViewProps): ReactNode {
  const { bytes, truncated, label, of = '', path, onPath, schemas = none, schemaDoor, commands = noCommands, rule, edit = null, note } = props;
  const text = useText();
  const [explained, setExplained] = useState(false);
  const [managing, setManaging] = useState(false);
  const [chosen, setChosen] = useState<Shape | null>(null);
  const looked = useWork(
    'detect',
    useMemo(() => (truncated ? null : { bytes, schemas }), [bytes, truncated, schemas]),
    String(of),
  );
  const found = looked !== null && looked !== 'running' && looked.ok ? looked.value : null;
  const typeable = edit !== null && edit.text !== null;
  // A text that can be typed needs nobody to say what it is.
  const unknown = looked === 'running' && path === null && !typeable;
  const best = useMemo(
    () => (found !== null ? likeliest(found, typeable) : [{ name: typeable || seemsText(bytes) ? 'text' : 'hex', argument: '' }]),
    [found, typeable, bytes],
  );
  const through = edit?.through ?? null;
  const shown = path ?? (through === null ? null : parsePath(through.path)) ?? best;
  const unreadable = (shown === best && found?.unreadable) || null;
  const written = pathText(shown);
  const step = shown.length === 1 ? decoders.get(shown[0]?.name ?? '') : undefined;
  const plain = edit !== null && edit.text !== null && step?.written !== undefined;
  const shape = chosen ?? (plain || through?.path === written ? 'text' : 'tree');
  const editor = plain && (shape === 'text' || !shaped.has(step?.name ?? ''));

  const content = edit?.content ?? null;
  // What is typed is decoded only where it is not its own text that is looked at.
  const aside = editor || (through?.path === written && shape === 'text');
  const typed = useMemo(() => (aside || content === null ? bytes : content()), [aside, content, bytes]);
  const seen = typed ?? bytes;
  const asked = unknown && through === null ? '' : written;
  const run = useRan(useQuestion(seen, editor ? '' : asked, truncated, schemas), commands, `${of} ${asked}`);
  const { ran, from } = run === null || run === 'running' ? { ran: run, from: null } : run;
  const done = ran !== 'running' && ran?.ok === true ? ran.decoded : null;
  const other = editor || done?.kind === 'tree' || (done?.kind === 'table' && plain) ? (step?.name === 'csv' ? 'table' : 'tree') : null;

  const choices = useMemo(() => choicesOf(text, best, found?.candidates ?? [], path, commands.names, schemas), [text, best, found, path, commands, schemas]);
  const sure = found?.candidates.find((one) => pathText(one.path) === written)?.confidence;
  const facts = [
    path !== null && sure === undefined ? text.decoded.chosen : sure !== undefined && sure >= 0.1 ? text.decoded.sure(sure) : '',
    edit !== null && done !== null && readOnly.has(done.kind) ? text.decoded.readOnlyHere : '',
  ];
  const source = through?.path === written ? bytes : seen;

  return (
    <div className="decoded">
      <div className="decoded-bar">
        <Select
          label={text.decoded.viewAs}
          hideLabel
          value={path === null ? automatic : written}
          choices={choices}
          onChange={(value) => onPath(value === automatic ? null : parsePath(value))}
        />
        {other !== null && (!editor || shaped.has(step?.name ?? '')) && (
          <RadioGroup
            label={text.decoded.shape}
            hideLabel
            value={shape}
            choices={[
              { value: 'tree', label: other === 'table' ? text.decoded.table : text.decoded.tree },
              { value: 'text', label: text.decoded.text },
            ]}
            onChange={setChosen}
          />
        )}
        <span className="decoded-sure muted ellipsis">{facts.filter((one) => one !== '').join(' · ')}</span>
        {rule !== undefined && path !== null && !rule.remembered && <Button onPress={() => rule.onRule(written)}>{text.decoded.remember(rule.pattern)}</Button>}
        {rule?.remembered === true && <Button onPress={() => rule.onRule(null)}>{text.decoded.forget(rule.pattern)}</Button>}
        {schemaDoor !== undefined && <IconButton label={text.schemas.open} icon={<FileType2 size={14} />} onPress={() => setManaging(true)} />}
        <IconButton
          label={text.decoded.why}
          icon={<CircleHelp size={14} />}
          pressed={explained}
          aria-expanded={explained}
          onPress={() => setExplained(!explained)}
        />
      </div>
      {managing && schemaDoor !== undefined && (
        <SchemasDialog
          {...schemaDoor}
          onClose={() => setManaging(false)}
          onPath={(next) => {
            setManaging(false);
            onPath(next);
          }}
        />
      )}
      {explained && <Explained key={`why ${written}`} path={written} refusals={found?.refusals ?? []} onPath={onPath} />}
      {truncated && (note ?? <Strip tone="info">{text.decoded.preview}</Strip>)}
      {unreadable !== null && <Strip tone="warn">{text.decoded.refused(titleOf(unreadable.path), whyText(text, unreadable.why))}</Strip>}
      {typed === null && <Strip tone="warn">{text.decoded.unfinished}</Strip>}
      {editor ? (
        <CodeEditor key="text" label={edit.label} text={edit.text ?? ''} revision={edit.revision} language={languageOf(edit.text ?? '')} onEdit={edit.onText} />
      ) : ran === 'running' || (unknown && through === null) ? (
        <Skeleton shape="text" />
      ) : ran === null || from === null ? (
        <TextView label={label} bytes={bytes} />
      ) : ran.ok && edit !== null && (ran.decoded.kind === 'text' || (ran.decoded.kind === 'tree' && shape === 'text')) ? (
        <ThroughEditor key={`text ${written}`} bytes={source} path={written} title={titleOf(shown)} schemas={schemas} edit={edit}>
          <Body label={label} decoded={ran.decoded} given={ran.given} shape="text" from={from} />
        </ThroughEditor>
      ) : (
        <Seen key={`body ${written}`} {...props} ran={ran} from={from} bytes={seen} name={shown[ran.ok ? 0 : ran.step]?.name ?? ''} shape={shape} />
      )}
    </div>
  );
}

/** Texts that have a form besides their text. */
const shaped: ReadonlySet<string> = new Set(['json', 'yaml', 'csv']);
const readOnly: ReadonlySet<Decoded['kind']> = new Set(['facts', 'image', 'numbers', 'table']);

interface SeenProps extends Pick<DecodedViewProps, 'bytes' | 'label' | 'edit' | 'digits'> {
  readonly ran: Ran;
  readonly from: Works['decode'];
  readonly name: string;
  readonly shape: Shape;
}

function Seen({ ran, from, bytes, label, edit = null, digits, name, shape }: SeenProps): ReactNode {
  const text = useText();
  const decoded: Decoded = ran.ok ? ran.decoded : { kind: 'digits', base: 16, bytes: ran.given };
  // Of what was unpacked there is no way back byte by byte.
  const own = ran.given === bytes;
  return (
    <>
      {!ran.ok && <Strip tone="warn">{text.decoded.refused(name, whyText(text, ran.why))}</Strip>}
      <Body
        label={label}
        decoded={decoded}
        given={ran.given}
        from={from}
        shape={shape}
        {...(own && digits !== undefined ? { digits } : {})}
        onBytes={own && edit !== null ? edit.onBytes : null}
      />
    </>
  );
}

/** A part may begin and end in the middle of a character, and NULs and their like are valid UTF-8: as text they would be a wall of chips. */
function seemsText(bytes: Bytes): boolean {
  const head = bytes.subarray(0, 4096);
  const controls = head.reduce((sum, byte) => sum + (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d ? 1 : 0), 0);
  let start = 0;
  while (start < 3 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start++;
  for (let cut = 0; cut < 4; cut++) if (exactText(bytes.subarray(start, bytes.length - cut)) !== null) return controls * 4 <= head.length;
  return false;
}

/** Of a text that can be edited, facts about it are a choice: an id or a time opens as what it is. */
function likeliest({ best, candidates }: Detected, editable: boolean): Path {
  const [first] = best.path;
  const family = decoders.get(first?.name ?? '')?.family;
  if (editable && family === 'small' && candidates.some(({ path }) => path.length === 1 && path[0]?.name === 'text')) return [{ name: 'text', argument: '' }];
  return best.path.length === 1 && first?.name === 'text' && best.confidence <= 0.1 ? [{ name: 'hex', argument: '' }] : best.path;
}

/** Cheap: what it is is only said by its first and last letter, and the editor says where it is wrong. */
function languageOf(typed: string): 'json' | 'text' {
  const trimmed = typed.length > 2_000_000 ? typed.slice(0, 100).trimStart() : typed.trim();
  return /^[[{]/.test(trimmed) && (typed.length > 2_000_000 || /[\]}]$/.test(trimmed.slice(-1))) ? 'json' : 'text';
}

function choicesOf(
  text: Messages,
  best: Path,
  candidates: readonly { readonly path: Path; readonly confidence: number }[],
  path: Path | null,
  own: readonly string[],
  schemas: readonly Schema[],
): readonly Choice<string>[] {
  const choices = new Map<string, Choice<string>>([[automatic, { value: automatic, label: text.decoded.automatic(titleOf(best)) }]]);
  const add = (one: Path, hint?: string): void => {
    const value = pathText(one);
    if (!choices.has(value)) choices.set(value, { value, label: titleOf(one), ...(hint === undefined ? {} : { hint }) });
  };
  if (path !== null) add(path);
  for (const one of candidates) if (one.confidence >= 0.1) add(one.path, text.decoded.sure(one.confidence));
  // Of what a schema names, as many as a list is good for; the dialog has them all.
  for (const one of schemas.flatMap((schema) => pathsOf(schema)).slice(0, 50)) add(one);
  for (const name of own) add([{ name: commandStep, argument: name }]);
  for (const { name, family } of decoders.values()) {
    add([{ name, argument: '' }]);
    // The other byte order; one byte has none.
    if (family === 'numbers' && !name.endsWith('int8')) add([{ name, argument: 'be' }]);
  }
  return [...choices.values()];
}

function titleOf(path: Path): string {
  return path.map(({ name, argument }) => `${decoders.get(name)?.title ?? name}${argument === '' ? '' : ` (${argument})`}`).join(' > ');
}
