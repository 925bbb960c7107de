/** Labelled one-line and many-line inputs with their error and hint; the label is the accessible name. */
import './controls.css';
import { Eye, EyeOff, X } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, type Ref, useId, useState } from 'react';
import { useFormat, useText } from '../i18n/i18n.ts';
import { IconButton } from './Button.tsx';

interface FrameProps {
  readonly label: string;
  /** The name is read out but not drawn: for filters and tool bars. */
  readonly hideLabel?: boolean;
  readonly error?: string | null | undefined;
  readonly hint?: ReactNode;
}

interface InputProps extends FrameProps {
  readonly disabled?: boolean;
  readonly readOnly?: boolean;
  readonly autoFocus?: boolean;
  readonly placeholder?: string;
  readonly onEnter?: (() => void) | undefined;
  readonly onBlur?: (() => void) | undefined;
  readonly onKeyDown?: ((event: KeyboardEvent<HTMLInputElement | HTMLTextAreaElement>) => void) | undefined;
}

export interface TextFieldProps extends InputProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Data is typed in the data font. */
  readonly data?: boolean;
  readonly icon?: ReactNode;
  /** After the text, inside the frame. */
  readonly trailing?: ReactNode;
  readonly clearable?: boolean;
  /** More than one makes a text area; `fill` takes the height there is. */
  readonly lines?: number | 'fill';
  readonly maxLength?: number;
  readonly ref?: Ref<HTMLInputElement & HTMLTextAreaElement>;
}

export function TextField({ value, onChange, data = false, icon, trailing, clearable = false, lines = 1, ref, ...rest }: TextFieldProps): ReactNode {
  const text = useText();
  const { frame, control } = useField(rest);
  const shared = {
    ...control,
    value,
    className: data ? 'data' : '',
    spellCheck: false,
    autoComplete: 'off',
    autoCapitalize: 'off',
    ...(rest.maxLength === undefined ? {} : { maxLength: rest.maxLength }),
  };
  return (
    <Frame {...frame} fill={lines === 'fill'}>
      {icon}
      {lines === 1 ? (
        <input {...shared} ref={ref} type="text" onChange={(event) => onChange(event.currentTarget.value)} />
      ) : (
        <textarea {...shared} ref={ref} {...(lines === 'fill' ? {} : { rows: lines })} onChange={(event) => onChange(event.currentTarget.value)} />
      )}
      {clearable && value !== '' && <IconButton label={text.ui.clear} icon={<X size={14} />} onPress={() => onChange('')} />}
      {trailing}
    </Frame>
  );
}

export interface PasswordFieldProps extends InputProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function PasswordField({ value, onChange, ...rest }: PasswordFieldProps): ReactNode {
  const text = useText();
  const [shown, setShown] = useState(false);
  const { frame, control } = useField(rest);
  return (
    <Frame {...frame} fill={false}>
      <input
        {...control}
        value={value}
        type={shown ? 'text' : 'password'}
        spellCheck={false}
        autoComplete="off"
        className={shown ? 'data' : ''}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <IconButton
        label={shown ? text.ui.hidePassword : text.ui.showPassword}
        icon={shown ? <EyeOff size={14} /> : <Eye size={14} />}
        onPress={() => setShown(!shown)}
      />
    </Frame>
  );
}

export interface NumberFieldProps extends InputProps {
  readonly value: number | null;
  /** Null while what is typed is not such a number. */
  readonly onChange: (value: number | null) => void;
  readonly min?: number;
  readonly max?: number;
}

/** A textbox, not a spin button: a wheel over a port must not change it. */
export function NumberField({ value, onChange, min = 0, max = Number.MAX_SAFE_INTEGER, error, ...rest }: NumberFieldProps): ReactNode {
  const text = useText();
  const format = useFormat();
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed !== null && parseWhole(typed, min, max) === value ? typed : value === null ? (typed ?? '') : String(value);
  const problem = shown === '' || value !== null ? null : /^-?\d+$/.test(shown.trim()) ? text.ui.outOfRange(min, max) : text.ui.notNumber;
  const { frame, control } = useField({ ...rest, error: error ?? problem });
  return (
    <Frame {...frame} fill={false}>
      <input
        {...control}
        value={shown}
        type="text"
        inputMode="numeric"
        lang={format.language}
        autoComplete="off"
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          onChange(parseWhole(event.currentTarget.value, min, max));
        }}
      />
    </Frame>
  );
}

export function parseWhole(typed: string, min: number, max: number): number | null {
  if (!/^\s*-?\d{1,16}\s*$/.test(typed)) return null;
  const value = Number(typed);
  return Number.isSafeInteger(value) && value >= min && value <= max ? value : null;
}

function useField({
  label,
  hideLabel = false,
  error,
  hint,
  onEnter,
  onKeyDown,
  onBlur,
  disabled = false,
  readOnly = false,
  autoFocus = false,
  placeholder,
}: InputProps) {
  const id = useId();
  const hasError = error !== null && error !== undefined && error !== '';
  const described = [hasError ? `${id}-error` : '', hint === undefined ? '' : `${id}-hint`].filter((one) => one !== '').join(' ');
  return {
    frame: { id, label, hideLabel, error: hasError ? error : null, hint },
    control: {
      id,
      disabled,
      readOnly,
      autoFocus,
      ...(placeholder === undefined ? {} : { placeholder }),
      ...(hideLabel ? { 'aria-label': label } : {}),
      ...(hasError ? { 'aria-invalid': true } : {}),
      ...(described === '' ? {} : { 'aria-describedby': described }),
      onBlur,
      onKeyDown: (event: KeyboardEvent<HTMLInputElement | HTMLTextAreaElement>) => {
        onKeyDown?.(event);
        if (event.defaultPrevented || event.key !== 'Enter' || event.nativeEvent.isComposing || onEnter === undefined) return;
        event.preventDefault();
        onEnter();
      },
    },
  };
}

function Frame({
  id,
  label,
  hideLabel,
  error,
  hint,
  fill,
  children,
}: FrameProps & { readonly id: string; readonly fill: boolean; readonly children: ReactNode }): ReactNode {
  return (
    <div className={fill ? 'field fill' : 'field'}>
      {hideLabel !== true && (
        <label className="field-label" htmlFor={id}>
          {label}
        </label>
      )}
      <div className="field-box">{children}</div>
      {error !== null && error !== undefined && (
        <p className="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
      {hint !== undefined && (
        <p className="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}
