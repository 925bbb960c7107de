/** A time series: what it is, a window of it as a picture and as a table, one more sample, and a range that goes. */
import './modules.css';
import { ChevronLeft, ChevronRight, Maximize2, ZoomIn, ZoomOut } from 'lucide-react';
import { type ReactNode, useMemo, useState } from 'react';
import { aggregators, bucketOf, isSample, type Sample, type SeriesAsk, type SeriesFacts } from '../../../shared/value/types/series.ts';
import { useFormat, useText } from '../../i18n/i18n.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Bytes } from '../../ui/Bytes.tsx';
import { TextField } from '../../ui/Field.tsx';
import { Empty, Failure, Skeleton } from '../../ui/Pane.tsx';
import { Select } from '../../ui/Select.tsx';
import { VirtualGrid } from '../../ui/VirtualGrid.tsx';
import { Chart } from './Chart.tsx';
import { Facts } from './Facts.tsx';
import { SeriesRemove } from './SeriesRemove.tsx';
import { endsOf, firstWindow, moved, type SeriesWindow, timeText, typedTime, wholeSeries } from './seriesWindow.ts';
import { useActOrTell, useAnswer, useTyped } from './useModule.ts';

/** What a picture can show; more samples than this come in buckets. */
const maxPoints = 400;
const maxRaw = 2000;

type By = (typeof aggregators)[number] | 'none';

export function SeriesView({ facts }: { readonly facts: SeriesFacts }): ReactNode {
  const text = useText();
  const [window, setWindow] = useState<SeriesWindow>(() => firstWindow(facts));
  const [by, setBy] = useState<By>(facts.samples > maxRaw ? 'avg' : 'none');
  const ends = endsOf(window, facts);
  const ms = ends === null ? 1 : bucketOf(String(ends[0]), String(ends[1]), maxPoints);
  const ask = useMemo<SeriesAsk>(
    () => ({ of: 'series', ...window, count: by === 'none' ? maxRaw : maxPoints * 2, by: by === 'none' ? null : { with: by, ms }, newest: false }),
    [window, by, ms],
  );
  const answer = useAnswer(ask);
  return (
    <div className="module scroll">
      <About facts={facts} />
      <Bar window={window} facts={facts} by={by} ms={ms} onWindow={setWindow} onBy={setBy} />
      {answer === null ? (
        <Skeleton />
      ) : 'code' in answer ? (
        <Failure fault={answer} />
      ) : answer.samples.length === 0 ? (
        <Empty title={facts.samples === 0 ? text.modules.noSamples : text.modules.noneHere} />
      ) : (
        <Samples samples={answer.samples} more={answer.more} />
      )}
      <AddSample />
    </div>
  );
}

function About({ facts }: { readonly facts: SeriesFacts }): ReactNode {
  const text = useText();
  const format = useFormat();
  return (
    <>
      <Facts
        label={text.modules.about}
        facts={[
          { name: text.modules.samples, value: format.number(facts.samples) },
          { name: text.modules.first, value: facts.first === '' ? '—' : timeText(facts.first) },
          { name: text.modules.last, value: facts.last === '' ? '—' : timeText(facts.last) },
          { name: text.modules.retention, value: facts.retention === 0 ? text.modules.forEver : format.duration(facts.retention) },
          { name: text.modules.chunks, value: text.modules.chunksOf(facts.chunks, facts.chunkSize) },
          { name: text.modules.duplicates, value: facts.duplicates ?? text.modules.byServer },
          ...(facts.source === null ? [] : [{ name: text.modules.source, value: <Bytes bytes={facts.source} cap={80} /> }]),
        ]}
      />
      {(facts.labels.length > 0 || facts.rules.length > 0) && (
        <div className="module-badges">
          {facts.labels.map(([label, value], at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a label may be doubled
            <Badge key={at}>
              <Bytes bytes={label} cap={60} />={<Bytes bytes={value} cap={80} />}
            </Badge>
          ))}
          {facts.rules.map((rule, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rules have no identity of their own
            <Badge key={at} tone="info">
              {rule.with.toLowerCase()} {format.duration(rule.bucket)} → <Bytes bytes={rule.to} cap={80} />
            </Badge>
          ))}
        </div>
      )}
    </>
  );
}

interface BarProps {
  readonly window: SeriesWindow;
  readonly facts: SeriesFacts;
  readonly by: By;
  readonly ms: number;
  readonly onWindow: (window: SeriesWindow) => void;
  readonly onBy: (by: By) => void;
}

function Bar({ window, facts, by, ms, onWindow, onBy }: BarProps): ReactNode {
  const text = useText();
  const format = useFormat();
  const [typed, setTyped] = useState({ from: timeText(window.from), to: timeText(window.to) });
  const [from, to] = [typedTime(typed.from), typedTime(typed.to)];
  const show = (next: SeriesWindow): void => {
    onWindow(next);
    setTyped({ from: timeText(next.from), to: timeText(next.to) });
  };
  return (
    <form
      className="module-bar"
      aria-label={text.modules.window}
      onSubmit={(event) => {
        event.preventDefault();
        if (from !== null && to !== null) onWindow({ from, to });
      }}
    >
      <TextField
        label={text.entries.from}
        hideLabel
        data
        placeholder={facts.first === '' ? text.entries.from : timeText(facts.first)}
        value={typed.from}
        onChange={(next) => setTyped({ ...typed, from: next })}
        error={from === null ? text.modules.noTime : null}
        maxLength={40}
      />
      <TextField
        label={text.entries.to}
        hideLabel
        data
        placeholder={facts.last === '' ? text.entries.to : timeText(facts.last)}
        value={typed.to}
        onChange={(next) => setTyped({ ...typed, to: next })}
        error={to === null ? text.modules.noTime : null}
        maxLength={40}
      />
      <Button type="submit" hint="TS.RANGE" disabled={from === null || to === null}>
        {text.modules.show}
      </Button>
      <Select
        label={text.modules.aggregation}
        hideLabel
        value={by}
        choices={[{ value: 'none' as By, label: text.modules.raw }, ...aggregators.map((one) => ({ value: one as By, label: one }))]}
        onChange={onBy}
      />
      {by !== 'none' && <span className="muted module-note">{text.modules.bucket(format.took(ms))}</span>}
      <span className="entries-tools">
        <IconButton label={text.modules.earlier} icon={<ChevronLeft size={14} />} onPress={() => show(moved(window, facts, 'earlier'))} />
        <IconButton label={text.modules.later} icon={<ChevronRight size={14} />} onPress={() => show(moved(window, facts, 'later'))} />
        <IconButton label={text.modules.zoomIn} icon={<ZoomIn size={14} />} onPress={() => show(moved(window, facts, 'in'))} />
        <IconButton label={text.modules.zoomOut} icon={<ZoomOut size={14} />} onPress={() => show(moved(window, facts, 'out'))} />
        <IconButton label={text.modules.whole} icon={<Maximize2 size={14} />} onPress={() => show(wholeSeries)} />
        <SeriesRemove ends={endsOf(window, facts)} />
      </span>
    </form>
  );
}

function Samples({ samples, more }: { readonly samples: readonly Sample[]; readonly more: boolean }): ReactNode {
  const text = useText();
  const [active, setActive] = useState(-1);
  const points = useMemo(() => samples.map(({ time, value }) => ({ x: Number(time), y: Number(value) })), [samples]);
  const numbers = points.flatMap(({ y }) => (Number.isFinite(y) ? [y] : []));
  const [least, most] = numbers.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  const [left, right] = [timeText(samples[0]?.time ?? ''), timeText(samples.at(-1)?.time ?? '')];
  return (
    <>
      <Chart
        label={text.modules.chart(samples.length, String(least), String(most))}
        points={points}
        as="line"
        names={{ left, right, top: String(most), bottom: String(least) }}
      />
      {more && <p className="module-more warn">{text.modules.moreSamples(samples.length)}</p>}
      <VirtualGrid
        label={text.modules.samples}
        count={samples.length}
        active={active}
        onActive={setActive}
        rowKey={(index) => index}
        columns={[
          { id: 'time', header: text.modules.time, width: 220, data: true, render: (index) => timeText(samples[index]?.time ?? '') },
          { id: 'ms', header: text.modules.milliseconds, width: 160, align: 'end', data: true, render: (index) => samples[index]?.time },
          { id: 'value', header: text.value.columns.value, width: 'fill', align: 'end', data: true, render: (index) => samples[index]?.value },
        ]}
      />
    </>
  );
}

function AddSample(): ReactNode {
  const text = useText();
  const act = useActOrTell();
  const [time, setTime] = useTyped('series time');
  const [value, setValue] = useTyped('series value');
  const at = typedTime(time);
  const valid = at !== null && isSample(value);
  return (
    <form
      className="module-bar"
      aria-label={text.modules.addSample}
      onSubmit={(event) => {
        event.preventDefault();
        if (valid)
          void act({ of: 'series', what: 'add', time: at, value }, text.modules.sampleAdded).then((done) => {
            if (!done) return;
            setTime('');
            setValue('');
          });
      }}
    >
      <TextField
        label={text.modules.time}
        hideLabel
        data
        placeholder={text.modules.timeNow}
        value={time}
        onChange={setTime}
        error={at === null ? text.modules.noTime : null}
        maxLength={40}
      />
      <TextField
        label={text.value.columns.value}
        hideLabel
        data
        placeholder={text.value.columns.value}
        value={value}
        onChange={setValue}
        error={value === '' || isSample(value) ? null : text.modules.noNumber}
        maxLength={60}
      />
      <Button type="submit" hint="TS.ADD" disabled={!valid}>
        {text.modules.addSample}
      </Button>
    </form>
  );
}
