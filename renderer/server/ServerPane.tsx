/** The server view: the numbers that matter first, then all of INFO as a table that can be searched; read again while it is looked at. */
import './server.css';
import { Filter, RefreshCw } from 'lucide-react';
import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import { useCommand } from '../commands/useCommand.ts';
import { useFormat, useText } from '../i18n/i18n.ts';
import { useDown, useTab } from '../tab/useTab.ts';
import { IconButton } from '../ui/Button.tsx';
import { ServerText } from '../ui/Bytes.tsx';
import { TextField } from '../ui/Field.tsx';
import { Empty, Failure, Pane, type PaneState } from '../ui/Pane.tsx';
import { type Facts, findRows, type InfoTable } from './facts.ts';

const refreshMs = 5000;
/** INFO has a few hundred rows; a server that is no server may write a hundred thousand. */
const maxRows = 2000;

export function ServerPane(): ReactNode {
  const text = useText();
  const refresh = useTab((state) => state.server.refresh);
  const state = usePaneState();
  useRefreshed();
  useCommand('refresh', () => void refresh());
  return (
    <section className="server" aria-label={text.server.title}>
      <Head />
      <Pane state={state} skeleton="text" scroll={text.server.title}>
        <Numbers />
        <Tables />
      </Pane>
    </section>
  );
}

/** At once, and every few seconds while the server answers and the window is in sight. */
function useRefreshed(): void {
  const refresh = useTab((state) => state.server.refresh);
  const leave = useTab((state) => state.server.leave);
  const session = useTab((state) =>
    state.connection.state?.phase.kind === 'ready' && state.connection.fault === null ? state.connection.state.session : null,
  );
  useEffect(() => {
    if (session === null) return undefined;
    const look = (): void => {
      if (document.visibilityState === 'visible') void refresh();
    };
    look();
    const timer = setInterval(look, refreshMs);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
      leave();
    };
  }, [session, refresh, leave]);
}

function usePaneState(): PaneState {
  const text = useText();
  const known = useTab((state) => state.server.facts !== null);
  const fault = useTab((state) => state.server.fault);
  const readAt = useTab((state) => state.server.readAt);
  const refresh = useTab((state) => state.server.refresh);
  const away = useTab((state) => state.connection.awaySince !== null);
  const down = useDown();
  if (known && readAt !== null) return away ? { kind: 'offline', since: readAt } : { kind: 'ready' };
  if (fault !== null) return { kind: 'failed', fault, action: { label: text.ui.retry, run: () => void refresh() } };
  return down ? { kind: 'failed', fault: { code: 'offline' } } : { kind: 'loading' };
}

function Head(): ReactNode {
  const text = useText();
  const format = useFormat();
  const filter = useTab((state) => state.server.filter);
  const readAt = useTab((state) => state.server.readAt);
  const { setFilter, refresh } = useTab((state) => state.server);
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const focus = (): void => field.current?.select();
  useCommand('filter', focus);
  useCommand('focusFilter', focus);
  return (
    <header className="server-head">
      <h2>{text.server.title}</h2>
      <TextField
        ref={field}
        label={text.server.filter}
        hideLabel
        placeholder={text.server.filter}
        value={filter}
        onChange={setFilter}
        icon={<Filter size={14} />}
        clearable
      />
      <span className="muted">{readAt === null ? '' : text.server.readAt(format.clock(readAt))}</span>
      <IconButton label={text.server.refresh} icon={<RefreshCw size={16} />} command="refresh" hint={text.server.refreshHint} onPress={() => void refresh()} />
    </header>
  );
}

function Numbers(): ReactNode {
  const facts = useTab((state) => state.server.facts);
  const text = useText();
  const fault = useTab((state) => state.server.fault);
  const away = useTab((state) => state.connection.awaySince !== null);
  if (facts === null) return null;
  return (
    <>
      {fault !== null && !away && <Failure fault={fault} inline />}
      <dl className="server-numbers" aria-label={text.server.numbers}>
        <NumberTiles facts={facts} />
      </dl>
    </>
  );
}

function NumberTiles({ facts }: { readonly facts: Facts }): ReactNode {
  const text = useText();
  const format = useFormat();
  const { hits } = facts;
  return (
    <>
      {facts.version !== null && (
        <Tile name={facts.product}>
          <ServerText text={facts.version} cap={60} />
        </Tile>
      )}
      {facts.uptimeSeconds !== null && (
        <Tile name={text.server.uptime} {...(facts.uptimeSeconds < 60 ? {} : { more: text.server.seconds(facts.uptimeSeconds) })}>
          {format.duration(facts.uptimeSeconds * 1000)}
        </Tile>
      )}
      {facts.usedMemory !== null && (
        <Tile name={text.server.memory} more={facts.maxMemory === null ? text.server.noLimit : text.server.limit(facts.maxMemory)}>
          {format.bytes(facts.usedMemory)}
        </Tile>
      )}
      {facts.clients !== null && <Tile name={text.server.clients}>{format.number(facts.clients)}</Tile>}
      {facts.opsPerSecond !== null && <Tile name={text.server.ops}>{format.number(facts.opsPerSecond)}</Tile>}
      {hits !== null && (
        <Tile name={text.server.hitRate} more={text.server.hits(hits.hits, hits.of)}>
          {format.percent(hits.hits / hits.of)}
        </Tile>
      )}
      {facts.databases.slice(0, 32).map(({ name, keys, expires }) => (
        <Tile key={name} name={text.server.keysIn(name)} more={text.server.expiring(expires)}>
          {format.number(keys)}
        </Tile>
      ))}
    </>
  );
}

function Tile({ name, more, children }: { readonly name: string; readonly more?: string; readonly children: ReactNode }): ReactNode {
  return (
    <div className="server-number">
      <dt>{name}</dt>
      <dd>{children}</dd>
      {more !== undefined && <dd className="server-more">{more}</dd>}
    </div>
  );
}

function Tables(): ReactNode {
  const text = useText();
  const tables = useTab((state) => state.server.tables);
  const changed = useTab((state) => state.server.changed);
  const filter = useTab((state) => state.server.filter);
  const setFilter = useTab((state) => state.server.setFilter);
  const found = useMemo(() => findRows(tables, filter, maxRows), [tables, filter]);
  if (found.count === 0)
    return (
      <Empty
        title={filter === '' ? text.server.nothing : text.server.noMatch}
        {...(filter === '' ? {} : { action: { label: text.ui.clear, run: () => setFilter('') } })}
      />
    );
  return (
    <>
      <div className="server-tables">
        {found.tables.map((table, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a section may come twice under one name
          <Table key={index} table={table} changed={changed} />
        ))}
      </div>
      {found.left > 0 && <p className="server-left muted">{text.server.left(found.left)}</p>}
    </>
  );
}

function Table({ table, changed }: { readonly table: InfoTable; readonly changed: ReadonlySet<string> }): ReactNode {
  return (
    <section className="server-table">
      <h3>
        <ServerText text={table.name} cap={80} />
      </h3>
      <dl>
        {table.rows.map(({ id, name, value }) => (
          <div key={id}>
            <dt>
              <ServerText text={name} cap={120} />
            </dt>
            {/* A new value is a new element: that is what makes it flash, once. */}
            <dd key={value} className={changed.has(id) ? 'data flash' : 'data'}>
              <ServerText text={value} cap={500} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
