/** The fields of the connection dialog; each says what is wrong with it. */
import { type ReactNode, useEffect, useRef } from 'react';
import { type ProfileFields, profileTitle, protections } from '../../shared/connections/profile.ts';
import { maxDb } from '../../shared/connections/uriParts.ts';
import { plainString } from '../../shared/visible.ts';
import { useText } from '../i18n/i18n.ts';
import { EnvBadge } from '../ui/Badge.tsx';
import { NumberField, TextField } from '../ui/Field.tsx';
import { RadioGroup } from '../ui/RadioGroup.tsx';
import { Select } from '../ui/Select.tsx';
import { Switch } from '../ui/Switch.tsx';
import { ConnectionSections } from './ConnectionSections.tsx';
import { type Draft, type FieldName, type Problems, settled, withFields, withHost, withUrl } from './draft.ts';
import { problemText } from './problemText.ts';
import { SecretField } from './SecretField.tsx';
import { SecretsHint } from './SecretsPlace.tsx';
import { TopologyFields } from './TopologyFields.tsx';

export interface ConnectionFormProps {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  /** Null until the user wanted to go on: nobody is told of a field they have not come to yet. */
  readonly problems: Problems | null;
  readonly onEnter: () => void;
}

const topologies = ['standalone', 'cluster', 'sentinel'] as const;
const colors = ['none', 'red', 'amber', 'green', 'blue', 'violet'] as const satisfies readonly ProfileFields['color'][];

export function ConnectionForm({ draft, onChange, problems, onEnter }: ConnectionFormProps): ReactNode {
  const text = useText();
  const change = (patch: Partial<Omit<Draft, 'url'>>): void => onChange(withFields(draft, patch));
  const errorOf = (field: FieldName): string | null => {
    const problem = problems?.get(field);
    return problem === undefined ? null : text.connections.problems[problem];
  };
  const sections = { draft, onChange, errorOf, onEnter };
  return (
    <div className="connection-form">
      <UrlField draft={draft} onChange={onChange} onEnter={onEnter} told={problems !== null} />
      <div className="form-row identity">
        <TextField
          label={text.connections.name}
          placeholder={plainString(profileTitle({ ...draft, name: '', port: draft.port ?? 6379 }), 80)}
          value={draft.name}
          maxLength={200}
          onChange={(name) => change({ name })}
          onEnter={onEnter}
        />
        <TextField
          label={text.connections.badge}
          value={draft.badge}
          placeholder="DEV, PROD"
          maxLength={12}
          trailing={<EnvBadge badge={draft.badge.trim()} color={draft.color} />}
          onChange={(badge) => change({ badge })}
          onEnter={onEnter}
        />
        <Select
          label={text.connections.color}
          value={draft.color}
          onChange={(color) => change({ color })}
          choices={colors.map((value) => ({ value, label: text.connections.colors[value], icon: <span className={`swatch ${value}`} aria-hidden="true" /> }))}
        />
        <p className="field-hint">{text.connections.badgeHint}</p>
      </div>
      <div className="form-row address">
        <TextField
          label={text.connections.host}
          value={draft.host}
          data
          error={errorOf('host')}
          onChange={(host) => onChange(withHost(draft, host))}
          onEnter={onEnter}
        />
        <NumberField
          label={text.connections.port}
          value={draft.port}
          min={1}
          max={65_535}
          error={errorOf('port')}
          onChange={(port) => change({ port })}
          onEnter={onEnter}
        />
        <NumberField label={text.connections.database} value={draft.db} max={maxDb} error={errorOf('db')} onChange={(db) => change({ db })} onEnter={onEnter} />
      </div>
      <div className="form-row">
        <TextField
          label={text.connections.username}
          hint={text.connections.usernameHint}
          value={draft.username}
          data
          maxLength={1024}
          onChange={(username) => change({ username })}
          onEnter={onEnter}
        />
        <SecretField label={text.connections.password} name="password" draft={draft} onChange={onChange} onEnter={onEnter} hint={<SecretsHint />} />
      </div>
      <div className="form-row">
        <RadioGroup
          label={text.connections.topology}
          hint={text.connections.topologyHints[draft.topology]}
          value={draft.topology}
          onChange={(topology) => change({ topology })}
          choices={topologies.map((value) => ({ value, label: text.connections.topologies[value] }))}
        />
        <div className="form-switch">
          <Switch label={text.connections.tls} hint={text.connections.tlsHint} checked={draft.tls} onChange={(tls) => change({ tls })} />
        </div>
      </div>
      <TopologyFields {...sections} />
      <div className="form-row">
        <RadioGroup
          label={text.connections.protection}
          hint={text.connections.protectionHints[draft.protection]}
          value={draft.protection}
          onChange={(protection) => change({ protection })}
          choices={protections.map((value) => ({ value, label: text.connections.protections[value] }))}
        />
        <TextField
          label={text.connections.delimiter}
          hint={text.connections.delimiterHint}
          value={draft.delimiter}
          data
          maxLength={8}
          error={errorOf('delimiter')}
          onChange={(delimiter) => change({ delimiter })}
          onEnter={onEnter}
        />
        <TextField
          label={text.connections.announce}
          hint={text.connections.announceHint}
          value={draft.announce}
          data
          maxLength={1024}
          onChange={(announce) => change({ announce })}
          onEnter={onEnter}
        />
      </div>
      <ConnectionSections {...sections} />
    </div>
  );
}

interface UrlFieldProps extends Pick<ConnectionFormProps, 'draft' | 'onChange' | 'onEnter'> {
  readonly told: boolean;
}

function UrlField({ draft, onChange, onEnter, told }: UrlFieldProps): ReactNode {
  const text = useText();
  const { problem, ignored, settled: done } = draft.url;
  const box = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  // What is pasted first takes the place of the address that stands there.
  useEffect(() => {
    const frame = requestAnimationFrame(() => box.current?.select());
    return () => cancelAnimationFrame(frame);
  }, []);
  const error = problem !== null && (done || told) ? problemText(text, problem.field, problem.problem) : null;
  return (
    <TextField
      ref={box}
      label={text.connections.url}
      value={draft.url.text}
      data
      error={error}
      hint={ignored.length === 0 ? text.connections.urlHint : text.connections.ignored(ignored.map((name) => plainString(name, 40)).join(', '))}
      onChange={(url) => onChange(withUrl(draft, url))}
      onBlur={() => onChange(settled(draft))}
      onEnter={onEnter}
    />
  );
}
