/** The question before a guarded command runs: what it is, what it changes, where it goes, what must be typed. */
import { type ReactNode, useState } from 'react';
import type { Blast } from '../../shared/fault.ts';
import { plainString } from '../../shared/visible.ts';
import { useText } from '../i18n/i18n.ts';
import { Confirm } from '../ui/Dialog.tsx';
import { RadioGroup } from '../ui/RadioGroup.tsx';
import type { Question } from './store.ts';
import { useApp } from './useApp.ts';

export function Questions(): ReactNode {
  const question = useApp((state) => state.questions[0]);
  const at = useApp((state) => state.asked);
  return question === undefined ? null : <Asked key={at} question={question} />;
}

function Asked({ question }: { readonly question: Question }): ReactNode {
  const text = useText();
  const [where, setWhere] = useState<'one' | 'all'>('one');
  const { command, typed, final, place } = question.blast;
  const name = plainString(command, 60);
  return (
    <Confirm
      open
      danger
      title={text.app.question.title(name)}
      body={
        <>
          <p>{keysText(text, question.blast, where)}</p>
          {place !== undefined && <Place place={place} where={where} onWhere={setWhere} />}
          {final !== undefined && <p>{text.app.question[final]}</p>}
        </>
      }
      action={text.app.question.action(name)}
      typed={typed}
      onClose={() => question.answer(null)}
      onConfirm={(word) => question.answer({ typed: word, everywhere: where === 'all' })}
    />
  );
}

function keysText(text: ReturnType<typeof useText>, { keys, place }: Blast, where: 'one' | 'all'): string {
  const count = where === 'all' ? (place?.allKeys ?? null) : keys;
  return count === null ? text.app.question.unknownKeys : text.app.question.keys(count);
}

interface PlaceProps {
  readonly place: NonNullable<Blast['place']>;
  readonly where: 'one' | 'all';
  readonly onWhere: (where: 'one' | 'all') => void;
}

/** A command without a key goes to one primary of a cluster, whatever its name says. */
function Place({ place, where, onWhere }: PlaceProps): ReactNode {
  const text = useText();
  const address = plainString(place.address, 80);
  if (!place.everywhere) return <p>{text.app.question.oneOf(address, place.primaries)}</p>;
  return (
    <RadioGroup
      label={text.app.question.where}
      value={where}
      onChange={onWhere}
      choices={[
        { value: 'one', label: text.app.question.only(address) },
        { value: 'all', label: text.app.question.all(place.primaries) },
      ]}
      hint={where === 'one' ? text.app.question.oneOf(address, place.primaries) : text.app.question.allOf(place.primaries)}
    />
  );
}
