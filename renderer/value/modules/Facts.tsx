/** What a value says of itself: names and what they are, in as many columns as there is room for. */
import './modules.css';
import type { ReactNode } from 'react';

export interface Fact {
  readonly name: ReactNode;
  readonly value: ReactNode;
}

export function Facts({ label, facts }: { readonly label: string; readonly facts: readonly Fact[] }): ReactNode {
  return (
    <dl className="module-facts" aria-label={label}>
      {facts.map(({ name, value }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: facts have an order, and no identity besides it
        <div key={at}>
          <dt>{name}</dt>
          <dd className="data">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
