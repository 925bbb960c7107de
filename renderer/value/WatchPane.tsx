/** Following a value: how often it is read, the versions that were seen, what changed between two, and the way back to any of them. */
import { Eye, RotateCcw } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useFormat, useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Confirm } from '../ui/Dialog.tsx';
import { Menu } from '../ui/Menu.tsx';
import { notifyFault } from '../ui/Notices.tsx';
import { DiffView } from './DiffView.tsx';
import { maxFollowed } from './following.ts';
import { useEntryActions } from './useEntryActions.ts';
import { comparable, followedRows, isWhole, paces, rowsOf, sameWindows, type Version, type VersionRows, wayBack } from './watching.ts';

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
  const [chosen, setChosen] = useState<number | null>(null);
  if (watching === null) return null;
  const { versions, dropped } = watching;
  const at = Math.min(chosen ?? versions.length - 1, versions.length - 1);
  const version = versions[at];
  const before = versions[at - 1];
  const ranges = version === undefined || version.table === null ? null : followedRows(version.table);
  const partly = ranges?.map(({ from, to }) => text.watch.range(from + 1, to)).join(', ') ?? null;
  const nameOf = ({ bytes, table }: Version): string =>
    table !== null ? text.watch.entries(table.length) : bytes === null ? text.watch.gone : format.bytes(bytes.length);
  return (
    <section className="watch" aria-label={text.watch.follow}>
      <div className="watch-bar">
        <span className="muted ellipsis" role="status">
          {text.watch.seen(versions.length, dropped)}
          {partly !== null && ` · ${text.watch.followed(partly, version?.table?.length ?? 0, maxFollowed)}`}
        </span>
        {chosen !== null && (
          <Button variant="ghost" onPress={() => setChosen(null)}>
            {text.watch.newest}
          </Button>
        )}
        {version !== undefined && at < versions.length - 1 && <Back version={version} />}
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
            {format.clock(one.at)} · {nameOf(one)}
          </button>
        ))}
      </div>
      {version === undefined || before === undefined ? null : sameWindows(before, version) ? (
        <>
          {partly !== null && <p className="watch-note muted">{text.watch.edges}</p>}
          <DiffView label={text.watch.changes} before={comparable(before)} after={comparable(version)} />
        </>
      ) : (
        <p className="watch-note muted">{text.watch.otherRows}</p>
      )}
    </section>
  );
}

/** A string becomes a draft, which is saved or not; entries are exchanged in one step, after a look at what that changes. */
function Back({ version }: { readonly version: Version }): ReactNode {
  const text = useText();
  const editBytes = useTab((state) => state.value.editBytes);
  const value = useTab((state) => state.value.loaded?.value ?? null);
  const { bytes, table } = version;
  if (bytes !== null && value?.kind === 'string' && value.bytes.length === value.length) {
    return (
      <Button icon={<RotateCcw size={14} />} onPress={() => editBytes(bytes)}>
        {text.watch.back}
      </Button>
    );
  }
  return table === null ? null : <RowsBack table={table} />;
}

function RowsBack({ table }: { readonly table: VersionRows }): ReactNode {
  const text = useText();
  const value = useTab((state) => state.value.loaded?.value ?? null);
  const entries = useTab((state) => state.value.entries);
  const exchange = useTab((state) => state.value.exchangeRows);
  const { told } = useEntryActions();
  const [asking, setAsking] = useState(false);
  const now = value?.kind !== 'table' || entries === null || !isWhole(entries.look) ? null : rowsOf(value, entries);
  const way = now === null ? null : wayBack(now, table);
  if (now === null || way === null) return null;
  const back = async (): Promise<void> => {
    setAsking(false);
    const done = await exchange({ ...way, whole: true });
    if ('code' in done) return done.code === 'cancelled' ? undefined : notifyFault(text, done);
    told(text.watch.restored, done.undo);
  };
  return (
    <>
      <Button icon={<RotateCcw size={14} />} onPress={() => setAsking(true)}>
        {text.watch.restore}
      </Button>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={text.watch.restore}
        body={
          <>
            <p>{text.watch.restoreWhat(table.length)}</p>
            <DiffView label={text.watch.restore} before={comparable({ at: 0, bytes: null, table: now })} after={comparable({ at: 0, bytes: null, table })} />
          </>
        }
        action={text.watch.restore}
        onConfirm={() => void back()}
      />
    </>
  );
}
