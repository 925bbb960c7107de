/** Templates under their names and what was sent before: used again, removed; and where all of it is kept. */
import { Save, Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { Letter } from '../../shared/feed/keepsakes.ts';
import { plainString } from '../../shared/visible.ts';
import { useText } from '../i18n/i18n.ts';
import { useKeepPayloads } from '../tab/useKeepPayloads.ts';
import { useActions, useTab } from '../tab/useTab.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { TextField } from '../ui/Field.tsx';
import { Switch } from '../ui/Switch.tsx';

export function LettersDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const text = useText();
  const words = text.beside.letters;
  const templates = useTab((state) => state.feed.templates);
  const sent = useTab((state) => state.feed.sent);
  const { recall, removeTemplate, forgetSent } = useActions('feed');
  const use = (letter: Letter): void => {
    recall(letter);
    onClose();
  };
  return (
    <Dialog open onClose={onClose} title={words.title} footer={<Button onPress={onClose}>{text.ui.close}</Button>}>
      <div className="live-form">
        <SaveForm />
        <section aria-label={words.templates}>
          <h3>{words.templates}</h3>
          {templates.length === 0 ? (
            <p className="muted">{words.noTemplates}</p>
          ) : (
            <ul className="live-recordings">
              {templates.map(({ name, letter }) => (
                <LetterRow key={name} name={name} letter={letter} onUse={() => use(letter)}>
                  <IconButton label={words.remove(plainString(name, 80))} icon={<Trash2 size={14} />} onPress={() => removeTemplate(name)} />
                </LetterRow>
              ))}
            </ul>
          )}
        </section>
        <section aria-label={words.sent}>
          <div className="live-table-foot">
            <h3>{words.sent}</h3>
            {sent.length > 0 && (
              <Button variant="ghost" onPress={forgetSent}>
                {words.forget}
              </Button>
            )}
          </div>
          {sent.length === 0 ? (
            <p className="muted">{words.nothingSent}</p>
          ) : (
            <ul className="live-recordings">
              {sent.map((letter) => (
                <LetterRow key={JSON.stringify(letter)} name={null} letter={letter} onUse={() => use(letter)} />
              ))}
            </ul>
          )}
        </section>
        <Kept />
      </div>
    </Dialog>
  );
}

interface LetterRowProps {
  readonly name: string | null;
  readonly letter: Letter;
  readonly onUse: () => void;
  readonly children?: ReactNode;
}

function LetterRow({ name, letter: { kind, channel, payload, encoding }, onUse, children }: LetterRowProps): ReactNode {
  const text = useText();
  const how = [text.live.kinds[kind], kind === 'stream' || encoding === 'text' ? '' : text.beside.encodings[encoding]].filter((part) => part !== '');
  return (
    <li>
      <span className="live-recordings-name">
        {name !== null && <span className="ellipsis">{plainString(name, 80)}</span>}
        <span className="ellipsis">
          <span className="faint">{how.join(', ')}</span> <span className="data">{plainString(channel, 80)}</span>
        </span>
        <span className="muted data ellipsis">{plainString(payload.replaceAll('\n', ' '), 160)}</span>
      </span>
      <Button onPress={onUse}>{text.beside.letters.use}</Button>
      {children}
    </li>
  );
}

function SaveForm(): ReactNode {
  const words = useText().beside.letters;
  const empty = useTab((state) => state.feed.letter.payload === '');
  const { saveTemplate } = useActions('feed');
  const [name, setName] = useState('');
  const [refused, setRefused] = useState(false);
  const save = (): void => {
    if (name.trim() === '' || empty) return;
    const saved = saveTemplate(name);
    setRefused(!saved);
    if (saved) setName('');
  };
  return (
    <form
      className="live-rule-form"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <TextField label={words.name} value={name} onChange={setName} maxLength={80} error={refused ? words.tooLong : null} />
      <Button type="submit" icon={<Save size={14} />} disabled={name.trim() === '' || empty}>
        {words.save}
      </Button>
    </form>
  );
}

/** Where all of it is, said before anything is; and the choice, where there is one. */
function Kept(): ReactNode {
  const words = useText().beside.letters;
  const keeping = useTab((state) => state.feed.keeping);
  const [keep, setKeep] = useKeepPayloads();
  if (keeping === null) return null;
  if (!keeping.saved) return <p className="muted">{words.session}</p>;
  if (keeping.payloads === 'sealed') return <p className="muted">{words.sealed}</p>;
  return (
    <>
      <p className="muted">{keep ? words.plain : words.nowhere}</p>
      <Switch label={words.keep} hint={words.keepHint} checked={keep} onChange={setKeep} />
    </>
  );
}
