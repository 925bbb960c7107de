/** The query over the messages: what is wrong with it and where, and what could be typed next. */
import './filter.css';
import { BellRing, Bookmark, Filter, Highlighter, X } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useId, useLayoutEffect, useRef, useState } from 'react';
import type { Completion } from '../../shared/feed/query/complete.ts';
import { plainString } from '../../shared/visible.ts';
import { useCommand } from '../commands/useCommand.ts';
import { useText } from '../i18n/i18n.ts';
import { useActions, useTab } from '../tab/useTab.ts';
import { IconButton } from '../ui/Button.tsx';
import { Menu } from '../ui/Menu.tsx';
import { maxFilter } from './filtering.ts';

export function FilterField({ answers }: { readonly answers: boolean }): ReactNode {
  const text = useText();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const filter = useTab((state) => state.feed.filter);
  const problem = useTab((state) => state.feed.filterProblem);
  const { setFilter, learn, completions, toNext } = useActions('feed');
  const marking = useTab((state) => state.feed.filterMode === 'mark' && state.feed.applied !== '');
  const [offered, setOffered] = useState<readonly Completion[]>([]);
  const [active, setActive] = useState(-1);
  const [inside, setInside] = useState(false);
  const caret = useRef<number | null>(null);
  const focus = (): void => field.current?.select();
  useCommand('filter', focus, answers);
  useCommand('focusFilter', focus, answers);
  // React puts the caret at the end of what was inserted before it.
  useLayoutEffect(() => {
    if (caret.current !== null) field.current?.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  });

  const offer = (next: readonly Completion[]): void => {
    setOffered(next);
    setActive(-1);
  };
  const suggest = (): void => offer(completions(field.current?.selectionStart ?? 0));
  const take = ({ insert, from, to }: Completion): void => {
    const whole = /[:=<>]$/.test(insert);
    const next = `${filter.slice(0, from)}${insert}${whole || filter.slice(to).startsWith(' ') ? '' : ' '}${filter.slice(to)}`;
    if (next.length > maxFilter) return;
    caret.current = from + insert.length + (whole ? 0 : 1);
    setFilter(next);
    offer([]);
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.nativeEvent.isComposing) return;
    const chosen = offered[active];
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      if (offered.length === 0) suggest();
      else setActive((active + step + offered.length + (active < 0 && step < 0 ? 1 : 0)) % offered.length);
    } else if ((event.key === 'Enter' || event.key === 'Tab') && chosen !== undefined) {
      event.preventDefault();
      take(chosen);
    } else if (event.key === 'Escape' && (offered.length > 0 || filter !== '')) {
      event.preventDefault();
      if (offered.length > 0) offer([]);
      else setFilter('');
    } else if (event.key === 'Enter') {
      offer([]);
      if (marking) void toNext('mark', event.shiftKey);
    }
  };
  const popup = inside && (offered.length > 0 || problem !== null);
  return (
    <div className="field">
      <div className="field-box" ref={box}>
        <Mode />
        <input
          ref={field}
          type="text"
          className="data"
          aria-label={text.feed.filter}
          aria-autocomplete="list"
          aria-controls={popup ? `${id}-list` : undefined}
          aria-activedescendant={active < 0 ? undefined : `${id}-${active}`}
          aria-invalid={problem !== null}
          aria-describedby={problem === null ? undefined : `${id}-problem`}
          placeholder={inside ? text.live.filterPlaceholder : text.feed.filter}
          value={filter}
          maxLength={maxFilter}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          onFocus={() => {
            setInside(true);
            void learn();
          }}
          onBlur={() => {
            setInside(false);
            offer([]);
          }}
          onChange={(event) => {
            setFilter(event.currentTarget.value);
            suggest();
          }}
          onKeyDown={onKeyDown}
        />
        <SavedQueries />
        {filter !== '' && <IconButton label={text.feed.unfilter} icon={<X size={14} />} onPress={() => setFilter('')} />}
      </div>
      {popup && (
        <Below box={box}>
          {problem !== null && <Problem id={`${id}-problem`} />}
          {offered.length > 0 && (
            <div role="listbox" id={`${id}-list`} aria-label={text.live.suggestions} className="menu">
              {offered.map((one, index) => (
                <div
                  key={`${one.kind} ${one.insert}`}
                  id={`${id}-${index}`}
                  role="option"
                  tabIndex={-1}
                  aria-selected={index === active}
                  className="menu-item"
                  data-highlighted={index === active ? '' : undefined}
                  // The field keeps the focus.
                  onMouseDown={(event) => {
                    event.preventDefault();
                    take(one);
                  }}
                >
                  <span className="menu-text data">{plainString(one.insert, 80)}</span>
                  <span className="menu-hint">{text.live.suggested[one.kind]}</span>
                </div>
              ))}
            </div>
          )}
        </Below>
      )}
    </div>
  );
}

/** The connection's own queries, and the way to make this one of them. */
function SavedQueries(): ReactNode {
  const words = useText().beside.queries;
  const queries = useTab((state) => state.feed.queries);
  const applied = useTab((state) => state.feed.applied);
  const { setFilter, ask } = useActions('feed');
  return (
    <Menu
      align="end"
      trigger={<IconButton label={words.menu} icon={<Bookmark size={14} />} />}
      entries={[
        ...(queries.length === 0
          ? [{ label: words.none, disabled: true, run: () => undefined }]
          : queries.map(({ name, query }) => ({
              label: plainString(name, 60),
              hint: plainString(query, 40),
              checked: query === applied,
              run: () => setFilter(query),
            }))),
        'separator',
        { label: words.saveThis, disabled: applied === '', run: () => ask('queries') },
        { label: words.manage, run: () => ask('queries') },
      ]}
    />
  );
}

/** What becomes of the messages that match. */
function Mode(): ReactNode {
  const text = useText();
  const words = text.live.marks;
  const mode = useTab((state) => state.feed.filterMode);
  const applied = useTab((state) => state.feed.applied);
  const alerting = useTab((state) => state.feed.rules.some((rule) => rule.kind === 'match' && rule.query === state.feed.applied));
  const { setFilterMode, alertOn } = useActions('feed');
  return (
    <Menu
      trigger={<IconButton label={words.menu} hint={words[mode]} icon={mode === 'hide' ? <Filter size={14} /> : <Highlighter size={14} />} />}
      entries={[
        { label: words.hide, checked: mode === 'hide', run: () => setFilterMode('hide') },
        { label: words.mark, checked: mode === 'mark', run: () => setFilterMode('mark') },
        'separator',
        {
          label: alerting ? words.alerting : words.alert,
          icon: <BellRing size={14} />,
          disabled: applied === '' || alerting,
          run: () => alertOn(applied),
        },
      ]}
    />
  );
}

function Problem({ id }: { readonly id: string }): ReactNode {
  const text = useText();
  const filter = useTab((state) => state.feed.filter);
  const problem = useTab((state) => state.feed.filterProblem);
  if (problem === null) return null;
  const { from, to } = problem;
  return (
    <div className="live-filter-problem">
      <p className="data live-filter-marked" aria-hidden="true">
        {filter.slice(Math.max(0, from - 30), from)}
        <mark>{from === to ? '\u00a0' : filter.slice(from, to)}</mark>
        {filter.slice(to, to + 30)}
      </p>
      <p id={id} role="alert">
        {text.live.filterProblem(text.live.filterProblems[problem.problem], from + 1, Math.max(from + 1, to))}
      </p>
      <p className="muted">{text.live.stillFiltering}</p>
    </div>
  );
}

/** Under the field, or over it where there is more room: the pane may be a few rows high and cuts what hangs out of it. */
function Below({ box, children }: { readonly box: { readonly current: HTMLElement | null }; readonly children: ReactNode }): ReactNode {
  const popup = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const place = (): void => {
      const [field, own] = [box.current?.getBoundingClientRect(), popup.current];
      if (field === undefined || own === null) return;
      const below = window.innerHeight - field.bottom;
      const above = below < 200 && field.top > below;
      own.style.setProperty('left', `${field.left}px`);
      own.style.setProperty('min-width', `${field.width}px`);
      own.style.setProperty('max-height', `${Math.max(60, (above ? field.top : below) - 12)}px`);
      own.style.setProperty('top', above ? 'auto' : `${field.bottom + 4}px`);
      own.style.setProperty('bottom', above ? `${window.innerHeight - field.top + 4}px` : 'auto');
    };
    place();
    window.addEventListener('resize', place);
    return () => window.removeEventListener('resize', place);
  });
  return (
    <div ref={popup} className="live-suggestions">
      {children}
    </div>
  );
}
