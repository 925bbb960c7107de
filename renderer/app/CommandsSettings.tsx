/** The user's own decoders: programs that are run over values when a view asks for them, and never otherwise. */
import './commandsSettings.css';
import { Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { CustomCommand } from '../../shared/value/command.ts';
import { useText } from '../i18n/i18n.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { TextField } from '../ui/Field.tsx';
import { RadioGroup } from '../ui/RadioGroup.tsx';
import { useApp } from './useApp.ts';

const blank = { name: '', program: '', args: '', exchange: 'raw' as CustomCommand['exchange'] };

export function CommandsSettings(): ReactNode {
  const text = useText();
  const commands = useApp((state) => state.commands);
  const save = useApp((state) => state.saveCommands);
  const [draft, setDraft] = useState<typeof blank | null>(null);
  const taken = draft !== null && commands.some((one) => one.name === draft.name.trim());
  const badName = draft !== null && draft.name.trim() !== '' && !/^[^()>\s][^()>]*$/.test(draft.name.trim());
  const ready = draft !== null && draft.name.trim() !== '' && draft.program.trim() !== '' && !taken && !badName;

  const add = (): void => {
    if (!ready) return;
    const args = draft.args.split('\n').filter((line) => line !== '');
    save([...commands, { name: draft.name.trim(), program: draft.program.trim(), args, exchange: draft.exchange }]);
    setDraft(null);
  };

  return (
    <fieldset className="own-decoders">
      <legend>{text.settings.commands}</legend>
      <p className="muted">{text.settings.commandsWhat}</p>
      {commands.map((command) => (
        <div key={command.name} className="decoder-line">
          <span className="data ellipsis">
            {command.name}: {command.program} {command.args.join(' ')}
          </span>
          <IconButton
            label={text.settings.commandRemove(command.name)}
            icon={<Trash2 size={14} />}
            onPress={() => save(commands.filter((one) => one !== command))}
          />
        </div>
      ))}
      {draft === null ? (
        <Button onPress={() => setDraft(blank)}>{text.settings.commandAdd}</Button>
      ) : (
        <>
          <TextField
            label={text.settings.commandName}
            value={draft.name}
            maxLength={60}
            autoFocus
            error={taken ? text.settings.commandTaken : badName ? text.settings.commandNameWrong : null}
            onChange={(name) => setDraft({ ...draft, name })}
          />
          <TextField
            label={text.settings.commandProgram}
            data
            value={draft.program}
            hint={text.settings.commandProgramHint}
            onChange={(program) => setDraft({ ...draft, program })}
          />
          <TextField
            label={text.settings.commandArgs}
            data
            lines={3}
            value={draft.args}
            hint={text.settings.commandArgsHint}
            onChange={(args) => setDraft({ ...draft, args })}
          />
          <RadioGroup
            label={text.settings.commandExchange}
            value={draft.exchange}
            onChange={(exchange) => setDraft({ ...draft, exchange })}
            choices={[
              { value: 'raw', label: text.settings.commandRaw },
              { value: 'base64', label: 'Base64' },
            ]}
          />
          <div className="decoder-line">
            <Button variant="primary" onPress={add} unavailable={ready ? undefined : text.settings.commandIncomplete}>
              {text.settings.commandSave}
            </Button>
            <Button onPress={() => setDraft(null)}>{text.ui.cancel}</Button>
          </div>
        </>
      )}
    </fieldset>
  );
}
