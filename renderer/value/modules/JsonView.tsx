/** A JSON document as a tree that is read as it is unfolded; the place that is active can be looked at, edited, added to and removed. */
import './modules.css';
import '../../ui/decoded/decoded.css';
import { ChevronDown, ChevronRight, Copy, Pencil, Plus, TextCursorInput, Trash2 } from 'lucide-react';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { displayText } from '../../../shared/bytes.ts';
import type { JsonFacts } from '../../../shared/value/types/json.ts';
import { jsonPathOf } from '../../../shared/value/types/jsonPlace.ts';
import { useCommand } from '../../commands/useCommand.ts';
import { useFormat, useText } from '../../i18n/i18n.ts';
import { useTab } from '../../tab/useTab.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Bytes } from '../../ui/Bytes.tsx';
import { copyText } from '../../ui/copy.ts';
import { faultText } from '../../ui/faultText.ts';
import { notifyFault } from '../../ui/Notices.tsx';
import { type ListHandle, VirtualList } from '../../ui/VirtualList.tsx';
import { JsonFind } from './JsonFind.tsx';
import { JsonForm, type Purpose } from './JsonForm.tsx';
import { type JsonPage, type JsonRow, jsonRows } from './jsonRows.ts';
import { useActOrTell } from './useModule.ts';

/** Bytes of a text that a row shows. */
const preview = 300;

export function JsonView({ facts: { root } }: { readonly facts: JsonFacts }): ReactNode {
  const text = useText();
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(['']));
  const [active, setActive] = useState(0);
  const [purpose, setPurpose] = useState<{ readonly row: JsonRow; readonly what: Purpose } | null>(null);
  const [focused, setFocused] = useState(false);
  const { pages, list } = usePages(root, open);
  const { rows } = useMemo(() => jsonRows(root, open, pages), [root, open, pages]);
  const row = rows[Math.min(active, rows.length - 1)];
  const act = useActOrTell();
  const tree = useRef<ListHandle>(null);
  const done = (): void => {
    setPurpose(null);
    tree.current?.focus();
  };

  const unfold = (index: number): void => {
    const one = rows[index];
    if (one?.kind === 'held') list(one);
    else if (one?.open === false) setOpen(new Set([...open, one.id]));
  };
  const fold = (index: number): void => {
    const one = rows[index];
    if (one === undefined) return;
    if (one.open === true) setOpen(new Set([...open].filter((id) => id !== one.id)));
    else
      setActive(
        Math.max(
          0,
          rows.findLastIndex((other, at) => at < index && other.level < one.level),
        ),
      );
  };
  const remove = async ({ node, path }: JsonRow): Promise<void> => {
    if (node !== null && path.length > 0) await act({ of: 'json', what: 'remove', path, from: node.text, size: node.size }, text.modules.removed);
  };
  const isPlace = row?.kind === 'node' && row.node?.kind !== null;
  useCommand('remove', () => row !== undefined && void remove(row), focused && purpose === null && isPlace && row.path.length > 0);

  return (
    <div className="module-json">
      <JsonFind>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: only tells where the focus is */}
        <div className="decoded-tree data" onFocus={() => setFocused(true)} onBlur={() => setFocused(false)}>
          <VirtualList
            role="tree"
            ref={tree}
            label={text.modules.document}
            count={rows.length}
            active={Math.min(active, rows.length - 1)}
            onActive={setActive}
            onOpen={(index) => (rows[index]?.open === true ? fold(index) : unfold(index))}
            onExpand={unfold}
            onCollapse={fold}
            rowKey={(index) => rows[index]?.id ?? index}
            describe={(index) => ({ level: rows[index]?.level ?? 1, expanded: rows[index]?.open ?? null })}
            renderRow={(index) => {
              const one = rows[index];
              return one === undefined ? null : <Row row={one} />;
            }}
          />
        </div>
        {purpose === null && row !== undefined && isPlace && <Foot row={row} onDo={(what) => setPurpose({ row, what })} onRemove={() => void remove(row)} />}
        {purpose !== null && <JsonForm key={`${purpose.what} ${purpose.row.id}`} row={purpose.row} purpose={purpose.what} onDone={done} />}
      </JsonFind>
    </div>
  );
}

/** The pages that are unfolded: read when they come into sight of the tree, and again whenever the value was read again. */
function usePages(root: JsonFacts['root'], open: ReadonlySet<string>) {
  const askModule = useTab((state) => state.value.askModule);
  const loaded = useTab((state) => state.value.loaded);
  const [pages, setPages] = useState<ReadonlyMap<string, JsonPage>>(new Map());
  const asked = useRef<{ readonly of: unknown; readonly pages: Set<string> }>({ of: null, pages: new Set() });
  const unheld = useRef(new Set<string>());
  const read = (page: string, path: JsonRow['path'], from: number, all: boolean): void => {
    const { current } = asked;
    void askModule({ of: 'json', what: 'children', path, from, all }).then((answer) => {
      if (asked.current !== current) return;
      if ('code' in answer && answer.code === 'cancelled') return void current.pages.delete(page);
      const next: JsonPage | null =
        'code' in answer
          ? { nodes: [], held: null, fault: answer }
          : answer.what === 'children'
            ? { nodes: answer.nodes, held: answer.held ? answer.total : null, fault: null }
            : null;
      if (next !== null) setPages((before) => new Map(before).set(page, next));
    });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was asked is remembered beside, so that each is asked once
  useEffect(() => {
    if (asked.current.of !== loaded) asked.current = { of: loaded, pages: new Set() };
    for (const { page, path, from } of jsonRows(root, open, pages).wanted) {
      if (asked.current.pages.has(page)) continue;
      asked.current.pages.add(page);
      read(page, path, from, unheld.current.has(page));
    }
  }, [root, open, pages, loaded]);
  return {
    pages,
    list({ id, path, from }: JsonRow): void {
      unheld.current.add(id.trimEnd());
      read(id.trimEnd(), path, from, true);
    },
  };
}

function Row({ row }: { readonly row: JsonRow }): ReactNode {
  const text = useText();
  const drafted = useTab(
    (state) => row.kind === 'node' && (state.value.typedModule(`json ${row.id}`) !== '' || state.value.typedModule(`json new ${row.id}`) !== ''),
  );
  const Twist = row.open === true ? ChevronDown : ChevronRight;
  return (
    <>
      <span style={{ paddingInlineStart: `${Math.min(row.level - 1, 40) * 16}px` }} />
      <span className="tree-twist">{row.open !== null && <Twist size={14} aria-hidden="true" />}</span>
      {row.node?.step === null && <span className="faint">$</span>}
      {typeof row.node?.step === 'number' && <span className="faint">{row.node.step}</span>}
      {row.node !== null && typeof row.node.step === 'object' && row.node.step !== null && (
        <span className="tree-key">
          {row.node.step.length === 0 ? <span className="faint">{text.modules.emptyName}</span> : <Bytes bytes={row.node.step} cap={200} />}
        </span>
      )}
      <span className={`tree-value ${row.node?.kind === 'string' ? '' : 'muted'}`}>
        <Shown row={row} />
      </span>
      {drafted && <span className="value-unsaved"> ● {text.value.unsaved}</span>}
    </>
  );
}

function Shown({ row: { kind, node, from, to, fault } }: { readonly row: JsonRow }): ReactNode {
  const text = useText();
  const format = useFormat();
  switch (kind) {
    case 'wait':
      return text.ui.loading;
    case 'failed':
      return fault === null ? null : faultText(text, fault).title;
    case 'held':
      return text.modules.held(to);
    case 'range':
      return `${format.number(from)} – ${format.number(to - 1)}`;
    case 'node':
      if (node === null || node.kind === null) return text.modules.unreachable;
      if (node.kind === 'object') return text.decoded.fields(node.size ?? 0);
      if (node.kind === 'array') return text.decoded.items(node.size ?? 0);
      return node.text === null ? text.modules.longText(node.size ?? 0) : <Bytes bytes={node.text} cap={preview} />;
  }
}

interface FootProps {
  readonly row: JsonRow;
  readonly onDo: (what: Purpose) => void;
  readonly onRemove: () => void;
}

function Foot({ row, onDo, onRemove }: FootProps): ReactNode {
  const text = useText();
  const askModule = useTab((state) => state.value.askModule);
  const path = displayText(jsonPathOf(row.path));
  const parts = row.node?.kind === 'object' || row.node?.kind === 'array';
  const copy = async (): Promise<void> => {
    const answer = await askModule({ of: 'json', what: 'text', path: row.path });
    if ('code' in answer) notifyFault(text, answer);
    else if (answer.what === 'text') copyText(text, displayText(answer.text));
  };
  return (
    <div className="decoded-foot">
      <span className="data ellipsis muted">
        <Bytes bytes={jsonPathOf(row.path)} cap={400} />
      </span>
      <IconButton label={text.decoded.copyPath} icon={<Copy size={14} />} onPress={() => copyText(text, path)} />
      <Button variant="ghost" icon={<Copy size={14} />} hint="JSON.GET" onPress={() => void copy()}>
        {text.decoded.copyValue}
      </Button>
      {parts && (
        <Button variant="ghost" icon={<Plus size={14} />} hint={row.node?.kind === 'object' ? 'JSON.SET … NX' : 'JSON.ARRINSERT'} onPress={() => onDo('add')}>
          {row.node?.kind === 'object' ? text.modules.addMember : text.modules.addElement}
        </Button>
      )}
      <Button variant="ghost" icon={<Pencil size={14} />} hint="JSON.SET … XX" onPress={() => onDo('edit')}>
        {text.modules.edit}
      </Button>
      {typeof row.path.at(-1) === 'object' && (
        <Button variant="ghost" icon={<TextCursorInput size={14} />} hint="JSON.SET … NX, JSON.DEL" onPress={() => onDo('rename')}>
          {text.modules.rename}
        </Button>
      )}
      {row.path.length > 0 && (
        <IconButton label={text.modules.remove} variant="danger" hint={`${text.modules.remove} · JSON.DEL`} icon={<Trash2 size={14} />} onPress={onRemove} />
      )}
    </div>
  );
}
