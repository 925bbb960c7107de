/** The schemas that a connection reads values with: added from files, looked into for what they name, taken away. */
import './decoded.css';
import { FilePlus2, Trash2 } from 'lucide-react';
import { type ReactNode, useMemo, useRef, useState } from 'react';
import type { Why } from '../../../shared/decoders/decoder.ts';
import { type Path, pathText } from '../../../shared/decoders/path.ts';
import { type StoredSchema, schemasOf } from '../../../shared/decoders/rules.ts';
import { pathsOf, readSchema, withSchema } from '../../../shared/decoders/schemas.ts';
import { plainString } from '../../../shared/visible.ts';
import { useFormat, useText } from '../../i18n/i18n.ts';
import { Button, IconButton } from '../Button.tsx';
import { Dialog } from '../Dialog.tsx';
import { Empty, Strip } from '../Pane.tsx';
import { whyText } from './whyText.ts';

/** What a connection keeps, and the way to keep something else. */
export interface SchemaDoor {
  readonly stored: readonly StoredSchema[];
  readonly onStored: (schemas: readonly StoredSchema[]) => void;
}

export interface SchemasDialogProps extends SchemaDoor {
  readonly onClose: () => void;
  readonly onPath: (path: Path) => void;
}

/** No file of a schema is that large; it would be read for nothing. */
const largestFile = 4 * 1024 * 1024;
const shownPaths = 200;

export function SchemasDialog({ stored, onStored, onClose, onPath }: SchemasDialogProps): ReactNode {
  const text = useText();
  const format = useFormat();
  const field = useRef<HTMLInputElement>(null);
  const [refused, setRefused] = useState<{ readonly file: string; readonly why: Why } | null>(null);
  const schemas = useMemo(() => schemasOf(stored), [stored]);

  const add = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    setRefused(null);
    const read = file.size > largestFile ? null : readSchema(file.name, new Uint8Array(await file.arrayBuffer()));
    if (read === null) return setRefused({ file: file.name, why: { kind: 'cap-input', detail: format.bytes(largestFile) } });
    const next = read.ok ? withSchema(stored, read.value) : read;
    if (next.ok) onStored(next.value);
    else setRefused({ file: file.name, why: next.why });
  };

  return (
    <Dialog open onClose={onClose} title={text.schemas.title} description={text.schemas.what}>
      <div className="schemas">
        <div>
          <input
            ref={field}
            type="file"
            hidden
            accept=".proto,.pb,.bin,.desc,.binpb,.protoset,.fds,.avsc,.json"
            onChange={(event) => {
              void add(event.currentTarget.files?.[0]);
              event.currentTarget.value = '';
            }}
          />
          <Button icon={<FilePlus2 size={14} />} onPress={() => field.current?.click()}>
            {text.schemas.add}
          </Button>
        </div>
        {refused !== null && (
          <Strip tone="danger">
            {plainString(refused.file, 80)}: {whyText(text, refused.why)}
          </Strip>
        )}
        {schemas.length === 0 ? (
          <Empty title={text.schemas.none} body={text.schemas.noneWhat} />
        ) : (
          <ul className="schema-list" aria-label={text.schemas.title}>
            {schemas.map((schema) => {
              const paths = pathsOf(schema);
              return (
                <li key={schema.name}>
                  <div className="schema-line">
                    <span className="data ellipsis">{plainString(schema.name, 100)}</span>
                    <span className="muted">{text.schemas.formats[schema.format]}</span>
                    <IconButton
                      label={text.schemas.remove(plainString(schema.name, 60))}
                      icon={<Trash2 size={14} />}
                      onPress={() => onStored(stored.filter(({ name }) => name !== schema.name))}
                    />
                  </div>
                  <div className="schema-paths">
                    <span className="muted">{text.schemas.readAs}</span>
                    {paths.slice(0, shownPaths).map((path) => (
                      <Button key={pathText(path)} hint={text.schemas.use(pathText(path))} onPress={() => onPath(path)}>
                        {plainString(path[0]?.argument ?? '', 120)}
                      </Button>
                    ))}
                    {paths.length > shownPaths && <span className="muted">{text.schemas.more(paths.length - shownPaths)}</span>}
                  </div>
                </li>
              );
            })}
          </ul>
        )}
      </div>
    </Dialog>
  );
}
