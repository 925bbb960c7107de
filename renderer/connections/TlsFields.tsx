/** Certificates: whom to believe, and what to show the server. */
import type { ReactNode } from 'react';
import type { ProfileFields } from '../../shared/connections/profile.ts';
import { useText } from '../i18n/i18n.ts';
import { TextField } from '../ui/Field.tsx';
import { SecretField } from './SecretField.tsx';
import type { SectionsProps } from './sections.ts';

export function TlsFields({ draft, onChange, errorOf, onEnter }: SectionsProps): ReactNode {
  const text = useText();
  const { tlsOptions } = draft;
  const change = (patch: Partial<ProfileFields['tlsOptions']>): void => onChange({ ...draft, tlsOptions: { ...tlsOptions, ...patch } });
  const pem = '-----BEGIN CERTIFICATE-----';
  return (
    <>
      {!draft.tls && <p className="field-hint">{text.connections.tlsOff}</p>}
      <div className="form-row">
        <TextField
          label={text.connections.ca}
          hint={text.connections.caHint}
          placeholder={pem}
          value={tlsOptions.ca}
          lines={3}
          data
          maxLength={65_536}
          onChange={(ca) => change({ ca })}
        />
        <TextField
          label={text.connections.cert}
          hint={text.connections.certHint}
          placeholder={pem}
          value={tlsOptions.cert}
          lines={3}
          data
          maxLength={65_536}
          onChange={(cert) => change({ cert })}
        />
        <SecretField label={text.connections.tlsKey} name="tlsKey" draft={draft} onChange={onChange} long />
        <SecretField label={text.connections.tlsPassphrase} name="tlsPassphrase" draft={draft} onChange={onChange} onEnter={onEnter} />
        <TextField
          label={text.connections.servername}
          hint={text.connections.servernameHint}
          value={tlsOptions.servername}
          data
          maxLength={1024}
          onChange={(servername) => change({ servername })}
          onEnter={onEnter}
        />
        <TextField
          label={text.connections.pin}
          hint={text.connections.pinHint}
          value={tlsOptions.pin}
          data
          maxLength={200}
          error={errorOf('pin')}
          onChange={(pin) => change({ pin })}
          onEnter={onEnter}
        />
      </div>
    </>
  );
}
