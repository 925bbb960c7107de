/** What a test of the connection found: each step with its time, the failure in words, the server that answered. */
import { CircleAlert, CircleCheck, CircleX } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { ProfileFields, SecretChanges } from '../../shared/connections/profile.ts';
import type { TestStep } from '../../shared/connections/session.ts';
import { plainString } from '../../shared/visible.ts';
import { useFormat, useText } from '../i18n/i18n.ts';
import { Button } from '../ui/Button.tsx';
import { Failure } from '../ui/Pane.tsx';
import { intoSight } from './intoSight.ts';
import { RemedyQuestion } from './RemedyQuestion.tsx';
import { type Remedy, remedyOf } from './remedy.ts';
import type { Test, Tested } from './useTest.ts';

export interface TestPanelProps {
  readonly test: Test;
  /** What stands in the fields now; null where it makes no connection. */
  readonly wanted: ProfileFields | null;
  readonly secrets: SecretChanges;
  /** The user trusts what the test was shown. */
  readonly onAccept: (remedy: Remedy) => void;
}

export function TestPanel({ test, wanted, secrets, onAccept }: TestPanelProps): ReactNode {
  const text = useText();
  const [asked, setAsked] = useState<Remedy | null>(null);
  const { running, report, fault, of } = test;
  if (!running && report === null && fault === null) return null;
  const outdated = of !== null && !isSameTarget(of, wanted, secrets);
  const failed = report?.steps.find((step) => step.fault !== null)?.fault ?? fault;
  // What another connection was shown is no reason to trust this one.
  const remedy = failed === null || outdated ? null : remedyOf(failed);
  return (
    <section key={running ? 'running' : 'over'} ref={intoSight} className="test" aria-label={text.connections.testResult} aria-busy={running}>
      {running ? (
        <p className="test-head">
          <span className="test-busy" aria-hidden="true" />
          <span className="test-title">{text.connections.testing}</span>
          <Button onPress={test.stop}>{text.connections.stopTest}</Button>
        </p>
      ) : (
        <p className={`test-head ${failed === null ? 'ok' : 'danger'}`} role="status">
          {failed === null ? <CircleCheck size={16} /> : <CircleAlert size={16} />}
          <span className="test-title">
            {failed === null && report?.facts !== null && report !== null
              ? text.connections.testPassed(plainString(report.facts.product, 40), plainString(report.facts.version, 40))
              : text.connections.testFailed}
          </span>
          {outdated && <span className="faint">{text.connections.testOutdated}</span>}
        </p>
      )}
      {report?.facts != null && (
        <p className="muted">{text.connections.server(report.facts.mode, plainString(report.facts.role, 40), plainString(report.facts.user, 80))}</p>
      )}
      {report !== null && (
        <ol className="test-steps">
          {report.steps.map((step) => (
            <Step key={step.step} step={step} />
          ))}
        </ol>
      )}
      {failed !== null && (
        <Failure
          fault={failed}
          inline
          {...(remedy === null ? {} : { action: { label: text.connections.remedies[remedy.kind].action, run: () => setAsked(remedy) } })}
        />
      )}
      <RemedyQuestion remedy={asked} pin={of?.profile.tlsOptions.pin ?? ''} onClose={() => setAsked(null)} onYes={onAccept} />
    </section>
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
      <span className="faint">{format.took(ms)}</span>
    </li>
  );
}

/** Name, look, place in the list and protection change nothing about whether it works. */
function isSameTarget(of: Tested, wanted: ProfileFields | null, secrets: SecretChanges): boolean {
  return wanted !== null && of.secrets === secrets && targetOf(of.profile) === targetOf(wanted);
}

function targetOf({ host, port, socket, username, db, tls, tlsOptions, topology, nodes, sentinel, nat, approved, ssh, proxy }: ProfileFields): string {
  return JSON.stringify([host, port, socket, username, db, tls, tlsOptions, topology, nodes, sentinel, nat, approved, ssh, proxy]);
}
