/** The parts of the connection dialog that most connections do without: folded, except where something is filled in or wrong. */
import { ChevronRight, Plus, Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { maxHops, type ProfileFields } from '../../shared/connections/profile.ts';
import { useText } from '../i18n/i18n.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { TextField } from '../ui/Field.tsx';
import { RadioGroup } from '../ui/RadioGroup.tsx';
import { Switch } from '../ui/Switch.tsx';
import { type Draft, type FieldName, withFields, withoutHop } from './draft.ts';
import { type Extras, type HopText, hopSecrets, newHop } from './extras.ts';
import { SecretField } from './SecretField.tsx';

export interface SectionsProps {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  readonly errorOf: (field: FieldName) => string | null;
  readonly onEnter: () => void;
}

/** What belongs to the chosen topology, right below the choice. */
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

export function ConnectionSections(props: SectionsProps): ReactNode {
  const text = useText();
  const { draft, errorOf } = props;
  const { extras, tlsOptions, stored } = draft;
  const wrong = (...fields: FieldName[]): boolean => fields.some((field) => errorOf(field) !== null);
  return (
    <div className="form-sections">
      <Section
        title={text.connections.tlsSection}
        filled={Object.values(tlsOptions).some((one) => one !== '') || stored.includes('tlsKey')}
        wrong={wrong('pin')}
      >
        <TlsFields {...props} />
      </Section>
      <Section title={text.connections.sshSection} filled={extras.hops.length > 0} wrong={wrong(...hopSecrets)}>
        <Hops {...props} />
      </Section>
      <Section title={text.connections.proxySection} filled={extras.proxyKind !== 'none'} wrong={wrong('proxy')}>
        <ProxyFields {...props} />
      </Section>
      <Section title={text.connections.socketSection} filled={draft.socket !== ''} wrong={wrong('socket')}>
        <TextField
          label={text.connections.socket}
          hint={text.connections.socketHint}
          placeholder="/run/redis/redis.sock"
          value={draft.socket}
          data
          maxLength={1024}
          error={errorOf('socket')}
          onChange={(socket) => props.onChange(withFields(draft, { socket }))}
          onEnter={props.onEnter}
        />
      </Section>
      <Section
        title={text.connections.listSection}
        filled={extras.group !== '' || extras.tags !== '' || extras.aliases !== '' || draft.favourite}
        wrong={wrong('group', 'tags', 'aliases')}
      >
        <ListFields {...props} />
      </Section>
    </div>
  );
}

interface SectionProps {
  readonly title: string;
  readonly filled: boolean;
  /** Something in it keeps the connection from being saved. */
  readonly wrong: boolean;
  readonly children: ReactNode;
}

function Section({ title, filled, wrong, children }: SectionProps): ReactNode {
  const text = useText();
  const [opened, setOpened] = useState(filled);
  const open = opened || wrong;
  return (
    <section className="form-section">
      <button type="button" className="section-head" aria-expanded={open} onClick={() => setOpened(!open)}>
        <ChevronRight size={14} className="section-turn" />
        <span>{title}</span>
        {filled && !open && <span className="faint">{text.connections.sectionFilled}</span>}
      </button>
      {open && <div className="section-body">{children}</div>}
    </section>
  );
}

function TlsFields({ draft, onChange, errorOf, onEnter }: SectionsProps): ReactNode {
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

function Hops({ draft, onChange, errorOf, onEnter }: SectionsProps): ReactNode {
  const text = useText();
  const { hops } = draft.extras;
  const setHops = (next: readonly HopText[]): void => onChange({ ...draft, extras: { ...draft.extras, hops: next } });
  return (
    <>
      {hops.map((hop, at) => {
        const name = hopSecrets[at] ?? 'ssh0';
        const change = (patch: Partial<HopText>): void => setHops(hops.map((one, index) => (index === at ? { ...one, ...patch } : one)));
        return (
          <fieldset key={name} className="hop">
            <legend className="hop-head">
              <span>{text.connections.hop(at + 1, hops.length)}</span>
              <IconButton label={text.connections.removeHop(at + 1)} icon={<Trash2 size={14} />} onPress={() => onChange(withoutHop(draft, at))} />
            </legend>
            <div className="form-row">
              <TextField
                label={text.connections.sshServer}
                placeholder="bastion.example:22"
                value={hop.address}
                data
                error={errorOf(name)}
                onChange={(address) => change({ address })}
                onEnter={onEnter}
              />
              <TextField
                label={text.connections.sshUser}
                value={hop.username}
                data
                maxLength={1024}
                onChange={(username) => change({ username })}
                onEnter={onEnter}
              />
              <RadioGroup
                label={text.connections.sshAuth}
                value={hop.auth}
                onChange={(auth) => change({ auth })}
                choices={(['agent', 'password', 'key'] as const).map((value) => ({ value, label: text.connections.sshAuths[value] }))}
              />
              {hop.auth === 'key' && (
                <TextField
                  label={text.connections.keyFile}
                  hint={text.connections.keyFileHint}
                  placeholder="~/.ssh/id_ed25519"
                  value={hop.keyFile}
                  data
                  maxLength={4096}
                  onChange={(keyFile) => change({ keyFile })}
                  onEnter={onEnter}
                />
              )}
              {hop.auth !== 'agent' && (
                <SecretField
                  label={hop.auth === 'key' ? text.connections.keyPassphrase : text.connections.sshSecret}
                  name={name}
                  draft={draft}
                  onChange={onChange}
                  onEnter={onEnter}
                />
              )}
            </div>
          </fieldset>
        );
      })}
      <div>
        <Button
          icon={<Plus size={14} />}
          onPress={() => setHops([...hops, newHop])}
          unavailable={hops.length >= maxHops ? text.connections.hopsFull(maxHops) : undefined}
        >
          {hops.length === 0 ? text.connections.addTunnel : text.connections.addHop}
        </Button>
      </div>
    </>
  );
}

function ProxyFields({ draft, onChange, errorOf, onEnter }: SectionsProps): ReactNode {
  const text = useText();
  const { extras } = draft;
  const change = (patch: Partial<Extras>): void => onChange({ ...draft, extras: { ...extras, ...patch } });
  return (
    <>
      <RadioGroup
        label={text.connections.proxyKind}
        value={extras.proxyKind}
        onChange={(proxyKind) => change({ proxyKind })}
        choices={(['none', 'socks5', 'http'] as const).map((value) => ({ value, label: text.connections.proxyKinds[value] }))}
      />
      {extras.proxyKind !== 'none' && (
        <div className="form-row">
          <TextField
            label={text.connections.proxyAddress}
            placeholder="proxy.example:1080"
            value={extras.proxyAddress}
            data
            error={errorOf('proxy')}
            onChange={(proxyAddress) => change({ proxyAddress })}
            onEnter={onEnter}
          />
          <TextField
            label={text.connections.proxyUser}
            value={extras.proxyUsername}
            data
            maxLength={1024}
            onChange={(proxyUsername) => change({ proxyUsername })}
            onEnter={onEnter}
          />
          <SecretField label={text.connections.proxySecret} name="proxy" draft={draft} onChange={onChange} onEnter={onEnter} />
        </div>
      )}
    </>
  );
}

function ListFields({ draft, onChange, errorOf, onEnter }: SectionsProps): ReactNode {
  const text = useText();
  const { extras } = draft;
  const change = (patch: Partial<Extras>): void => onChange({ ...draft, extras: { ...extras, ...patch } });
  return (
    <div className="form-row">
      <TextField
        label={text.connections.group}
        hint={text.connections.groupHint}
        placeholder="Shop / EU"
        value={extras.group}
        error={errorOf('group')}
        onChange={(group) => change({ group })}
        onEnter={onEnter}
      />
      <TextField
        label={text.connections.tags}
        hint={text.connections.tagsHint}
        value={extras.tags}
        error={errorOf('tags')}
        onChange={(tags) => change({ tags })}
        onEnter={onEnter}
      />
      <TextField
        label={text.connections.aliases}
        hint={text.connections.aliasesHint}
        placeholder={'0 sessions\n1 queue'}
        value={extras.aliases}
        lines={3}
        error={errorOf('aliases')}
        onChange={(aliases) => change({ aliases })}
      />
      <Switch label={text.connections.favourite} checked={draft.favourite} onChange={(favourite) => onChange({ ...draft, favourite })} />
    </div>
  );
}
