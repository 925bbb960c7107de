/** What a user may not do, by what it is needed for; nothing where all of it is allowed. */
import './steps.css';
import type { ReactNode } from 'react';
import type { Ability } from '../../shared/connections/session.ts';
import { useText } from '../i18n/i18n.ts';

export function Limits({ abilities }: { readonly abilities: readonly Ability[] }): ReactNode {
  const text = useText();
  const purposes = limited(abilities);
  return (
    <div className="limits">
      <p className="muted">{purposes.length === 0 ? text.doctor.unlimited : text.doctor.limited}</p>
      {purposes.length > 0 && (
        <dl>
          {purposes.map(({ purpose, commands }) => (
            <div key={purpose} style={{ display: 'contents' }}>
              <dt>{text.doctor.purposes[purpose]}</dt>
              <dd>
                {commands.map(({ command, may }) => (
                  <span key={command}>
                    <span className="data">{command}</span>
                    {may === 'some' && <span className="faint"> {text.doctor.some}</span>}
                  </span>
                ))}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

interface Limited {
  readonly purpose: Ability['purpose'];
  readonly commands: readonly Ability[];
}

function limited(abilities: readonly Ability[]): readonly Limited[] {
  const found = new Map<Ability['purpose'], Ability[]>();
  for (const ability of abilities) if (ability.may !== 'yes') found.set(ability.purpose, [...(found.get(ability.purpose) ?? []), ability]);
  return [...found].map(([purpose, commands]) => ({ purpose, commands }));
}
