/** The connection's queries: saved under a name, used, removed. */
import { Bookmark, Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { parseQuery } from '../../shared/feed/query/parse.ts';
import { plainString } from '../../shared/visible.ts';
import { maxSavedQueries } from '../../shared/watching.ts';
import { useText } from '../i18n/i18n.ts';
import { useActions, useTab } from '../tab/useTab.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { TextField } from '../ui/Field.tsx';
import { maxFilter } from './filtering.ts';

export function QueriesDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const text = useText();
  const words = text.beside.queries;
  const queries = useTab((state) => state.feed.queries);
  const session = useTab((state) => state.feed.keeping?.saved === false);
  const { removeQuery, setFilter } = useActions('feed');
  return (
    <Dialog
      open
      onClose={onClose}
      title={words.title}
      description={session ? words.session : words.what}
      footer={<Button onPress={onClose}>{text.ui.close}</Button>}
    >
      <div className="live-form">
        <Save />
        {queries.length === 0 ? (
          <p className="muted">{words.empty}</p>
        ) : (
          <ul className="live-recordings" aria-label={words.title}>
            {queries.map(({ name, query }) => (
              <li key={name}>
                <span className="live-recordings-name">
                  <span className="ellipsis">{plainString(name, 80)}</span>
                  <span className="muted data ellipsis">{plainString(query, 200)}</span>
                </span>
                <Button
                  onPress={() => {
                    setFilter(query);
                    onClose();
                  }}
                >
                  {words.use}
                </Button>
                <IconButton label={words.remove(plainString(name, 80))} icon={<Trash2 size={14} />} onPress={() => removeQuery(name)} />
              </li>
            ))}
          </ul>
        )}
      </div>
    </Dialog>
  );
}

function Save(): ReactNode {
  const text = useText();
  const words = text.beside.queries;
  const queries = useTab((state) => state.feed.queries);
  const applied = useTab((state) => state.feed.applied);
  const { saveQuery } = useActions('feed');
  const [name, setName] = useState('');
  const [query, setQuery] = useState(applied);
  const [full, setFull] = useState(false);
  const parsed = parseQuery(query, 0);
  const taken = queries.some((one) => one.name === name.trim());
  const save = (): void => {
    if (name.trim() === '' || query.trim() === '' || !parsed.ok) return;
    const saved = saveQuery(name, query);
    setFull(!saved);
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
      <TextField label={words.name} value={name} onChange={setName} maxLength={80} error={full ? words.full(maxSavedQueries) : null} />
      <TextField
        label={words.query}
        data
        value={query}
        onChange={setQuery}
        maxLength={maxFilter}
        error={parsed.ok ? null : text.live.filterProblem(text.live.filterProblems[parsed.problem], parsed.from + 1, Math.max(parsed.from + 1, parsed.to))}
      />
      <Button type="submit" icon={<Bookmark size={14} />} disabled={name.trim() === '' || query.trim() === '' || !parsed.ok}>
        {taken ? words.replace : words.save}
      </Button>
    </form>
  );
}
