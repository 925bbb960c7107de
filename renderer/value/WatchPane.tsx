/** Following a value: how often it is read, the versions that were seen, what changed between two, and the way back to any of them. */
import { Eye, RotateCcw } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useFormat, useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Menu } from '../ui/Menu.tsx';
import { DiffView } from './DiffView.tsx';
import { paces } from './watching.ts';

export function WatchMenu(): ReactNode {
  const text = useText();
  const format = useFormat();
  const watch = useTab((state) => state.value.watch);
  const pace = useTab((state) => state.value.watching?.pace ?? null);
  return (
    <Menu
      align="end"
      trigger={<IconButton label={text.watch.follow} icon={<Eye size={14} />} pressed={pace !== null} />}
      entries={[
        { label: text.watch.off, checked: pace === null, run: () => watch(null) },
        ...paces.map((one) => ({ label: text.watch.every(format.took(one)), checked: pace === one, run: () => watch(one) })),
      ]}
    />
  );
}

export function WatchPane(): ReactNode {
  const text = useText();
  const format = useFormat();
  const watching = useTab((state) => state.value.watching);
  const editBytes = useTab((state) => state.value.editBytes);
  const string = useTab((state) => state.value.loaded?.value.kind === 'string' && state.value.loaded.value.bytes.length === state.value.loaded.value.length);
  const [chosen, setChosen] = useState<number | null>(null);
  if (watching === null) return null;
  const { versions, dropped } = watching;
  const at = Math.min(chosen ?? versions.length - 1, versions.length - 1);
  const version = versions[at];
  const before = versions[at - 1];
  return (
    <section className="watch" aria-label={text.watch.follow}>
      <div className="watch-bar">
        <span className="muted" role="status">
          {text.watch.seen(versions.length, dropped)}
        </span>
        {chosen !== null && (
          <Button variant="ghost" onPress={() => setChosen(null)}>
            {text.watch.newest}
          </Button>
        )}
        {version?.bytes !== undefined && version.bytes !== null && string && at < versions.length - 1 && (
          <Button icon={<RotateCcw size={14} />} onPress={() => editBytes(version.bytes ?? new Uint8Array())}>
            {text.watch.back}
          </Button>
        )}
      </div>
      <div className="watch-line" role="listbox" aria-label={text.watch.versions}>
        {versions.map((one, index) => (
          <button
            type="button"
            role="option"
            aria-selected={index === at}
            key={one.at}
            className="watch-version"
            onClick={() => setChosen(index === versions.length - 1 ? null : index)}
          >
            {format.clock(one.at)} · {one.bytes === null ? text.watch.gone : format.bytes(one.bytes.length)}
          </button>
        ))}
      </div>
      {version !== undefined && before !== undefined && (
        <DiffView label={text.watch.changes} before={before.bytes ?? new Uint8Array()} after={version.bytes ?? new Uint8Array()} />
      )}
    </section>
  );
}
