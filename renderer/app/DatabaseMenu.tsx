/** The database of a tab, and its others: by number, the user's name, and how many keys each has. */
import { type ReactNode, useState } from 'react';
import { useStore } from 'zustand';
import type { DatabaseCount } from '../../shared/connections/session.ts';
import { plainString } from '../../shared/visible.ts';
import { useFormat, useText } from '../i18n/i18n.ts';
import { faultOf } from '../tab/slice.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { NumberField } from '../ui/Field.tsx';
import { Menu, type MenuEntry } from '../ui/Menu.tsx';
import { databaseChoices, hasMore } from './databases.ts';
import type { TabEntry } from './store.ts';
import { useApp } from './useApp.ts';

const maxDb = 65_535;

export function DatabaseMenu({ tab }: { readonly tab: TabEntry }): ReactNode {
  const text = useText();
  const format = useFormat();
  const client = useApp((state) => state.client);
  const state = useStore(tab.store, (one) => one.connection.state);
  const select = useStore(tab.store, (one) => one.selectDatabase);
  const [filled, setFilled] = useState<readonly DatabaseCount[] | null>(null);
  const [asking, setAsking] = useState(false);
  if (state === null) return null;
  const count = state.facts?.mode === 'cluster' ? 1 : (state.facts?.databases ?? null);
  const databases = { current: state.db, count, aliases: state.profile.aliases, filled };
  const choices = databaseChoices(databases);
  const named = (db: number, alias: string): string => [text.app.database(db), plainString(alias, 60)].join(' ').trim();
  /** Counted when somebody looks, not before; where that fails the menu is without numbers. */
  const look = (): void => {
    client.call('session.databases', { session: state.session }).then(
      (told) => setFilled(told.databases),
      (thrown: unknown) => {
        faultOf(thrown);
        setFilled(null);
      },
    );
  };
  const entries: MenuEntry[] = choices.map(({ db, alias, keys }) => ({
    label: named(db, alias),
    checked: db === state.db,
    ...(keys === null ? {} : { hint: text.app.keyCount(keys, format.number(keys)) }),
    run: () => select(db),
  }));
  if (hasMore(databases)) entries.push('separator', { label: text.app.otherDatabase, run: () => setAsking(true) });
  return (
    <>
      <Menu
        trigger={
          <Button variant="ghost" hint={text.app.chooseDatabase}>
            {named(state.db, choices.find(({ db }) => db === state.db)?.alias ?? '')}
          </Button>
        }
        entries={entries}
        onOpen={look}
      />
      {asking && <OtherDatabase most={(count ?? maxDb + 1) - 1} onClose={() => setAsking(false)} onSelect={select} />}
    </>
  );
}

interface OtherProps {
  readonly most: number;
  readonly onClose: () => void;
  readonly onSelect: (db: number) => void;
}

function OtherDatabase({ most, onClose, onSelect }: OtherProps): ReactNode {
  const text = useText();
  const [db, setDb] = useState<number | null>(null);
  const valid = db !== null && db >= 0 && db <= most;
  const go = (): void => {
    if (!valid) return;
    onClose();
    onSelect(db);
  };
  return (
    <Dialog
      open
      width="narrow"
      onClose={onClose}
      title={text.app.otherDatabase}
      footer={
        <>
          <Button onPress={onClose}>{text.ui.cancel}</Button>
          <Button variant="primary" unavailable={valid ? undefined : text.app.upTo(most)} onPress={go}>
            {text.app.chooseDatabase}
          </Button>
        </>
      }
    >
      <NumberField label={text.connections.database} value={db} max={most} hint={text.app.upTo(most)} onChange={setDb} onEnter={go} />
    </Dialog>
  );
}
