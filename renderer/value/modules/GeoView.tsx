/** The members of a sorted set as places: where they are, what is around a member or a point, and one more place. Shown only where somebody asks for it. */
import './modules.css';
import { Search } from 'lucide-react';
import { type ReactNode, useMemo, useState } from 'react';
import { idOf, type Bytes as Raw } from '../../../shared/bytes.ts';
import type { Fault } from '../../../shared/fault.ts';
import { type GeoAnswer, type GeoAsk, geoUnits, isDistance, isPoint, type Point } from '../../../shared/value/types/geo.ts';
import { useText } from '../../i18n/i18n.ts';
import { useTab } from '../../tab/useTab.ts';
import { Button } from '../../ui/Button.tsx';
import { Bytes } from '../../ui/Bytes.tsx';
import { TextField } from '../../ui/Field.tsx';
import { Empty, Failure, Skeleton } from '../../ui/Pane.tsx';
import { RadioGroup } from '../../ui/RadioGroup.tsx';
import { Select } from '../../ui/Select.tsx';
import { type GridColumn, VirtualGrid } from '../../ui/VirtualGrid.tsx';
import { bytesOfTyped } from '../typed.ts';
import { Chart } from './Chart.tsx';
import { useActOrTell, useAnswer, useTyped } from './useModule.ts';

/** Members whose places are shown: those that were loaded first. */
const maxShown = 500;
type Around = Extract<GeoAsk, { what: 'around' }>;

interface Place {
  readonly member: Raw;
  readonly point: Point | null;
  readonly distance: string | null;
}

export function GeoView(): ReactNode {
  const text = useText();
  const [around, setAround] = useState<Around | null>(null);
  const [centre, setCentre] = useTyped('geo member');
  return (
    <div className="module scroll">
      <AroundForm centre={centre} onCentre={setCentre} around={around} onAround={setAround} />
      {around === null ? <Loaded onCentre={setCentre} /> : <Found around={around} onCentre={setCentre} />}
      <AddPlace label={text.modules.addPlace} />
    </div>
  );
}

function Loaded({ onCentre }: { readonly onCentre: (member: string) => void }): ReactNode {
  const text = useText();
  const rows = useTab((state) => state.value.entries?.rows);
  const members = useMemo(() => [...(rows?.values() ?? [])].slice(0, maxShown).flatMap((row) => row[1] ?? []), [rows]);
  const ask = useMemo<GeoAsk | null>(() => (members.length === 0 ? null : { of: 'geo', what: 'positions', members }), [members]);
  const answer = useAnswer(ask);
  if (members.length === 0) return <Empty title={text.value.emptyTable} />;
  const places = (found: GeoAnswer): readonly Place[] =>
    found.what === 'positions' ? members.map((member, at) => ({ member, point: found.points[at] ?? null, distance: null })) : [];
  return <Answer answer={answer} places={places} onCentre={onCentre} />;
}

function Found({ around, onCentre }: { readonly around: Around; readonly onCentre: (member: string) => void }): ReactNode {
  const answer = useAnswer(around);
  const places = (found: GeoAnswer): readonly Place[] =>
    found.what === 'around' ? found.found.map(({ member, point, distance }) => ({ member, point, distance: `${distance} ${around.unit}` })) : [];
  return <Answer answer={answer} places={places} onCentre={onCentre} />;
}

interface AnswerProps {
  readonly answer: GeoAnswer | Fault | null;
  readonly places: (answer: GeoAnswer) => readonly Place[];
  readonly onCentre: (member: string) => void;
}

function Answer({ answer, places, onCentre }: AnswerProps): ReactNode {
  const text = useText();
  if (answer === null) return <Skeleton />;
  if ('code' in answer) return <Failure fault={answer} />;
  const all = places(answer);
  return all.length === 0 ? <Empty title={text.modules.nothingAround} /> : <Places places={all} onCentre={onCentre} />;
}

function Places({ places, onCentre }: { readonly places: readonly Place[]; readonly onCentre: (member: string) => void }): ReactNode {
  const text = useText();
  const [active, setActive] = useState(-1);
  const points = useMemo(() => places.flatMap(({ point }) => (point === null ? [] : [{ x: Number(point.longitude), y: Number(point.latitude) }])), [places]);
  const ends = (values: readonly number[]): readonly [string, string] =>
    values.length === 0 ? ['', ''] : [Math.min(...values).toFixed(3), Math.max(...values).toFixed(3)];
  const [west, east] = ends(points.map(({ x }) => x));
  const [south, north] = ends(points.map(({ y }) => y));
  const columns: readonly GridColumn[] = [
    { id: 'member', header: text.value.columns.member, width: 'fill', data: true, render: (index) => <Bytes bytes={places[index]?.member ?? none} /> },
    { id: 'longitude', header: text.modules.longitude, width: 190, align: 'end', data: true, render: (index) => places[index]?.point?.longitude ?? '—' },
    { id: 'latitude', header: text.modules.latitude, width: 190, align: 'end', data: true, render: (index) => places[index]?.point?.latitude ?? '—' },
  ];
  const measured = places.some(({ distance }) => distance !== null);
  return (
    <>
      <Chart label={text.modules.map(points.length)} points={points} as="dots" names={{ left: west, right: east, top: north, bottom: south }} />
      <VirtualGrid
        label={text.modules.places}
        count={places.length}
        active={active}
        onActive={(index) => {
          setActive(index);
          const member = places[index]?.member;
          const typed = member === undefined ? null : new TextDecoder().decode(member);
          if (typed !== null && !typed.includes('\ufffd')) onCentre(typed);
        }}
        rowKey={(index) => (places[index] === undefined ? index : idOf(places[index].member))}
        columns={
          measured
            ? [...columns, { id: 'distance', header: text.modules.distance, width: 150, align: 'end', data: true, render: (index) => places[index]?.distance }]
            : columns
        }
      />
    </>
  );
}

const none = new Uint8Array();

interface AroundFormProps {
  readonly centre: string;
  readonly onCentre: (member: string) => void;
  readonly around: Around | null;
  readonly onAround: (around: Around | null) => void;
}

function AroundForm({ centre, onCentre, around, onAround }: AroundFormProps): ReactNode {
  const text = useText();
  const [by, setBy] = useState<'member' | 'point'>('member');
  const [longitude, setLongitude] = useState('');
  const [latitude, setLatitude] = useState('');
  const [radius, setRadius] = useState('10');
  const [unit, setUnit] = useState<(typeof geoUnits)[number]>('km');
  const member = bytesOfTyped({ form: 'text', text: centre });
  const point = { longitude, latitude };
  const from = by === 'point' ? (isPoint(point) ? point : null) : member.ok && centre !== '' ? member.bytes : null;
  const valid = from !== null && isDistance(radius);
  return (
    <form
      className="module-bar"
      aria-label={text.modules.around}
      onSubmit={(event) => {
        event.preventDefault();
        if (valid) onAround({ of: 'geo', what: 'around', centre: from, radius, unit, count: 500 });
      }}
    >
      <RadioGroup
        label={text.modules.around}
        hideLabel
        value={by}
        choices={[
          { value: 'member', label: text.value.columns.member },
          { value: 'point', label: text.modules.point },
        ]}
        onChange={setBy}
      />
      {by === 'member' ? (
        <TextField
          label={text.modules.aroundMember}
          hideLabel
          data
          icon={<Search size={14} />}
          placeholder={text.modules.aroundMember}
          value={centre}
          onChange={onCentre}
          maxLength={10_000}
        />
      ) : (
        <PointFields point={point} onLongitude={setLongitude} onLatitude={setLatitude} />
      )}
      <TextField
        label={text.modules.radius}
        hideLabel
        data
        placeholder={text.modules.radius}
        value={radius}
        onChange={setRadius}
        error={isDistance(radius) ? null : text.modules.noNumber}
        maxLength={20}
      />
      <Select label={text.modules.unit} hideLabel value={unit} choices={geoUnits.map((one) => ({ value: one, label: one }))} onChange={setUnit} />
      <Button type="submit" hint="GEOSEARCH … BYRADIUS" disabled={!valid}>
        {text.modules.find}
      </Button>
      {around !== null && (
        <Button variant="ghost" onPress={() => onAround(null)}>
          {text.modules.allPlaces}
        </Button>
      )}
    </form>
  );
}

interface PointFieldsProps {
  readonly point: Point;
  readonly onLongitude: (text: string) => void;
  readonly onLatitude: (text: string) => void;
}

function PointFields({ point: { longitude, latitude }, onLongitude, onLatitude }: PointFieldsProps): ReactNode {
  const text = useText();
  const wrong = (point: Point): string | null => (isPoint(point) ? null : text.modules.noPoint);
  return (
    <>
      <TextField
        label={text.modules.longitude}
        hideLabel
        data
        placeholder={text.modules.longitude}
        value={longitude}
        onChange={onLongitude}
        error={longitude === '' ? null : wrong({ longitude, latitude: '0' })}
        maxLength={24}
      />
      <TextField
        label={text.modules.latitude}
        hideLabel
        data
        placeholder={text.modules.latitude}
        value={latitude}
        onChange={onLatitude}
        error={latitude === '' ? null : wrong({ longitude: '0', latitude })}
        maxLength={24}
      />
    </>
  );
}

function AddPlace({ label }: { readonly label: string }): ReactNode {
  const text = useText();
  const act = useActOrTell();
  const [name, setName] = useTyped('geo new');
  const [longitude, setLongitude] = useTyped('geo longitude');
  const [latitude, setLatitude] = useTyped('geo latitude');
  const member = bytesOfTyped({ form: 'text', text: name });
  const valid = name !== '' && member.ok && isPoint({ longitude, latitude });
  return (
    <form
      className="module-bar"
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        if (!valid) return;
        void act({ of: 'geo', member: member.bytes, longitude, latitude }, text.entries.added).then((done) => {
          if (!done) return;
          setName('');
          setLongitude('');
          setLatitude('');
        });
      }}
    >
      <TextField
        label={text.value.columns.member}
        hideLabel
        data
        placeholder={text.value.columns.member}
        value={name}
        onChange={setName}
        error={member.ok ? null : text.value.unwritable}
        maxLength={10_000}
      />
      <PointFields point={{ longitude, latitude }} onLongitude={setLongitude} onLatitude={setLatitude} />
      <Button type="submit" hint="GEOADD" disabled={!valid}>
        {label}
      </Button>
    </form>
  );
}
