/** A decoded tree, unfolded row by row, with the path of the row that is active. */
import './decoded.css';
import { ChevronDown, ChevronRight, Copy, SearchCheck } from 'lucide-react';
import { type ReactNode, useContext, useMemo, useState } from 'react';
import { attempt, newBudget, viewLimits } from '../../../shared/decoders/decoder.ts';
import { notation } from '../../../shared/decoders/notation.ts';
import type { Node } from '../../../shared/decoders/tree.ts';
import type { Messages } from '../../i18n/en.ts';
import { useText } from '../../i18n/i18n.ts';
import { IconButton } from '../Button.tsx';
import { ServerText } from '../Bytes.tsx';
import { copyText } from '../copy.ts';
import { notify } from '../Notices.tsx';
import { VirtualList } from '../VirtualList.tsx';
import { FindValueContext } from './findValue.ts';
import { firstOpen, namesOf, pathOf, portion, type TreeRow, treeRows } from './treeRows.ts';
import { whyText } from './whyText.ts';

/** What a row shows of a long text. */
const preview = 300;

export function TreeView({ label, root }: { readonly label: string; readonly root: Node }): ReactNode {
  const text = useText();
  const [open, setOpen] = useState(() => firstOpen(root));
  const [active, setActive] = useState(0);
  const rows = useMemo(() => treeRows(root, open), [root, open]);
  const chosen = rows[active];
  const findValue = useContext(FindValueContext);
  const find = chosen === undefined || chosen.node === null || findValue === null ? null : findValue(namesOf(root, chosen.id), chosen.node);

  const unfold = (index: number): void => {
    const row = rows[index];
    if (row === undefined || row.count === 0) return;
    const id = row.node === null ? row.id.replace(/\/more$/, '') : row.id;
    setOpen(new Map(open).set(id, (open.get(id) ?? 0) + portion));
  };
  const fold = (index: number): void => {
    const row = rows[index];
    if (row === undefined) return;
    if (row.open) {
      const next = new Map(open);
      next.delete(row.id);
      setOpen(next);
    } else
      setActive(
        Math.max(
          0,
          rows.findLastIndex((one, at) => at < index && one.level < row.level),
        ),
      );
  };

  return (
    <div className="decoded-tree data">
      <VirtualList
        role="tree"
        label={label}
        count={rows.length}
        active={active}
        onActive={setActive}
        onOpen={(index) => (rows[index]?.open === true ? fold(index) : unfold(index))}
        onExpand={unfold}
        onCollapse={fold}
        rowKey={(index) => rows[index]?.id ?? index}
        describe={(index) => {
          const row = rows[index];
          return row === undefined ? {} : { level: row.level, expanded: row.count === 0 || row.node === null ? null : row.open };
        }}
        renderRow={(index) => {
          const row = rows[index];
          return row === undefined ? null : <Row row={row} />;
        }}
      />
      {chosen !== undefined && chosen.node !== null && (
        <div className="decoded-foot">
          <span className="data ellipsis muted">
            <ServerText text={pathOf(root, chosen.id)} />
          </span>
          {find !== null && <IconButton label={text.decoded.findValue} icon={<SearchCheck size={14} />} onPress={find} />}
          <IconButton label={text.decoded.copyPath} icon={<Copy size={14} />} onPress={() => copyText(text, pathOf(root, chosen.id))} />
          <IconButton label={text.decoded.copyValue} icon={<Copy size={14} />} onPress={() => chosen.node !== null && copyNode(text, chosen.node)} />
        </div>
      )}
    </div>
  );
}

function copyNode(text: Messages, node: Node): void {
  const laid = attempt(() =>
    node.kind === 'text'
      ? node.text
      : notation(
          node,
          newBudget(viewLimits, () => 0),
        ),
  );
  if (laid.ok) copyText(text, laid.value);
  else notify({ title: text.keys.copyFailed, body: whyText(text, laid.why), tone: 'danger' });
}

function Row({ row }: { readonly row: TreeRow }): ReactNode {
  const text = useText();
  const indent = { paddingInlineStart: `${Math.min(row.level - 1, 40) * 16}px` };
  if (row.node === null) {
    return (
      <span className="muted" style={indent}>
        {text.decoded.more(row.count)}
      </span>
    );
  }
  const Twist = row.open ? ChevronDown : ChevronRight;
  return (
    <>
      <span style={indent} />
      <span className="tree-twist">{row.count > 0 && <Twist size={14} aria-hidden="true" />}</span>
      {row.key !== null ? (
        <span className="tree-key">
          <ServerText text={row.key} cap={200} />
        </span>
      ) : (
        row.index !== null && <span className="faint">{row.index}</span>
      )}
      {row.tags.map((tag, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: tags of a fixed node have no other identity and no state
        <span key={at} className="badge plain">
          <ServerText text={tag} cap={80} />
        </span>
      ))}
      <span className={`tree-value ${row.node.kind === 'text' ? '' : 'muted'}`}>{shown(row, text)}</span>
    </>
  );
}

function shown({ node, count }: TreeRow, text: Messages): ReactNode {
  switch (node?.kind) {
    case 'list':
      return text.decoded.items(count);
    case 'map':
      return text.decoded.fields(count);
    case 'text':
      return <ServerText text={node.text.length > preview ? `${node.text.slice(0, preview)}…` : node.text} cap={preview + 1} />;
    case 'bytes':
      return `${Array.from(node.bytes.subarray(0, 32), (byte) => byte.toString(16).padStart(2, '0')).join(' ')}${node.bytes.length > 32 ? ' …' : ''}`;
    case 'number':
    case 'word':
      return <ServerText text={node.text} cap={preview} />;
    case 'reference':
      return text.decoded.reference(node.to);
    default:
      return null;
  }
}
