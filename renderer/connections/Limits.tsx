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
          {purposes.map(({ purpose, no, some }) => (
            <div key={purpose} style={{ display: 'contents' }}>
              <dt>{text.doctor.purposes[purpose]}</dt>
              <dd>
                {no.length > 0 && <span className="data">{no.join(', ')}</span>}
                {some.length > 0 && (
                  <span>
                    {text.doctor.some} <span className="data">{some.join(', ')}</span>
                  </span>
                )}
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
  /** Commands that are refused whatever they name, and those that are for some names. */
  readonly no: readonly string[];
  readonly some: readonly string[];
}

function limited(abilities: readonly Ability[]): readonly Limited[] {
  const purposes = [...new Set(abilities.filter(({ may }) => may !== 'yes').map(({ purpose }) => purpose))];
  const of = (purpose: Ability['purpose'], verdict: Ability['may']): readonly string[] =>
    abilities.filter((one) => one.purpose === purpose && one.may === verdict).map(({ command }) => command);
  return purposes.map((purpose) => ({ purpose, no: of(purpose, 'no'), some: of(purpose, 'some') }));
}
