/** A value through its decoders: the likeliest by itself or the ones that were chosen, and why the others refuse. */
import './decoded.css';
import { CircleHelp } from 'lucide-react';
import { type ReactNode, useMemo, useState } from 'react';
import { type Bytes, exactText } from '../../../shared/bytes.ts';
import { detect } from '../../../shared/decoders/chain.ts';
import type { Schema } from '../../../shared/decoders/decoder.ts';
import { decoders } from '../../../shared/decoders/index.ts';
import { type Path, parsePath, pathText } from '../../../shared/decoders/path.ts';
import { commandStep } from '../../../shared/value/command.ts';
import type { Messages } from '../../i18n/en.ts';
import { useText } from '../../i18n/i18n.ts';
import { Button, IconButton } from '../Button.tsx';
import { TextField } from '../Field.tsx';
import { Skeleton, Strip } from '../Pane.tsx';
import { RadioGroup } from '../RadioGroup.tsx';
import { type Choice, Select } from '../Select.tsx';
import { Body, type Shape } from './Body.tsx';
import { TextView } from './TextView.tsx';
import { type OwnCommands, useRan } from './useRan.ts';
import { whyText } from './whyText.ts';

export interface DecodedViewProps {
  readonly bytes: Bytes;
  /** Only the beginning of the value: it is shown as text or digits, never unpacked. */
  readonly truncated: boolean;
  /** Accessible name of the content. */
  readonly label: string;
  /** Null: the likeliest. */
  readonly path: Path | null;
  readonly onPath: (path: Path | null) => void;
  readonly schemas?: readonly Schema[];
  /** The user's own: `command(name)` in a path. */
  readonly commands?: OwnCommands;
  /** Offers to remember the path for all names of a pattern. `remembered`: there is a rule for it now. */
  readonly rule?: { readonly pattern: string; readonly remembered: boolean; readonly onRule: (path: string | null) => void };
}

const automatic = '';
const noCommands: OwnCommands = { names: [], run: (name) => Promise.resolve({ ok: false, why: { kind: 'needs-command', detail: name } }) };
const clock = (): number => performance.now();
const none: readonly Schema[] = [];

export function DecodedView({ bytes, truncated, label, path, onPath, schemas = none, commands = noCommands, rule }: DecodedViewProps): ReactNode {
  const text = useText();
  const [explained, setExplained] = useState(false);
  const [shape, setShape] = useState<Shape>('tree');
  const found = useMemo(() => (truncated ? null : detect(decoders, bytes, clock, schemas)), [bytes, truncated, schemas]);
  const best = found?.best.path ?? [{ name: beginsAsText(bytes) ? 'text' : 'hex', argument: '' }];
  const shown = path ?? best;
  const written = pathText(shown);
  const ran = useRan(bytes, written, truncated, schemas, commands);

  const choices = useMemo(() => choicesOf(text, best, found?.candidates ?? [], path, commands.names), [text, best, found, path, commands]);
  const sure = found?.candidates.find((one) => pathText(one.path) === written)?.confidence;
  const tree = ran !== 'running' && ran?.ok === true && ran.decoded.kind === 'tree';

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
        {tree && (
          <RadioGroup
            label={text.decoded.shape}
            hideLabel
            value={shape}
            choices={[
              { value: 'tree', label: text.decoded.tree },
              { value: 'text', label: text.decoded.text },
            ]}
            onChange={setShape}
          />
        )}
        <span className="decoded-sure muted ellipsis">
          {path !== null && sure === undefined ? text.decoded.chosen : sure !== undefined && sure >= 0.1 ? text.decoded.sure(sure) : ''}
        </span>
        {rule !== undefined && path !== null && !rule.remembered && <Button onPress={() => rule.onRule(written)}>{text.decoded.remember(rule.pattern)}</Button>}
        {rule?.remembered === true && <Button onPress={() => rule.onRule(null)}>{text.decoded.forget(rule.pattern)}</Button>}
        <IconButton
          label={text.decoded.why}
          icon={<CircleHelp size={14} />}
          pressed={explained}
          aria-expanded={explained}
          onPress={() => setExplained(!explained)}
        />
      </div>
      {explained && <Explained key={`why ${written}`} path={written} refusals={found?.refusals ?? []} onPath={onPath} />}
      {truncated && <Strip tone="info">{text.decoded.preview}</Strip>}
      {ran === 'running' ? (
        <Skeleton shape="text" />
      ) : ran === null ? (
        <TextView label={label} bytes={bytes} />
      ) : ran.ok ? (
        <Body key={`body ${written}`} label={label} decoded={ran.decoded} given={ran.given} shape={shape} />
      ) : (
        <>
          <Strip tone="warn">{text.decoded.refused(shown[ran.step]?.name ?? '', whyText(text, ran.why))}</Strip>
          <Body label={label} decoded={{ kind: 'digits', base: 16, bytes: ran.given }} given={ran.given} shape={shape} />
        </>
      )}
    </div>
  );
}

/** A preview may end in the middle of a character. */
function beginsAsText(bytes: Bytes): boolean {
  for (let cut = 0; cut < 4; cut++) if (exactText(bytes.subarray(0, bytes.length - cut)) !== null) return true;
  return false;
}

function choicesOf(
  text: Messages,
  best: Path,
  candidates: readonly { readonly path: Path; readonly confidence: number }[],
  path: Path | null,
  own: readonly string[],
): readonly Choice<string>[] {
  const choices = new Map<string, Choice<string>>([[automatic, { value: automatic, label: text.decoded.automatic(titleOf(best)) }]]);
  const add = (one: Path, hint?: string): void => {
    const value = pathText(one);
    if (!choices.has(value)) choices.set(value, { value, label: titleOf(one), ...(hint === undefined ? {} : { hint }) });
  };
  if (path !== null) add(path);
  for (const one of candidates) if (one.confidence >= 0.1) add(one.path, text.decoded.sure(one.confidence));
  for (const name of own) add([{ name: commandStep, argument: name }]);
  for (const { name } of decoders.values()) add([{ name, argument: '' }]);
  return [...choices.values()];
}

function titleOf(path: Path): string {
  return path.map(({ name, argument }) => `${decoders.get(name)?.title ?? name}${argument === '' ? '' : ` (${argument})`}`).join(' > ');
}

interface ExplainedProps {
  readonly path: string;
  readonly refusals: readonly { readonly name: string; readonly why: Parameters<typeof whyText>[1] }[];
  readonly onPath: (path: Path) => void;
}

function Explained({ path, refusals, onPath }: ExplainedProps): ReactNode {
  const text = useText();
  const [typed, setTyped] = useState(path);
  const parsed = parsePath(typed);
  const use = (): void => {
    if (parsed !== null) onPath(parsed);
  };
  return (
    <div className="decoded-why">
      <div className="decoded-path">
        <TextField
          label={text.decoded.pathLabel}
          data
          value={typed}
          onChange={setTyped}
          onEnter={use}
          hint={text.decoded.pathHint}
          error={parsed === null ? text.decoded.pathWrong : null}
        />
        <Button onPress={use}>{text.decoded.use}</Button>
      </div>
      {refusals.length > 0 && (
        <>
          <h4>{text.decoded.others}</h4>
          <dl>
            {refusals.map(({ name, why }) => (
              <div key={name} style={{ display: 'contents' }}>
                <dt>{decoders.get(name)?.title ?? name}</dt>
                <dd className="muted">{whyText(text, why)}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </div>
  );
}
