/** Keys that were opened to stay, as small tabs over the value; the last one is what is only looked at on the way. */
import { X } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { idOf, type Bytes as Raw, sameBytes } from '../../shared/bytes.ts';
import { plainText } from '../../shared/visible.ts';
import { useCommand } from '../commands/useCommand.ts';
import { useText } from '../i18n/i18n.ts';
import { Bytes } from '../ui/Bytes.tsx';
import { copyText, safeText } from '../ui/copy.ts';
import { ContextMenu } from '../ui/Menu.tsx';
import { useActions, useTab } from './useTab.ts';

/** As much of a name as a tab shows. */
const shown = 200;

export function OpenKeys(): ReactNode {
  const text = useText();
  const kept = useTab((state) => state.keys.kept);
  const current = useTab((state) => state.value.key);
  const { open, close } = useTab((state) => state.value);
  const { letGo, remember } = useActions('keys');
  const unsaved = useUnsaved(current);
  const strip = useRef<HTMLDivElement>(null);
  const at = current === null ? -1 : kept.findIndex((one) => sameBytes(one, current));
  const passing = current !== null && at < 0 ? current : null;
  const tabs = passing === null ? kept : [...kept, passing];
  const active = passing === null ? at : tabs.length - 1;
  const many = kept.length > 0 && tabs.length > 1;

  const focusActive = (): void => void requestAnimationFrame(() => strip.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus());
  const goTo = (index: number): void => {
    const key = tabs[(index + tabs.length) % tabs.length];
    if (key !== undefined) open(key);
  };
  const leave = (keys: readonly Raw[]): void => {
    const gone = (one: Raw): boolean => keys.some((key) => sameBytes(key, one));
    if (current !== null && gone(current)) {
      const next = tabs.slice(active + 1).find((one) => !gone(one)) ?? tabs.slice(0, active).findLast((one) => !gone(one));
      if (next === undefined) close();
      else open(next);
    }
    letGo(keys);
  };
  useCommand('nextKey', () => goTo(active + 1), many);
  useCommand('previousKey', () => goTo(active - 1), many);
  useCommand('closeKey', () => current !== null && leave([current]), current !== null);
  useCommand('keepKey', () => passing !== null && remember(passing), passing !== null);

  useEffect(() => {
    if (active >= 0) strip.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [active]);

  if (kept.length === 0) return null;
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = { ArrowRight: active + 1, ArrowLeft: active - 1, Home: 0, End: tabs.length - 1 }[event.key];
    const key = next === undefined ? undefined : tabs[next];
    if (event.key === 'Delete' && current !== null) leave([current]);
    else if (event.key === 'Enter' && passing !== null) remember(passing);
    else if (key !== undefined) open(key);
    else return;
    event.preventDefault();
    focusActive();
  };
  return (
    <div ref={strip} role="tablist" tabIndex={-1} aria-label={text.keys.openKeys} className="open-keys" onKeyDown={onKeyDown}>
      {tabs.map((key, index) => (
        <ContextMenu
          key={idOf(key)}
          entries={[
            { label: text.keys.closeKey, run: () => leave([key]) },
            { label: text.keys.closeOtherKeys, disabled: tabs.length < 2, run: () => (open(key), leave(tabs.filter((one) => one !== key))) },
            ...(key === passing ? [{ label: text.keys.keepOpen, run: () => remember(key) }] : []),
            'separator',
            { label: text.value.copyName, run: () => copyText(text, safeText(key)) },
          ]}
        >
          <button
            type="button"
            role="tab"
            aria-selected={index === active}
            aria-label={`${plainText(key, shown) || text.keys.emptyName}${key === passing ? `, ${text.keys.passing}` : ''}${unsaved.has(idOf(key)) ? `, ${text.value.unsaved}` : ''}`}
            tabIndex={index === active || (active < 0 && index === 0) ? 0 : -1}
            className={key === passing ? 'open-key passing' : 'open-key'}
            onClick={() => open(key)}
            onDoubleClick={() => key === passing && remember(key)}
            onAuxClick={(event) => event.button === 1 && leave([key])}
          >
            <span className="data ellipsis">
              {key.length === 0 ? text.keys.emptyName : <Bytes bytes={key.subarray(0, shown)} cap={shown} size={key.length} />}
            </span>
            {unsaved.has(idOf(key)) && <span className="value-unsaved">●</span>}
            {/* A button in a tab is no button to a screen reader: it closes by Delete, middle click and menu too. */}
            <span
              className="tab-close"
              aria-hidden="true"
              onClick={(event) => {
                event.stopPropagation();
                leave([key]);
              }}
            >
              <X size={12} />
            </span>
          </button>
        </ContextMenu>
      ))}
    </div>
  );
}

/** Keys with something typed that is not saved, as far as they were looked at here. */
function useUnsaved(current: Raw | null): ReadonlySet<string> {
  const drafted = useTab((state) => state.value.draft !== null || state.value.row !== null);
  const none = useTab((state) => state.value.unsaved === 0);
  const [known, setKnown] = useState<ReadonlySet<string>>(new Set());
  const id = current === null ? null : idOf(current);
  useEffect(() => {
    if (id === null) return;
    setKnown((before) => {
      if (before.has(id) === drafted) return before;
      const next = new Set(before);
      if (drafted) next.add(id);
      else next.delete(id);
      return next;
    });
  }, [id, drafted]);
  return none ? nobody : known;
}

const nobody: ReadonlySet<string> = new Set();
