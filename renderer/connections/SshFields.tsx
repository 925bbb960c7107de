/** The SSH servers on the way, in the order they are passed. */
import { Plus, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { maxHops } from '../../shared/connections/profile.ts';
import { useText } from '../i18n/i18n.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { TextField } from '../ui/Field.tsx';
import { RadioGroup } from '../ui/RadioGroup.tsx';
import { withoutHop } from './draft.ts';
import { type HopText, hopSecrets, newHop } from './extras.ts';
import { SecretField } from './SecretField.tsx';
import type { SectionsProps } from './sections.ts';

export function SshFields({ draft, onChange, errorOf, onEnter }: SectionsProps): ReactNode {
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
