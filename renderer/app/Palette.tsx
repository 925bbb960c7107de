/** The palette: any command, saved connection, open tab or pasted address, found by typing. */
import './palette.css';
import { Search } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useId, useMemo, useRef, useState } from 'react';
import { profileTitle } from '../../shared/connections/profile.ts';
import { plainString } from '../../shared/visible.ts';
import { commands } from '../commands/list.ts';
import { registry } from '../commands/registry.ts';
import { useText } from '../i18n/i18n.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { CommandKbd } from '../ui/Kbd.tsx';
import { rank } from './rank.ts';
import { tabTitle } from './tabTitle.ts';
import { useApp } from './useApp.ts';

interface Hit {
  readonly id: string;
  readonly label: string;
  readonly kind: string;
  readonly shortcut: ReactNode;
  run(): void;
}

const mostShown = 50;

export function Palette({ onClose }: { readonly onClose: () => void }): ReactNode {
  const text = useText();
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const hits = useHits(typed);
  const chosen = Math.min(active, hits.length - 1);

  const choose = (hit: Hit | undefined): void => {
    if (hit === undefined) return;
    onClose();
    hit.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
    if (step !== undefined) setActive(Math.max(0, Math.min(hits.length - 1, chosen + step)));
    else if (event.key === 'Enter') choose(hits[chosen]);
    else return;
    event.preventDefault();
  };

  return (
    <Dialog open onClose={onClose} title={text.app.palette.open} bare initialFocus={input}>
      <div className="palette-input">
        <Search size={16} aria-hidden="true" />
        <input
          ref={input}
          role="combobox"
          aria-label={text.app.palette.label}
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={hits.length > 0 ? `${id}-${chosen}` : undefined}
          placeholder={text.app.palette.label}
          value={typed}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div id={`${id}-list`} role="listbox" tabIndex={-1} aria-label={text.app.palette.results} className="palette-list">
        {hits.map((hit, at) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the input has the focus and takes the keys
          <div
            key={hit.id}
            id={`${id}-${at}`}
            ref={at === chosen ? (row) => row?.scrollIntoView({ block: 'nearest' }) : null}
            role="option"
            tabIndex={-1}
            aria-selected={at === chosen}
            className="palette-row"
            onMouseMove={() => setActive(at)}
            onClick={() => choose(hit)}
          >
            <span className="ellipsis">{hit.label}</span>
            <span className="palette-kind">{hit.kind}</span>
            {hit.shortcut}
          </div>
        ))}
      </div>
      {hits.length === 0 && <p className="palette-none muted">{text.app.palette.none}</p>}
    </Dialog>
  );
}

function useHits(typed: string): readonly Hit[] {
  const text = useText();
  const profiles = useApp((state) => state.profiles);
  const tabs = useApp((state) => state.tabs);
  const { openTab, activate, show } = useApp((state) => state);

  const all = useMemo<readonly Hit[]>(
    () => [
      ...tabs.map((tab) => ({ id: tab.id, label: tabTitle(tab), kind: text.app.palette.tab, shortcut: null, run: () => activate(tab.id) })),
      ...(profiles ?? []).map((profile) => ({
        id: `profile ${profile.id}`,
        label: plainString(profileTitle(profile), 80),
        kind: text.app.palette.connection,
        shortcut: null,
        run: () => openTab(profile.id),
      })),
      ...commands
        .filter((command) => command.palette && registry.isAvailable(command.id, 0))
        .map((command) => ({
          id: `command ${command.id}`,
          label: text.commands.names[command.id],
          kind: text.app.palette.command,
          shortcut: <CommandKbd command={command.id} />,
          // After the dialog is gone: a command may want to place the focus.
          run: () => void requestAnimationFrame(() => registry.run(command.id, 0)),
        })),
    ],
    [text, profiles, tabs, activate, openTab],
  );

  return useMemo(() => {
    if (/^(rediss?|valkeys?):\/\//i.test(typed.trim())) {
      const address = typed.trim();
      return [{ id: 'address', label: text.app.palette.connectTo, kind: '', shortcut: null, run: () => show({ kind: 'connection', profile: null, address }) }];
    }
    return rank(all, typed, (hit) => hit.label).slice(0, mostShown);
  }, [all, typed, text, show]);
}
