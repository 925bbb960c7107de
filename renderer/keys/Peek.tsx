/** The details of the row at the cursor, and the beginning of its value: under the list while they are wanted, asked for when the cursor rests. */
import { Eye, X } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import type { Bytes as Raw } from '../../shared/bytes.ts';
import type { Fault } from '../../shared/fault.ts';
import type { FolderRow } from '../../shared/keys/frame.ts';
import type { FolderSize, KeyDetails } from '../../shared/keys/keys.ts';
import { plainString } from '../../shared/visible.ts';
import { useFormat, useText } from '../i18n/i18n.ts';
import { faultOf } from '../tab/slice.ts';
import { useTab } from '../tab/useTab.ts';
import { useTypeName } from '../ui/Badge.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { Bytes } from '../ui/Bytes.tsx';
import { faultText } from '../ui/faultText.ts';
import { ttlText } from '../ui/ttlText.ts';
import { PeekValue } from './PeekValue.tsx';
import { rowAt } from './rows.ts';

/** Passing over rows asks nothing. */
const restMs = 150;

export function Peek({ onClose }: { readonly onClose: () => void }): ReactNode {
  const text = useText();
  const row = useTab(({ keys }) => (keys.frame === null || keys.cursor === null ? null : rowAt(keys.frame, keys.cursor.at)));
  return (
    <section className="key-peek" aria-label={text.keys.details}>
      <header>
        <Eye size={13} className="faint" />
        <span className="key-peek-name data">
          {row === null ? text.keys.nothingChosen : <Bytes bytes={row.kind === 'key' ? row.name : row.path} cap={400} />}
        </span>
        <IconButton label={text.keys.closeDetails} icon={<X size={13} />} onPress={onClose} />
      </header>
      {row?.kind === 'key' && <KeyFacts name={row.name} />}
      {row?.kind === 'folder' && <FolderFacts key={row.id} row={row} />}
    </section>
  );
}

type Read = { readonly kind: 'reading' } | { readonly kind: 'read'; readonly details: KeyDetails | null } | { readonly kind: 'failed'; readonly fault: Fault };

function useDetails(name: Raw): Read {
  const details = useTab((state) => state.keys.details);
  const [read, setRead] = useState<{ readonly name: Raw; readonly read: Read } | null>(null);
  useEffect(() => {
    const ended = new AbortController();
    const timer = setTimeout(() => void ask(), restMs);
    return () => {
      clearTimeout(timer);
      ended.abort();
    };
    async function ask(): Promise<void> {
      try {
        const answer = await details(name, ended.signal);
        setRead({ name, read: { kind: 'read', details: answer } });
      } catch (thrown) {
        if (!ended.signal.aborted) setRead({ name, read: { kind: 'failed', fault: faultOf(thrown) } });
      }
    }
  }, [name, details]);
  return read?.name === name ? read.read : { kind: 'reading' };
}

function KeyFacts({ name }: { readonly name: Raw }): ReactNode {
  const text = useText();
  const format = useFormat();
  const typeName = useTypeName();
  const read = useDetails(name);
  if (read.kind === 'failed') return <p className="key-peek-note">{faultText(text, read.fault).title}</p>;
  const details = read.kind === 'read' ? read.details : null;
  if (read.kind === 'read' && details?.kind !== 'known') {
    const why = details?.kind === 'denied' ? text.keys.denied : details?.kind === 'lost' ? text.keys.lost : text.keys.gone;
    return <p className="key-peek-note">{why}</p>;
  }
  const known = details?.kind === 'known' ? details : null;
  const unknown = known === null ? '…' : '—';
  return (
    <>
      <dl>
        <Fact name={text.keys.type} value={known === null ? unknown : typeName(known.type)} />
        <Fact name="TTL" value={known === null ? unknown : known.ttl === null ? text.keys.noTtl : ttlText(known.ttl)} />
        <Fact
          name={text.keys.length}
          value={known?.length == null ? unknown : known.type === 'string' ? format.bytes(known.length) : text.keys.elements(known.length)}
        />
        <Fact name={text.keys.encoding} value={known?.encoding == null ? unknown : plainString(known.encoding, 40)} />
        <Fact name={text.keys.memory} value={known?.memory == null ? unknown : format.bytes(known.memory)} hint="MEMORY USAGE" />
        {known?.slot != null && <Fact name={text.keys.slot} value={String(known.slot)} />}
        {known?.node != null && <Fact name={text.keys.node} value={plainString(known.node, 80)} />}
        <Fact name={text.keys.nameLength} value={format.bytes(name.length)} />
      </dl>
      {known !== null && <PeekValue name={name} details={known} />}
    </>
  );
}

function Fact({ name, value, hint }: { readonly name: string; readonly value: string; readonly hint?: string }): ReactNode {
  return (
    <div title={hint}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function FolderFacts({ row }: { readonly row: FolderRow }): ReactNode {
  const text = useText();
  const format = useFormat();
  const sizes = useTab((state) => state.keys.sizes);
  const [wanted, setWanted] = useState(false);
  const [size, setSize] = useState<FolderSize | null>(null);
  const [fault, setFault] = useState<Fault | null>(null);
  const folder = row.id;
  useEffect(() => {
    if (!wanted) return undefined;
    const ended = new AbortController();
    void follow();
    return () => ended.abort();
    async function follow(): Promise<void> {
      try {
        for await (const one of sizes(folder, ended.signal)) setSize(one);
      } catch (thrown) {
        if (!ended.signal.aborted) setFault(faultOf(thrown));
      } finally {
        if (!ended.signal.aborted) setWanted(false);
      }
    }
  }, [wanted, folder, sizes]);
  return (
    <>
      <dl>
        <Fact name={text.keys.keysInIt} value={format.number(row.count)} />
        <Fact name={text.keys.shareOfAll} value={text.keys.share(row.share)} />
        {size !== null && <Fact name={text.keys.memory} value={text.keys.sampledSize(size.bytes, size.plusMinus, size.sampled === size.keys)} />}
        {size !== null && <Fact name={text.keys.sampled} value={text.keys.sampledOf(size.sampled, size.keys)} />}
      </dl>
      {fault !== null && <p className="key-peek-note">{faultText(text, fault).title}</p>}
      {!wanted && size?.done !== true && (
        <div>
          <Button
            hint="MEMORY USAGE"
            onPress={() => {
              setFault(null);
              setWanted(true);
            }}
          >
            {text.keys.sampleSize}
          </Button>
        </div>
      )}
    </>
  );
}
