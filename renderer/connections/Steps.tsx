/** The steps of an attempt to connect, each with its time; the one that failed last. */
import './steps.css';
import { CircleCheck, CircleX } from 'lucide-react';
import type { ReactNode } from 'react';
import type { TestStep } from '../../shared/connections/session.ts';
import { useFormat, useText } from '../i18n/i18n.ts';

export function Steps({ steps, label }: { readonly steps: readonly TestStep[]; readonly label?: string }): ReactNode {
  return (
    <ol className="test-steps" aria-label={label}>
      {steps.map((step) => (
        <Step key={step.step} step={step} />
      ))}
    </ol>
  );
}

function Step({ step: { step, ms, fault } }: { readonly step: TestStep }): ReactNode {
  const text = useText();
  const format = useFormat();
  const done = fault === null;
  return (
    <li className={done ? 'ok' : 'danger'}>
      <span role="img" aria-label={done ? text.connections.stepDone : text.connections.stepFailed}>
        {done ? <CircleCheck size={14} /> : <CircleX size={14} />}
      </span>
      <span className="test-title">{text.connections.steps[step]}</span>
      {ms !== null && <span className="faint">{format.took(ms)}</span>}
    </li>
  );
}
