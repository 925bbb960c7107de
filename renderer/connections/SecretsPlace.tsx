/** Where secrets are kept, in a line below the password, with the way to choose another place or to unlock the vault. */
import './dialog.css';
import { type ReactNode, useState } from 'react';
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
  const text = useText().connections;
  const state = useSecretsState();
  const [open, setOpen] = useState<Open>(null);
  if (state === null) return null;
  return (
    <>
      {state.locked ? text.vaultLocked : text.placeHints[state.backend]}{' '}
      <button type="button" className="hint-action" onClick={() => setOpen(state.locked ? 'unlock' : 'place')}>
        {state.locked ? text.unlock : text.changePlace}
      </button>
      {open === 'unlock' && <UnlockDialog onClose={() => setOpen(null)} />}
      {open === 'place' && <PlaceDialog state={state} onClose={() => setOpen(null)} />}
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

export function UnlockDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const text = useText().connections;
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
      title={text.unlockTitle}
      description={text.unlockBody}
      footer={
        <>
          <span className="footer-start">
            <Button variant="ghost" onPress={() => setForgetting(true)}>
              {text.forgetVault}
            </Button>
          </span>
          <Button variant="primary" onPress={unlock} unavailable={passphrase === '' ? text.passphraseNeeded : busy ? text.unlocking : undefined}>
            {text.unlock}
          </Button>
        </>
      }
    >
      <PasswordField
        label={text.passphrase}
        value={passphrase}
        error={wrong ? text.wrongPassphrase : null}
        autoFocus
        onChange={setPassphrase}
        onEnter={unlock}
      />
      {fault !== null && !wrong && <Failure fault={fault} inline />}
      <Confirm
        open={forgetting}
        onClose={() => setForgetting(false)}
        title={text.forgetVaultTitle}
        body={text.forgetVaultBody}
        action={text.forgetVault}
        danger
        onConfirm={() => run(() => client.call('secrets.choose', { backend: 'session', passphrase: '', idleMinutes: 0, discard: true }), onClose)}
      />
    </Dialog>
  );
}

function PlaceDialog({ state, onClose }: { readonly state: SecretsState; readonly onClose: () => void }): ReactNode {
  const text = useText().connections;
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
    if ([...passphrase].length < minPassphrase) return text.passphraseShort(minPassphrase);
    return again === passphrase ? null : text.passphraseDiffers;
  }

  return (
    <Dialog
      open
      onClose={onClose}
      title={text.placeTitle}
      description={text.placeBody}
      footer={
        <>
          {hasVault && (
            <span className="footer-start">
              <Button onPress={() => run(() => client.call('secrets.lock', {}), onClose)}>{text.lockVault}</Button>
            </span>
          )}
          <Button onPress={onClose}>{text.keepPlace}</Button>
          <Button variant={backend === 'plain' ? 'danger' : 'primary'} onPress={choose} unavailable={problem ?? (busy ? text.movingSecrets : undefined)}>
            {text.usePlace}
          </Button>
        </>
      }
    >
      <RadioGroup
        label={text.place}
        value={backend}
        onChange={setBackend}
        hint={text.placeHints[backend]}
        choices={secretBackends.map((value) => ({ value, label: text.places[value], disabled: value === 'keychain' && !state.keychain }))}
      />
      {!state.keychain && <p className="field-hint">{text.noKeychain}</p>}
      {backend === 'plain' && <Strip tone="danger">{text.plainWarning}</Strip>}
      {backend === 'vault' && (
        <>
          <PasswordField
            label={hasVault ? text.newPassphrase : text.passphrase}
            hint={hasVault ? text.newPassphraseHint : text.passphraseHint}
            value={passphrase}
            onChange={setPassphrase}
            onEnter={choose}
          />
          <PasswordField label={text.passphraseAgain} value={again} onChange={setAgain} onEnter={choose} />
          <NumberField label={text.idle} hint={text.idleHint} value={idleMinutes} max={maxIdleMinutes} onChange={setIdleMinutes} onEnter={choose} />
        </>
      )}
      {fault !== null && <Failure fault={fault} inline />}
    </Dialog>
  );
}
