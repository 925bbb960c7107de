/** What a test of the connection found: each step with its time, the failure in words, the server that answered. */
import { CircleAlert, CircleCheck } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { ProfileFields, SecretChanges } from '../../shared/connections/profile.ts';
import { plainString } from '../../shared/visible.ts';
import { useText } from '../i18n/i18n.ts';
import { Button } from '../ui/Button.tsx';
import { Failure } from '../ui/Pane.tsx';
import { intoSight } from './intoSight.ts';
import { Limits } from './Limits.tsx';
import { RemedyQuestion } from './RemedyQuestion.tsx';
import { type Remedy, remedyOf } from './remedy.ts';
import { Steps } from './Steps.tsx';
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
      {report !== null && <Steps steps={report.steps} />}
      {report?.abilities != null && <Limits abilities={report.abilities} />}
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

/** Name, look, place in the list and protection change nothing about whether it works. */
function isSameTarget(of: Tested, wanted: ProfileFields | null, secrets: SecretChanges): boolean {
  return wanted !== null && of.secrets === secrets && targetOf(of.profile) === targetOf(wanted);
}

function targetOf({ host, port, socket, username, db, tls, tlsOptions, topology, nodes, sentinel, nat, approved, ssh, proxy }: ProfileFields): string {
  return JSON.stringify([host, port, socket, username, db, tls, tlsOptions, topology, nodes, sentinel, nat, approved, ssh, proxy]);
}
