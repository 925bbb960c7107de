/** On or off, at once. */
import './controls.css';
import { Switch as Base } from '@base-ui/react/switch';
import { type ReactNode, useId } from 'react';

export interface SwitchProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
  readonly hint?: ReactNode;
}

export function Switch({ label, checked, onChange, disabled = false, hint }: SwitchProps): ReactNode {
  const id = useId();
  return (
    <div className="switch-row">
      <Base.Root
        className="switch"
        checked={checked}
        disabled={disabled}
        onCheckedChange={(next) => onChange(next)}
        aria-labelledby={id}
        {...(hint === undefined ? {} : { 'aria-describedby': `${id}-hint` })}
      >
        <Base.Thumb className="switch-thumb" />
      </Base.Root>
      <div>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: the switch itself is the control; its words are only a larger target */}
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: the switch takes the keys */}
        <span id={id} className="switch-label" onClick={() => !disabled && onChange(!checked)}>
          {label}
        </span>
        {hint !== undefined && (
          <p className="field-hint" id={`${id}-hint`}>
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
