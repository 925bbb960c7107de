/** The jobs view: work that takes long, and every command this tab has sent, to be read and copied. */
import './jobs.css';
import { Copy, Filter } from 'lucide-react';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { exactText } from '../../shared/bytes.ts';
import { commandAs, commandClients } from '../../shared/commandAs.ts';
import type { ActivityEntry } from '../../shared/jobs/activity.ts';
import { plainString } from '../../shared/visible.ts';
import { useCommand } from '../commands/useCommand.ts';
import { useFormat, useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { Badge, type BadgeTone } from '../ui/Badge.tsx';
import { Button } from '../ui/Button.tsx';
import { Bytes, ServerText } from '../ui/Bytes.tsx';
import { copyText } from '../ui/copy.ts';
import { TextField } from '../ui/Field.tsx';
import { ContextMenu, Menu, type MenuEntry } from '../ui/Menu.tsx';
import { Pane, type PaneState } from '../ui/Pane.tsx';
import { type GridColumn, VirtualGrid } from '../ui/VirtualGrid.tsx';
import { findEntries, isSecret, notExact, wordText } from './entries.ts';
import { JobList } from './JobList.tsx';

export function JobsPane(): ReactNode {
  const session = useTab((state) => state.connection.state?.session ?? null);
  const watch = useTab((state) => state.jobs.watch);
  useEffect(() => (session === null ? undefined : watch(session)), [session, watch]);
  return (
    <div className="jobs">
      <JobList />
      <Activity />
    </div>
  );
}

function Activity(): ReactNode {
  const text = useText();
  const entries = useTab((state) => state.jobs.entries);
  const filter = useTab((state) => state.jobs.filter);
  const setFilter = useTab((state) => state.jobs.setFilter);
  const found = useMemo(() => findEntries(entries ?? [], filter), [entries, filter]);
  const [seq, setSeq] = useState<number | null>(null);
  const chosen = found.find((entry) => entry.seq === seq) ?? null;
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const focus = (): void => field.current?.select();
  useCommand('filter', focus);
  useCommand('focusFilter', focus);
  const state = usePaneState(found.length === 0);
  return (
    <section className="jobs-activity" aria-labelledby="activity-title">
      <header className="jobs-head">
        <h2 id="activity-title">{text.jobs.activity}</h2>
        <TextField
          ref={field}
          label={text.jobs.filter}
          hideLabel
          placeholder={text.jobs.filter}
          value={filter}
          onChange={setFilter}
          icon={<Filter size={14} />}
          clearable
        />
        <span className="muted">{text.jobs.count(found.length)}</span>
        <CopyMenu entry={chosen} />
      </header>
      <Pane state={state}>
        <Entries found={found} chosen={chosen} onChoose={setSeq} />
      </Pane>
    </section>
  );
}

function usePaneState(nothing: boolean): PaneState {
  const text = useText();
  const loaded = useTab((state) => state.jobs.entries !== null);
  const fault = useTab((state) => state.jobs.fault);
  const filter = useTab((state) => state.jobs.filter);
  const setFilter = useTab((state) => state.jobs.setFilter);
  const away = useTab((state) => (state.connection.fault === null ? null : state.connection.awaySince));
  const failed = useTab((state) => state.connection.fault !== null);
  const retry = useTab((state) => state.jobs.retry);
  // The list is the host's: it goes on while the server is away, and stands still while the host is.
  if (away !== null && !nothing) return { kind: 'offline', since: away };
  if (fault !== null && fault.code !== 'closed') return { kind: 'failed', fault, action: { label: text.ui.retry, run: retry } };
  if (!loaded) return failed ? { kind: 'failed', fault: { code: 'closed' } } : { kind: 'loading' };
  if (!nothing) return { kind: 'ready' };
  if (filter !== '') return { kind: 'empty', title: text.jobs.noMatch, action: { label: text.jobs.unfilter, run: () => setFilter('') } };
  return { kind: 'empty', title: text.jobs.nothing, body: text.jobs.nothingWhat };
}

interface EntriesProps {
  readonly found: readonly ActivityEntry[];
  readonly chosen: ActivityEntry | null;
  readonly onChoose: (seq: number) => void;
}

function Entries({ found, chosen, onChoose }: EntriesProps): ReactNode {
  const text = useText();
  const format = useFormat();
  const copies = useCopies(chosen);
  const [follow, setFollow] = useState(true);
  const at = (index: number): ActivityEntry | undefined => found[index];
  const draw = (index: number, one: (entry: ActivityEntry) => ReactNode): ReactNode => {
    const entry = at(index);
    return entry === undefined ? null : one(entry);
  };
  const columns: readonly GridColumn[] = [
    { id: 'time', header: text.jobs.time, width: 104, render: (index) => draw(index, (entry) => <span className="muted">{format.clock(entry.at)}</span>) },
    { id: 'command', header: text.jobs.command, width: 'fill', data: true, render: (index) => draw(index, (entry) => <Words entry={entry} />) },
    { id: 'took', header: text.jobs.took, width: 80, align: 'end', render: (index) => draw(index, (entry) => format.took(entry.ms)) },
    { id: 'outcome', header: text.jobs.outcome, width: 220, resizable: true, render: (index) => draw(index, (entry) => <Outcome entry={entry} />) },
  ];
  return (
    <ContextMenu entries={copies}>
      <div className="jobs-entries">
        <VirtualGrid
          label={text.jobs.activity}
          count={found.length}
          columns={columns}
          rowKey={(index) => at(index)?.seq ?? index}
          active={chosen === null ? -1 : found.indexOf(chosen)}
          onActive={(index) => {
            const entry = at(index);
            if (entry !== undefined) onChoose(entry.seq);
            setFollow(index === found.length - 1);
          }}
          follow={follow}
          onFollow={setFollow}
        />
      </div>
    </ContextMenu>
  );
}

/** As redis-cli would take it, but with letters of all languages as letters; what hides is drawn as chips. */
function Words({ entry }: { readonly entry: ActivityEntry }): ReactNode {
  const text = useText();
  return (
    <span className="jobs-words ellipsis">
      {entry.words.map((word, index) => {
        const shown = wordText(word);
        const readable = shown.startsWith('"') && word.length > 0 && exactText(word) !== null;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the words of a command have no other identity and no state
          <span key={index} className={index === 0 ? 'jobs-name' : isSecret(word) ? 'faint' : undefined}>
            {readable ? (
              <>
                "<Bytes bytes={word} />"
              </>
            ) : (
              shown
            )}
          </span>
        );
      })}
      {entry.cut && <span className="faint">{text.jobs.cut}</span>}
    </span>
  );
}

const tones: Readonly<Record<ActivityEntry['outcome'], BadgeTone>> = { applied: 'ok', rejected: 'danger', unknown: 'warn' };

function Outcome({ entry }: { readonly entry: ActivityEntry }): ReactNode {
  const text = useText();
  return (
    <>
      <Badge tone={tones[entry.outcome]}>{text.jobs.outcomes[entry.outcome]}</Badge>
      {entry.why !== '' && (
        <span className="muted ellipsis" title={plainString(entry.why)}>
          <ServerText text={entry.why} cap={200} />
        </span>
      )}
    </>
  );
}

function useCopies(entry: ActivityEntry | null): readonly MenuEntry[] {
  const text = useText();
  return commandClients.map((client) => ({
    label: text.jobs.copyAs(client),
    disabled: entry === null || notExact(entry) !== null,
    run: () => {
      if (entry !== null) copyText(text, commandAs(entry.words, client));
    },
  }));
}

function CopyMenu({ entry }: { readonly entry: ActivityEntry | null }): ReactNode {
  const text = useText();
  const copies = useCopies(entry);
  const why = entry === null ? 'none' : notExact(entry);
  const button = (
    <Button icon={<Copy size={14} />} {...(why === null ? {} : { unavailable: text.jobs.notCopied[why] })}>
      {text.jobs.copy}
    </Button>
  );
  return why === null ? <Menu trigger={button} entries={copies} align="end" /> : button;
}
