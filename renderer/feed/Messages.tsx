/** The messages as they come, or where the user looks: the list is as long as what is kept, and only the rows in sight are here. */
import { ArrowDownToLine, Radio } from 'lucide-react';
import { type FocusEvent, lazy, type ReactNode, Suspense, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { FeedColumn } from '../../shared/app.ts';
import type { Bytes as Raw } from '../../shared/bytes.ts';
import type { FeedFrame, ShownRow } from '../../shared/feed/feed.ts';
import type { Messages as Texts } from '../i18n/en.ts';
import type { Format } from '../i18n/format.ts';
import { useFormat, useText } from '../i18n/i18n.ts';
import { useRules } from '../tab/useDecoding.ts';
import { useActions, useDown, useTab } from '../tab/useTab.ts';
import { Button } from '../ui/Button.tsx';
import { Bytes } from '../ui/Bytes.tsx';
import { Pane, type PaneState } from '../ui/Pane.tsx';
import { type GridColumn, VirtualGrid } from '../ui/VirtualGrid.tsx';
import type { ListHandle } from '../ui/VirtualList.tsx';
import { isReadable } from './ascii.ts';
import { rowAt, shownOf } from './frames.ts';
import { gapWords } from './gapWords.ts';
import { colours, type FeedLook, narrowLook, sourcesLook, wrapLines } from './look.ts';
import type { MessageRow } from './pinning.ts';
import { repeatWords } from './repeatWords.ts';
import { useRowKeys } from './useRowKeys.ts';

const DecodedPreview = lazy(async () => ({ default: (await import('./DecodedPreview.tsx')).DecodedPreview }));

export interface MessagesProps {
  readonly look: FeedLook;
  readonly narrow: boolean;
  /** Enter or a click on a row. */
  readonly onOpen: () => void;
}

export function Messages({ look, narrow, onOpen }: MessagesProps): ReactNode {
  const state = usePaneState();
  return (
    <Pane state={state}>
      <Grid look={look} narrow={narrow} onOpen={onOpen} />
      <Fresh />
    </Pane>
  );
}

function usePaneState(): PaneState {
  const text = useText();
  const frame = useTab((state) => state.feed.frame);
  const fault = useTab((state) => state.feed.fault);
  const filter = useTab((state) => (state.feed.filterMode === 'hide' ? state.feed.applied : ''));
  const since = useTab((state) => state.connection.awaySince);
  const gone = useDown();
  const { retry, subscribeAll, setFilter } = useActions('feed');
  if (since !== null && frame !== null && frame.matched > 0) return { kind: 'offline', since };
  if (frame === null) {
    if (fault !== null) return { kind: 'failed', fault, action: { label: text.ui.retry, run: retry } };
    return since !== null || gone ? { kind: 'failed', fault: { code: 'offline' } } : { kind: 'loading' };
  }
  if (fault !== null) return { kind: 'failed', fault, action: { label: text.ui.retry, run: retry } };
  if (frame.matched > 0) return { kind: 'ready' };
  const icon = <Radio size={24} />;
  if (frame.counters.kept > 0 && filter !== '')
    return {
      kind: 'empty',
      icon,
      title: frame.pending > 0 ? text.feed.searching : text.feed.noMatch,
      body: text.feed.noMatchWhat(frame.counters.kept),
      action: { label: text.feed.unfilter, run: () => setFilter('') },
    };
  if (frame.sources.length > 0) return { kind: 'empty', icon, title: text.feed.listening, body: text.feed.listeningWhat };
  return { kind: 'empty', icon, title: text.feed.silent, body: text.feed.silentWhat, action: { label: text.feed.hearAll, run: () => void subscribeAll() } };
}

function Grid({ look, narrow, onOpen }: MessagesProps): ReactNode {
  const text = useText();
  const format = useFormat();
  const frame = useTab((state) => state.feed.frame);
  const following = useTab((state) => state.feed.following);
  const count = useTab((state) => shownOf(state.feed));
  const active = useTab((state) => state.feed.chosen?.at ?? -1);
  const { look: draw, pause, resume, choose, selectAll } = useActions('feed');
  const selected = useTab((state) => state.feed.anchor);
  const last = useTab((state) => state.feed.chosen?.row?.seq ?? null);
  const [inside, setInside] = useState(false);
  useRowKeys(inside);
  const grid = useRef<ListHandle>(null);
  useScroll(grid);
  const rules = useRules();
  const payloadOf = (row: MessageRow, cap: number): ReactNode => {
    const plain = <Bytes bytes={row.preview} cap={cap} size={row.size} />;
    if (!look.decoded || (rules.rules.length === 0 && isReadable(row.preview))) return plain;
    return (
      <Suspense fallback={plain}>
        <DecodedPreview row={row} cap={cap} {...rules} />
      </Suspense>
    );
  };
  if (frame === null) return null;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only asks whether the focus is inside
    <div
      className="live-messages"
      onFocus={() => setInside(true)}
      onBlur={(event: FocusEvent<HTMLElement>) => setInside(event.currentTarget.contains(event.relatedTarget))}
    >
      <VirtualGrid
        ref={grid}
        label={text.feed.messages}
        count={count}
        lines={look.wrap ? wrapLines : 1}
        columns={columnsOf(
          text,
          format,
          narrow ? narrowLook(look) : sourcesLook(look, frame.sources.length),
          (index) => rowAt(frame, index),
          (id) => frame.sources.find((one) => one.id === id)?.name ?? null,
          payloadOf,
        )}
        rowKey={(index) => rowAt(frame, index)?.seq ?? `at ${index}`}
        rowClass={(index) => rowClass(frame, rowAt(frame, index))}
        active={active}
        multi
        isSelected={(index) => {
          const seq = rowAt(frame, index)?.seq;
          if (selected === null || last === null || seq === undefined) return index === active;
          return seq >= Math.min(selected, last) && seq <= Math.max(selected, last);
        }}
        onActive={(index, { shift }) => choose(index, shift)}
        onSelectAll={selectAll}
        onOpen={onOpen}
        onRange={draw}
        naming={frame.base}
        follow={following}
        onFollow={(follow) => (follow ? resume() : pause())}
      />
    </div>
  );
}

/** Of one source alone the colour says nothing. */
function rowClass({ sources }: FeedFrame, row: ShownRow | null): string | undefined {
  if (row?.kind === 'gap') return 'live-gap';
  if (row?.kind === 'pause') return 'live-paused';
  const source = row === null || sources.length < 2 ? undefined : sources.find((one) => one.id === row.source);
  const classes = [row?.marked === true ? 'live-marked' : '', source === undefined ? '' : `live-colour-${source.colour % colours}`];
  return classes.filter((one) => one !== '').join(' ');
}

function columnsOf(
  text: Texts,
  format: Format,
  look: FeedLook,
  row: (index: number) => ShownRow | null,
  sourceName: (id: number) => Raw | null,
  payloadOf: (row: MessageRow, cap: number) => ReactNode,
): readonly GridColumn[] {
  const message = (index: number, draw: (message: MessageRow) => ReactNode): ReactNode => {
    const one = row(index);
    return one?.kind === 'message' ? draw(one) : null;
  };
  const gapIn = (index: number): ReactNode => {
    const one = row(index);
    if (one === null) return <span className="live-coming" />;
    return one.kind !== 'message' ? <span className="live-gap-words">{gapWords(text, format, one)}</span> : null;
  };
  const time: GridColumn = {
    id: 'time',
    header: text.feed.time,
    width: 104,
    render: (index) => message(index, (one) => <span className="muted">{format.clock(one.at)}</span>),
  };
  const number: GridColumn = {
    id: 'number',
    header: text.feed.columnNames.number,
    width: 72,
    align: 'end',
    render: (index) => message(index, (one) => <span className="muted">{format.number(one.seq)}</span>),
  };
  const delta: GridColumn = {
    id: 'delta',
    header: text.feed.columnNames.delta,
    width: 76,
    align: 'end',
    render: (index) =>
      message(index, (one) => {
        const before = row(index - 1);
        return before?.kind === 'message' ? <span className="muted">+{format.took(one.at - (before.repeats?.lastAt ?? before.at))}</span> : null;
      }),
  };
  const channel: GridColumn = {
    id: 'channel',
    header: text.feed.channel,
    width: look.columns.length < 2 ? 110 : 160,
    data: true,
    resizable: true,
    render: (index) => message(index, (one) => <Bytes bytes={one.channel} cap={120} />),
  };
  const source: GridColumn = {
    id: 'source',
    header: text.feed.source,
    width: 96,
    data: true,
    resizable: true,
    render: (index) =>
      message(index, (one) => {
        const name = sourceName(one.source);
        return name !== null && <Bytes bytes={name} cap={60} />;
      }),
  };
  const size: GridColumn = {
    id: 'size',
    header: text.feed.size,
    width: 72,
    align: 'end',
    render: (index) => message(index, (one) => <span className="muted">{format.bytes(one.size)}</span>),
  };
  const payload: GridColumn = {
    id: 'payload',
    header: text.feed.payload,
    width: 'fill',
    data: true,
    render: (index) =>
      message(index, (one) => (
        <span className={look.wrap ? 'live-wrapped' : 'ellipsis'}>
          {one.marked === true && <span className="live-mark" role="img" aria-label={text.live.marks.matches} />}
          {one.repeats !== undefined && (
            <span className="live-repeats" title={repeatWords(text, format, one) ?? undefined}>
              {`×${format.number(one.repeats.count)}`}
            </span>
          )}
          {payloadOf(one, look.wrap ? 400 : 200)}
        </span>
      )),
  };
  const chosen: Readonly<Record<FeedColumn, GridColumn>> = { number, time, delta, source, size };
  const before = (['number', 'time', 'delta'] as const).filter((one) => look.columns.includes(one)).map((one) => chosen[one]);
  const after = (['source', 'size'] as const).filter((one) => look.columns.includes(one)).map((one) => chosen[one]);
  const [first, ...rest] = [...before, channel, ...after, payload];
  // A gap is one sentence that begins in the first column, whichever that is.
  return first === undefined ? rest : [{ ...first, render: (index) => gapIn(index) ?? first.render(index) }, ...rest];
}

/** Goes where the feed says: to the end, or along with rows that moved because others came or went before them. */
function useScroll(grid: { readonly current: ListHandle | null }): void {
  const scroll = useTab((state) => state.feed.scroll);
  const count = useTab((state) => shownOf(state.feed));
  const from = useTab((state) => (state.feed.following ? null : (state.feed.frame?.from ?? null)));
  const done = useRef(scroll?.id ?? 0);
  // A pane that appears while paused shows what was paused at.
  const first = useRef(from);
  useEffect(() => {
    if (first.current !== null) grid.current?.show(first.current, 'start');
  }, [grid]);
  useLayoutEffect(() => {
    if (scroll === null || scroll.id === done.current) return;
    done.current = scroll.id;
    if ('at' in scroll) return grid.current?.show(scroll.at, 'center');
    if ('to' in scroll) return scroll.to === 'end' ? grid.current?.show(count - 1, 'end') : grid.current?.show(0, 'start');
    grid.current?.shift(scroll.by);
  }, [scroll, count, grid]);
}

/** How much came while the view stood still. */
function Fresh(): ReactNode {
  const text = useText();
  const following = useTab((state) => state.feed.following);
  const received = useTab((state) => state.feed.counters?.received ?? 0);
  const pausedAt = useTab((state) => state.feed.pausedAt);
  const filtered = useTab((state) => state.feed.filterMode === 'hide' && state.feed.applied !== '');
  const resume = useTab((state) => state.feed.resume);
  if (following || received <= pausedAt) return null;
  return (
    <div className="live-fresh">
      <Button variant="primary" icon={<ArrowDownToLine size={14} />} onPress={resume}>
        {/* How many of them pass the filter is not known before they are looked at. */}
        {filtered ? text.feed.newest : text.feed.fresh(received - pausedAt)}
      </Button>
    </div>
  );
}
