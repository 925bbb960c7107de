/** Everything that can be done to a row or to the selection, once: the context menu and the shortcuts are both made from it. */
import { ClipboardCopy, Copy, CopyPlus, Eye, FolderInput, ListChecks, Pencil, Pin, PinOff, Plus, Search, Timer, Trash2, Upload } from 'lucide-react';
import { type ReactNode, useMemo } from 'react';
import { type Bytes, displayText, exactText, idOf, sameBytes } from '../../shared/bytes.ts';
import type { FolderRow, KeysRow } from '../../shared/keys/frame.ts';
import type { CommandId } from '../commands/list.ts';
import { useCommand } from '../commands/useCommand.ts';
import { useText } from '../i18n/i18n.ts';
import { useActions, useTab } from '../tab/useTab.ts';
import { copyText, safeText } from '../ui/copy.ts';
import type { MenuEntry } from '../ui/Menu.tsx';
import type { Asking } from './asking.ts';
import { readCommand } from './commandText.ts';
import { type BulkAction, type OnBulk, subjectOf, targetOf } from './target.ts';

export interface KeyActs {
  open(key: Bytes, keep: boolean): void;
  /** One key, at once and undoable. */
  remove(key: Bytes): void;
  readonly bulk: OnBulk;
  ask(asking: Asking): void;
  peek(): void;
  copyRecreate(key: Bytes): void;
}

interface Act {
  readonly label: string;
  readonly run: () => void;
  readonly icon?: ReactNode;
  readonly command?: CommandId;
  readonly danger?: boolean;
}

/** Groups of actions, with a line between them. */
type Acts = readonly (readonly Act[])[];

/** The entries of the menu; the commands among them answer while the tree has the focus. */
export function useRowCommands(acts: KeyActs, row: KeysRow | null, focused: boolean): readonly MenuEntry[] {
  const groups = useActs(acts, row);
  const byCommand = useMemo(() => new Map(groups.flat().flatMap((act) => (act.command === undefined ? [] : [[act.command, act.run] as const]))), [groups]);
  const run = (id: CommandId): (() => void) | null => (focused ? (byCommand.get(id) ?? null) : null);
  useCommand('copyName', run('copyName'));
  useCommand('copyCommand', run('copyCommand'));
  useCommand('copyRecreate', run('copyRecreate'));
  useCommand('renameKey', run('renameKey'));
  useCommand('duplicateKey', run('duplicateKey'));
  useCommand('moveKey', run('moveKey'));
  useCommand('expireKey', run('expireKey'));
  useCommand('pinKey', run('pinKey'));
  useCommand('peek', run('peek'));
  useCommand('remove', run('remove'));
  return groups.flatMap((group, at): readonly MenuEntry[] => (at === 0 ? group : ['separator', ...group]));
}

function useActs(acts: KeyActs, row: KeysRow | null): Acts {
  const text = useText();
  const frame = useTab((state) => state.keys.frame);
  const keys = useActions('keys');
  const pins = useTab((state) => state.keys.pinned);
  const meta = useTab((state) => (row?.kind === 'key' ? state.keys.metas.get(idOf(row.name))?.meta : undefined));
  const subject = subjectOf(frame, row);
  const target = targetOf(subject, frame?.view ?? 0);
  const bulk = (action: BulkAction) => (): void => {
    if (target !== null) acts.bulk(action, target);
  };
  switch (subject.kind) {
    case 'nothing':
      return [[{ label: text.keys.newKey, icon: <Plus size={14} />, command: 'newKey', run: () => acts.ask({ kind: 'new', prefix: null }) }]];
    case 'selection':
      return [
        [{ label: text.keys.selectNone, icon: <ListChecks size={14} />, run: () => void keys.select('none') }],
        bulkActs(bulk),
        [{ label: text.keys.removeMany(subject.count), icon: <Trash2 size={14} />, command: 'remove', danger: true, run: bulk('delete') }],
      ];
    case 'folder':
      return folderActs(subject.row);
    case 'key':
      return keyActs(subject.row.name, subject.row.type);
  }

  function bulkActs(run: (action: BulkAction) => () => void): readonly Act[] {
    return [
      { label: text.keys.expire, icon: <Timer size={14} />, command: 'expireKey', run: run('expire') },
      { label: text.keys.copyTo, icon: <CopyPlus size={14} />, command: 'duplicateKey', run: run('copy') },
      { label: text.keys.export, icon: <Upload size={14} />, run: run('export') },
    ];
  }

  function folderActs(folder: FolderRow): Acts {
    return [
      [
        { label: folder.open ? text.keys.closeFolder : text.keys.openFolder, command: 'open', run: () => keys.toggle(folder.id, !folder.open) },
        { label: text.keys.peek, icon: <Eye size={14} />, command: 'peek', run: acts.peek },
        { label: text.keys.newKeyHere, icon: <Plus size={14} />, run: () => acts.ask({ kind: 'new', prefix: folder.path }) },
        ...(exactText(folder.path) === null
          ? []
          : [{ label: text.keys.filterFolder, icon: <Search size={14} />, run: () => keys.setTyped(globOf(folder.path)) }]),
      ],
      [{ label: text.keys.copyName, icon: <Copy size={14} />, command: 'copyName', run: () => copyText(text, safeText(folder.path)) }],
      bulkActs(bulk),
      [{ label: text.keys.removeMany(folder.count), icon: <Trash2 size={14} />, command: 'remove', danger: true, run: bulk('delete') }],
    ];
  }

  function keyActs(name: Bytes, typeOfRow: string | null): Acts {
    const type = meta?.kind === 'known' ? meta.type : typeOfRow;
    const pinned = pins.some((one) => sameBytes(one, name));
    return [
      [
        { label: text.keys.open, command: 'open', run: () => acts.open(name, true) },
        { label: text.keys.peek, icon: <Eye size={14} />, command: 'peek', run: acts.peek },
        {
          label: pinned ? text.keys.unpin : text.keys.pin,
          icon: pinned ? <PinOff size={14} /> : <Pin size={14} />,
          command: 'pinKey',
          run: () => void keys.pin(name, !pinned),
        },
      ],
      [
        { label: text.keys.copyName, icon: <Copy size={14} />, command: 'copyName', run: () => copyText(text, safeText(name)) },
        { label: text.keys.copyCommand, icon: <ClipboardCopy size={14} />, command: 'copyCommand', run: () => copyText(text, readCommand(name, type)) },
        { label: text.keys.copyRecreate, command: 'copyRecreate', run: () => acts.copyRecreate(name) },
      ],
      [
        { label: text.keys.rename, icon: <Pencil size={14} />, command: 'renameKey', run: () => acts.ask({ kind: 'rename', key: name }) },
        { label: text.keys.duplicate, icon: <CopyPlus size={14} />, command: 'duplicateKey', run: () => acts.ask({ kind: 'duplicate', key: name }) },
        { label: text.keys.move, icon: <FolderInput size={14} />, command: 'moveKey', run: () => acts.ask({ kind: 'move', key: name }) },
        { label: text.keys.expire, icon: <Timer size={14} />, command: 'expireKey', run: () => acts.ask({ kind: 'expire', key: name }) },
      ],
      [{ label: text.keys.remove, icon: <Trash2 size={14} />, command: 'remove', danger: true, run: () => acts.remove(name) }],
    ];
  }
}

/** Names that begin so; what a pattern would take for itself is escaped. */
function globOf(path: Bytes): string {
  return `${displayText(path).replace(/[\\*?[\]]/g, '\\$&')}*`;
}
