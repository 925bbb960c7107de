/** What belongs to the chosen topology, right below the choice. */
import type { ReactNode } from 'react';
import type { ProfileFields } from '../../shared/connections/profile.ts';
import { useText } from '../i18n/i18n.ts';
import { TextField } from '../ui/Field.tsx';
import { Switch } from '../ui/Switch.tsx';
import { withFields } from './draft.ts';
import type { Extras } from './extras.ts';
import { SecretField } from './SecretField.tsx';
import type { SectionsProps } from './sections.ts';

export function TopologyFields({ draft, onChange, errorOf, onEnter }: SectionsProps): ReactNode {
  const text = useText();
  const { topology, extras, sentinel } = draft;
  const change = (patch: Partial<Extras>): void => onChange(withFields(draft, { extras: { ...extras, ...patch } }));
  const changeSentinel = (patch: Partial<ProfileFields['sentinel']>): void => onChange(withFields(draft, { sentinel: { ...sentinel, ...patch } }));
  if (topology === 'standalone') return null;
  const nodes = (
    <TextField
      label={topology === 'cluster' ? text.connections.clusterNodes : text.connections.sentinels}
      hint={text.connections.nodesHint}
      placeholder={topology === 'cluster' ? '10.0.0.2:6379' : '10.0.0.2:26379'}
      value={extras.nodes}
      lines={3}
      data
      error={errorOf('nodes')}
      onChange={(next) => change({ nodes: next })}
    />
  );
  if (topology === 'cluster') {
    return (
      <div className="form-row">
        {nodes}
        <TextField
          label={text.connections.nat}
          hint={text.connections.natHint}
          placeholder="172.18.0.2:6379 -> localhost:7001"
          value={extras.nat}
          lines={3}
          data
          error={errorOf('nat')}
          onChange={(nat) => change({ nat })}
        />
      </div>
    );
  }
  return (
    <>
      <div className="form-row">
        <TextField
          label={text.connections.master}
          placeholder="mymaster"
          value={sentinel.master}
          data
          maxLength={1024}
          error={errorOf('master')}
          onChange={(master) => changeSentinel({ master })}
          onEnter={onEnter}
        />
        {nodes}
      </div>
      <div className="form-row">
        <TextField
          label={text.connections.sentinelUser}
          value={sentinel.username}
          data
          maxLength={1024}
          onChange={(username) => changeSentinel({ username })}
          onEnter={onEnter}
        />
        <SecretField label={text.connections.sentinelSecret} name="sentinel" draft={draft} onChange={onChange} onEnter={onEnter} />
        <Switch label={text.connections.sentinelTls} checked={sentinel.tls} onChange={(tls) => changeSentinel({ tls })} />
      </div>
    </>
  );
}
