/** Asks before trust is given: what exactly is trusted, and with what to compare it. */
import './remedy.css';
import type { ReactNode } from 'react';
import { plainString } from '../../shared/visible.ts';
import { useFormat, useText } from '../i18n/i18n.ts';
import { Confirm } from '../ui/Dialog.tsx';
import { fingerprintText, type Remedy } from './remedy.ts';

export interface RemedyQuestionProps {
  /** Null: nothing is asked. It stays what was asked about, whatever the connection does meanwhile. */
  readonly remedy: Remedy | null;
  /** The pin the connection has already; '' for none. */
  readonly pin: string;
  readonly onClose: () => void;
  readonly onYes: (remedy: Remedy) => void;
}

export function RemedyQuestion({ remedy, pin, onClose, onYes }: RemedyQuestionProps): ReactNode {
  const text = useText();
  if (remedy === null) return null;
  const { title } = text.connections.remedies[remedy.kind];
  return (
    <Confirm
      open
      onClose={onClose}
      title={title}
      body={<RemedyFacts remedy={remedy} pin={pin} />}
      action={text.connections.remedies[remedy.kind].action}
      onConfirm={() => {
        onClose();
        onYes(remedy);
      }}
    />
  );
}

/** Names come from the other side: they are shown, never interpreted. */
export function RemedyFacts({ remedy, pin }: { readonly remedy: Remedy; readonly pin: string }): ReactNode {
  const text = useText();
  const format = useFormat();
  const words = text.connections.remedies;
  switch (remedy.kind) {
    case 'hostkey':
      return (
        <div className="remedy">
          <p>{words.hostkey.body}</p>
          <dl>
            <Fact name={words.address} value={`${remedy.host.includes(':') ? `[${remedy.host}]` : remedy.host}:${remedy.port}`} />
            <Fact name={words.fingerprint} value={`SHA256:${remedy.sha256}`} />
          </dl>
          <p>{words.hostkey.advice}</p>
        </div>
      );
    case 'certificate':
      return (
        <div className="remedy">
          <p>{words.certificate.body}</p>
          <dl>
            <Fact name={words.subject} value={remedy.certificate.subject} />
            <Fact name={words.issuer} value={remedy.certificate.issuer} />
            <Fact name={words.validTo} value={remedy.certificate.validTo} />
            <Fact name={words.sha256} value={fingerprintText(remedy.certificate.sha256)} />
            {pin !== '' && pin !== remedy.certificate.sha256 && <Fact name={words.replaces} value={fingerprintText(pin)} />}
          </dl>
          <p>{words.certificate.advice}</p>
        </div>
      );
    case 'hosts':
      return (
        <div className="remedy">
          <p>{words.hosts.body(format.number(remedy.hosts.length))}</p>
          <ul className="remedy-hosts data">
            {remedy.hosts.map((host) => (
              <li key={host}>
                <bdi>{plainString(host, 260)}</bdi>
              </li>
            ))}
          </ul>
          <p>{words.hosts.advice}</p>
        </div>
      );
  }
}

function Fact({ name, value }: { readonly name: string; readonly value: string }): ReactNode {
  return (
    <>
      <dt>{name}</dt>
      <dd className="data">
        <bdi>{plainString(value, 400)}</bdi>
      </dd>
    </>
  );
}
