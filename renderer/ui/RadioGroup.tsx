/** One of a few, all in sight, side by side. */
import './controls.css';
import { Radio } from '@base-ui/react/radio';
import { RadioGroup as Base } from '@base-ui/react/radio-group';
import { type ReactNode, useId } from 'react';
import type { Choice } from './Select.tsx';

export interface RadioGroupProps<T extends string> {
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly value: T;
  readonly choices: readonly Choice<T>[];
  readonly onChange: (value: T) => void;
  readonly disabled?: boolean;
  /** What the chosen one means. */
  readonly hint?: ReactNode;
}

export function RadioGroup<T extends string>({ label, hideLabel = false, value, choices, onChange, disabled = false, hint }: RadioGroupProps<T>): ReactNode {
  const id = useId();
  return (
    <div className="field">
      {!hideLabel && (
        <span className="field-label" id={id}>
          {label}
        </span>
      )}
      <Base
        className="segments"
        value={value}
        disabled={disabled}
        onValueChange={(next) => onChange(next)}
        {...(hideLabel ? { 'aria-label': label } : { 'aria-labelledby': id })}
        {...(hint === undefined ? {} : { 'aria-describedby': `${id}-hint` })}
      >
        {choices.map((choice) => (
          <Radio.Root
            key={choice.value}
            value={choice.value}
            disabled={choice.disabled ?? false}
            className="segment"
            aria-label={choice.label}
            nativeButton
            render={<button type="button" />}
          >
            {choice.icon}
            <span className="ellipsis">{choice.label}</span>
          </Radio.Root>
        ))}
      </Base>
      {hint !== undefined && (
        <p className="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}
