/** Where secrets are kept, in a line below the password, with the way to choose another place or to unlock the vault. */
import './dialog.css';
import { LockKeyholeOpen } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { maxIdleMinutes, minPassphrase, type SecretBackend, type SecretsState, secretBackends } from '../../shared/connections/secrets.ts';
import type { Fault } from '../../shared/fault.ts';
import { useApp } from '../app/useApp.ts';
import { useText } from '../i18n/i18n.ts';
import { faultOf } from '../tab/slice.ts';
import { Button } from '../ui/Button.tsx';
import { Confirm, Dialog } from '../ui/Dialog.tsx';
import { NumberField, PasswordField } from '../ui/Field.tsx';
import { Failure, Strip } from '../ui/Pane.tsx';
import { RadioGroup } from '../ui/RadioGroup.tsx';
import { useSecretsState } from './useHostStream.ts';

type Open = 'place' | 'unlock' | null;

export function SecretsHint(): ReactNode {
  const text = useText();
  const state = useSecretsState();
  const [open, setOpen] = useState<Open>(null);
  if (state === null) return null;
  return (
    <>
      {state.locked ? text.connections.vaultLocked : text.connections.placeHints[state.backend]}{' '}
      <button type="button" className="hint-action" onClick={() => setOpen(state.locked ? 'unlock' : 'place')}>
        {state.locked ? text.connections.unlock : text.connections.changePlace}
      </button>
      {open === 'unlock' && <UnlockDialog onClose={() => setOpen(null)} />}
      {open === 'place' && <PlaceDialog state={state} onClose={() => setOpen(null)} />}
    </>
  );
}

/** Where a connection waits for the vault; nothing where none is locked. */
export function UnlockButton({ onUnlocked }: { readonly onUnlocked: () => void }): ReactNode {
  const text = useText();
  const locked = useSecretsState()?.locked === true;
  const wasLocked = useRef(false);
  const [open, setOpen] = useState(false);
  // Also where it was unlocked elsewhere.
  useEffect(() => {
    if (wasLocked.current && !locked) onUnlocked();
    wasLocked.current = locked;
  }, [locked, onUnlocked]);
  if (!locked && !open) return null;
  return (
    <>
      <Button variant="ghost" icon={<LockKeyholeOpen size={13} />} onPress={() => setOpen(true)}>
        {text.connections.unlock}
      </Button>
      {open && <UnlockDialog onClose={() => setOpen(false)} />}
    </>
  );
}

/** One wish to the host at a time, and why it was not fulfilled. */
function useWish(): { readonly busy: boolean; readonly fault: Fault | null; readonly run: (wish: () => Promise<unknown>, then: () => void) => void } {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault | null>(null);
  return {
    busy,
    fault,
    run(wish, then) {
      if (busy) return;
      setBusy(true);
      setFault(null);
      wish()
        .then(then, (thrown: unknown) => setFault(faultOf(thrown)))
        .finally(() => setBusy(false));
    },
  };
}

function UnlockDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const text = useText();
  const client = useApp((state) => state.client);
  const [passphrase, setPassphrase] = useState('');
  const [forgetting, setForgetting] = useState(false);
  const { busy, fault, run } = useWish();
  const wrong = fault?.code === 'input' && fault.path === 'passphrase';
  const unlock = (): void => {
    if (passphrase !== '') run(() => client.call('secrets.unlock', { passphrase }), onClose);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      width="narrow"
      title={text.connections.unlockTitle}
      description={text.connections.unlockBody}
      footer={
        <>
          <span className="footer-start">
            <Button variant="ghost" onPress={() => setForgetting(true)}>
              {text.connections.forgetVault}
            </Button>
          </span>
          <Button
            variant="primary"
            onPress={unlock}
            unavailable={passphrase === '' ? text.connections.passphraseNeeded : busy ? text.connections.unlocking : undefined}
          >
            {text.connections.unlock}
          </Button>
        </>
      }
    >
      <PasswordField
        label={text.connections.passphrase}
        value={passphrase}
        error={wrong ? text.connections.wrongPassphrase : null}
        autoFocus
        onChange={setPassphrase}
        onEnter={unlock}
      />
      {fault !== null && !wrong && <Failure fault={fault} inline />}
      <Confirm
        open={forgetting}
        onClose={() => setForgetting(false)}
        title={text.connections.forgetVaultTitle}
        body={text.connections.forgetVaultBody}
        action={text.connections.forgetVault}
        danger
        onConfirm={() => run(() => client.call('secrets.choose', { backend: 'session', passphrase: '', idleMinutes: 0, discard: true }), onClose)}
      />
    </Dialog>
  );
}

function PlaceDialog({ state, onClose }: { readonly state: SecretsState; readonly onClose: () => void }): ReactNode {
  const text = useText();
  const client = useApp((one) => one.client);
  const [backend, setBackend] = useState<SecretBackend>(state.backend);
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const [idleMinutes, setIdleMinutes] = useState<number | null>(state.idleMinutes);
  const { busy, fault, run } = useWish();
  const hasVault = state.backend === 'vault';
  const problem = passphraseProblem();
  const choose = (): void => {
    if (problem === null && idleMinutes !== null)
      run(() => client.call('secrets.choose', { backend, passphrase: backend === 'vault' ? passphrase : '', idleMinutes, discard: false }), onClose);
  };

  function passphraseProblem(): string | null {
    if (backend !== 'vault' || (hasVault && passphrase === '')) return null;
    if (passphrase.length < minPassphrase) return text.connections.passphraseShort(minPassphrase);
    return again === passphrase ? null : text.connections.passphraseDiffers;
  }

  return (
    <Dialog
      open
      onClose={onClose}
      title={text.connections.placeTitle}
      description={text.connections.placeBody}
      footer={
        <>
          {hasVault && (
            <span className="footer-start">
              <Button onPress={() => run(() => client.call('secrets.lock', {}), onClose)}>{text.connections.lockVault}</Button>
            </span>
          )}
          <Button onPress={onClose}>{text.connections.keepPlace}</Button>
          <Button
            variant={backend === 'plain' ? 'danger' : 'primary'}
            onPress={choose}
            unavailable={problem ?? (busy ? text.connections.movingSecrets : undefined)}
          >
            {text.connections.usePlace}
          </Button>
        </>
      }
    >
      <RadioGroup
        label={text.connections.place}
        value={backend}
        onChange={setBackend}
        hint={text.connections.placeHints[backend]}
        choices={secretBackends.map((value) => ({ value, label: text.connections.places[value], disabled: value === 'keychain' && !state.keychain }))}
      />
      {!state.keychain && <p className="field-hint">{text.connections.noKeychain}</p>}
      {backend === 'plain' && <Strip tone="danger">{text.connections.plainWarning}</Strip>}
      {backend === 'vault' && (
        <>
          <PasswordField
            label={hasVault ? text.connections.newPassphrase : text.connections.passphrase}
            hint={hasVault ? text.connections.newPassphraseHint : text.connections.passphraseHint}
            value={passphrase}
            onChange={setPassphrase}
            onEnter={choose}
          />
          <PasswordField label={text.connections.passphraseAgain} value={again} onChange={setAgain} onEnter={choose} />
          <NumberField
            label={text.connections.idle}
            hint={text.connections.idleHint}
            value={idleMinutes}
            max={maxIdleMinutes}
            onChange={setIdleMinutes}
            onEnter={choose}
          />
        </>
      )}
      {fault !== null && <Failure fault={fault} inline />}
    </Dialog>
  );
}
