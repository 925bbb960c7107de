/** What the server is asked for: everything up to a limit, or only a pattern or a type, for servers too big to list whole. */
import { type ReactNode, useState } from 'react';
import { displayText, utf8 } from '../../shared/bytes.ts';
import { useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { NumberField, TextField } from '../ui/Field.tsx';

const mostKeys = 100_000_000;
const maxPattern = 4096;

export function ScanDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const text = useText();
  const now = useTab((state) => state.keys.frame?.scan ?? null);
  const scan = useTab((state) => state.keys.scan);
  const limited = now?.state === 'limited';
  const [limit, setLimit] = useState<number | null>(Math.min(mostKeys, (now?.limit ?? 0) * (limited ? 2 : 1)));
  const before = { match: now?.match == null ? '' : displayText(now.match), type: now?.type ?? '' };
  const [match, setMatch] = useState(before.match);
  const [type, setType] = useState(before.type);
  const same = match === before.match && type === before.type;

  const submit = (): void => {
    if (limit === null) return;
    const wanted = { match: match === '' ? null : utf8(match), type: type === '' ? null : type.toLowerCase(), limit };
    // With the same words it goes on where it stopped; with others it begins anew.
    if (same && limited) scan('resume', { limit });
    else scan('start', wanted);
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.keys.scanOptions}
      description={text.keys.scanOptionsWhat}
      width="narrow"
      footer={
        <>
          <Button onPress={onClose}>{text.keys.cancel}</Button>
          <Button variant="primary" disabled={limit === null} onPress={submit} hint="SCAN MATCH TYPE">
            {same && limited ? text.keys.resumeScan : text.keys.startScan}
          </Button>
        </>
      }
    >
      <div className="key-form">
        <NumberField label={text.keys.limit} value={limit} onChange={setLimit} min={1} max={mostKeys} hint={text.keys.limitHint} />
        <TextField label={text.keys.match} value={match} onChange={setMatch} data onEnter={submit} maxLength={maxPattern} hint={text.keys.matchHint} />
        <TextField label={text.keys.scanType} value={type} onChange={setType} data onEnter={submit} maxLength={60} placeholder={text.keys.allTypes} />
      </div>
    </Dialog>
  );
}
