/** The parts of the connection dialog that most connections do without: folded, except where something is filled in or wrong. */
import { ChevronRight } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useText } from '../i18n/i18n.ts';
import { TextField } from '../ui/Field.tsx';
import { RadioGroup } from '../ui/RadioGroup.tsx';
import { Switch } from '../ui/Switch.tsx';
import { type FieldName, withFields } from './draft.ts';
import { type Extras, hopSecrets } from './extras.ts';
import { SecretField } from './SecretField.tsx';
import { SshFields } from './SshFields.tsx';
import type { SectionsProps } from './sections.ts';
import { TlsFields } from './TlsFields.tsx';

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
        <SshFields {...props} />
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
