/** One of several, from a list that opens: a combobox by role. */
import './controls.css';
import './overlay.css';
import { Select as Base } from '@base-ui/react/select';
import { Check, ChevronsUpDown } from 'lucide-react';
import { type ReactNode, useId } from 'react';

export interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly icon?: ReactNode;
  readonly hint?: string;
  readonly disabled?: boolean;
}

export interface SelectProps<T extends string> {
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly value: T;
  readonly choices: readonly Choice<T>[];
  readonly onChange: (value: T) => void;
  readonly disabled?: boolean;
}

export function Select<T extends string>({ label, hideLabel = false, value, choices, onChange, disabled = false }: SelectProps<T>): ReactNode {
  const id = useId();
  const chosen = choices.find((choice) => choice.value === value);
  return (
    <div className="field">
      {!hideLabel && (
        <span className="field-label" id={id}>
          {label}
        </span>
      )}
      <Base.Root
        value={value}
        items={choices}
        disabled={disabled}
        modal={false}
        onValueChange={(next) => {
          if (next !== null) onChange(next);
        }}
      >
        <Base.Trigger className="select" {...(hideLabel ? { 'aria-label': label } : { 'aria-labelledby': id })}>
          {chosen?.icon}
          <Base.Value className="ellipsis">{chosen?.label ?? value}</Base.Value>
          <Base.Icon className="select-icon">
            <ChevronsUpDown size={12} />
          </Base.Icon>
        </Base.Trigger>
        <Base.Portal>
          <Base.Positioner className="popup-layer" sideOffset={4} align="start" alignItemWithTrigger={false}>
            <Base.Popup className="popup menu" data-popup="">
              <Base.List>
                {choices.map((choice) => (
                  <Base.Item key={choice.value} value={choice.value} disabled={choice.disabled ?? false} className="menu-item">
                    <span className="menu-icon">
                      <Base.ItemIndicator>
                        <Check size={14} />
                      </Base.ItemIndicator>
                    </span>
                    {choice.icon}
                    <Base.ItemText className="menu-text">{choice.label}</Base.ItemText>
                    {choice.hint !== undefined && <span className="menu-hint">{choice.hint}</span>}
                  </Base.Item>
                ))}
              </Base.List>
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
    </div>
  );
}
