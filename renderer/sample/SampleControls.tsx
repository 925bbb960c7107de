/** How much moves in the sample data: the rate of its traffic, changed at once. */
import './sample.css';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { KeytideContract } from '../../shared/contract.ts';
import type { Fault } from '../../shared/fault.ts';
import type { Client } from '../../shared/rpc/client.ts';
import { useText } from '../i18n/i18n.ts';
import { faultOf } from '../tab/slice.ts';
import { faultText } from '../ui/faultText.ts';
import { Select } from '../ui/Select.tsx';
import { ratesWith } from './rates.ts';

export interface SampleControlsProps {
  readonly client: Pick<Client<KeytideContract>, 'call'>;
  /** Messages and writes per second, as they were last accepted. */
  readonly rate: number;
  readonly onRate: (perSecond: number) => void;
}

export function SampleControls({ client, rate, onRate }: SampleControlsProps): ReactNode {
  const text = useText();
  const [wanted, setWanted] = useState<number | null>(null);
  const [fault, setFault] = useState<Fault | null>(null);
  const current = useRef<AbortController | null>(null);
  useEffect(() => () => current.current?.abort(), []);

  const choose = async (perSecond: number): Promise<void> => {
    current.current?.abort();
    const abort = new AbortController();
    current.current = abort;
    setWanted(perSecond);
    setFault(null);
    try {
      await client.call('sample.rate', { perSecond }, { signal: abort.signal });
      if (current.current === abort) onRate(perSecond);
    } catch (thrown) {
      const refused = faultOf(thrown);
      if (current.current === abort && refused.code !== 'cancelled') setFault(refused);
    } finally {
      if (current.current === abort) setWanted(null);
    }
  };
  const nameOf = (perSecond: number): string => (perSecond === 0 ? text.sample.paused : text.sample.perSecond(perSecond));
  return (
    <div className="sample-controls">
      <span className="faint" aria-hidden="true">
        {text.sample.traffic}
      </span>
      <Select
        label={text.sample.traffic}
        hideLabel
        value={String(wanted ?? rate)}
        choices={ratesWith(rate).map((perSecond) => ({ value: String(perSecond), label: nameOf(perSecond) }))}
        onChange={(value) => void choose(Number(value))}
      />
      {fault !== null && (
        <span className="field-error" role="alert">
          {text.sample.trafficFailed}. {faultText(text, fault).title}
        </span>
      )}
    </div>
  );
}
