/** A search through the open document by a JSONPath: what the path leads to, as a list; the server does not tell where that is. */
import { Search, X } from 'lucide-react';
import { type ReactNode, useMemo, useState } from 'react';
import type { Path } from '../../../shared/decoders/path.ts';
import type { JsonFound } from '../../../shared/value/types/jsonFind.ts';
import { useFormat, useText } from '../../i18n/i18n.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Decoded } from '../../ui/decoded/Decoded.tsx';
import { TextField } from '../../ui/Field.tsx';
import { Failure, Skeleton } from '../../ui/Pane.tsx';
import { useAnswer, useTyped } from './useModule.ts';

/** `children`: the document, in sight while nothing is looked for. */
export function JsonFind({ children }: { readonly children: ReactNode }): ReactNode {
  const text = useText();
  const [query, setQuery] = useTyped('json find');
  const [asked, setAsked] = useState<string | null>(null);
  const ask = useMemo(() => (asked === null ? null : ({ of: 'json', what: 'find', query: asked } as const)), [asked]);
  const found = useAnswer(ask);
  const wrong = query !== '' && !query.startsWith('$');
  const end = (): void => {
    setQuery('');
    setAsked(null);
  };
  return (
    <>
      <form
        className="module-bar"
        aria-label={text.modules.findPath}
        onSubmit={(event) => {
          event.preventDefault();
          if (query !== '' && !wrong) setAsked(query);
        }}
      >
        <TextField
          label={text.modules.findPath}
          hideLabel
          data
          icon={<Search size={14} />}
          placeholder={text.modules.findWhat}
          value={query}
          onChange={(next) => (next === '' ? end() : setQuery(next))}
          onKeyDown={(event) => {
            if (event.key !== 'Escape' || query === '') return;
            event.preventDefault();
            event.stopPropagation();
            end();
          }}
          error={wrong ? text.modules.findFrom : null}
          maxLength={1000}
        />
        <Button type="submit" hint="JSON.GET" disabled={query === '' || wrong}>
          {text.modules.findNow}
        </Button>
        {asked !== null && <IconButton label={text.modules.findEnd} icon={<X size={14} />} onPress={end} />}
      </form>
      {asked === null ? (
        children
      ) : found === null ? (
        <Skeleton shape="text" />
      ) : 'code' in found ? (
        <Failure fault={found} inline />
      ) : (
        found.what === 'find' && <Results found={found} />
      )}
    </>
  );
}

function Results({ found: { count, size, text: bytes } }: { readonly found: JsonFound }): ReactNode {
  const text = useText();
  const format = useFormat();
  const [path, setPath] = useState<Path | null>([{ name: 'json', argument: '' }]);
  return (
    <>
      <p className="module-note muted" role="status">
        {bytes === null ? text.modules.foundMuch(count, size === null ? null : format.bytes(size)) : text.modules.found(count)}
      </p>
      {bytes !== null && count > 0 && <Decoded bytes={bytes} truncated={false} label={text.modules.findPath} path={path} onPath={setPath} />}
    </>
  );
}
