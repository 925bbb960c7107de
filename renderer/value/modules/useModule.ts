/** What the views of such values share: answers that are asked for anew whenever the value was read again, and texts that stay with their key. */
import { useEffect, useState } from 'react';
import type { Fault } from '../../../shared/fault.ts';
import type { ModuleAct, ModuleAnswer, ModuleAsk } from '../../../shared/value/types/modules.ts';
import { useText } from '../../i18n/i18n.ts';
import { useTab } from '../../tab/useTab.ts';
import { notifyFault } from '../../ui/Notices.tsx';
import { useEntryActions } from '../useEntryActions.ts';

/** The answer to this question, null before the first one; the one before stays in sight until the next is here. */
export function useAnswer<A extends ModuleAsk>(ask: A | null): Extract<ModuleAnswer, { of: A['of'] }> | Fault | null {
  const askModule = useTab((state) => state.value.askModule);
  const loaded = useTab((state) => state.value.loaded);
  const [answer, setAnswer] = useState<Extract<ModuleAnswer, { of: A['of'] }> | Fault | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again whenever the value was read again
  useEffect(() => {
    let current = true;
    if (ask === null) setAnswer(null);
    else void askModule(ask).then((came) => current && setAnswer(came));
    return () => {
      current = false;
    };
  }, [ask, askModule, loaded]);
  return answer;
}

/** A text of a form: it is there again when its key is. */
export function useTyped(field: string, initial = ''): readonly [text: string, type: (text: string) => void] {
  const typedModule = useTab((state) => state.value.typedModule);
  const typeModule = useTab((state) => state.value.typeModule);
  const [text, setText] = useState(() => typedModule(field) || initial);
  return [
    text,
    (next) => {
      setText(next);
      typeModule(field, next === initial ? '' : next);
    },
  ];
}

/** What was seen when typing began, kept with what is typed: someone else's write in between is then found, however long that took. */
export function useSeen(field: string, now: string | null): readonly [seen: string | null, keep: (seen: string) => void, forget: () => void] {
  const typedModule = useTab((state) => state.value.typedModule);
  const typeModule = useTab((state) => state.value.typeModule);
  // A mark before it: nothing at all may be what was seen.
  const [kept, setKept] = useState(() => typedModule(`${field} seen`));
  const put = (next: string): void => {
    setKept(next);
    typeModule(`${field} seen`, next);
  };
  const forget = (): void => {
    put('');
    typeModule(field, '');
  };
  return [kept === '' ? now : kept.slice(1), (seen) => put(`=${seen}`), forget];
}

/** Carries out, tells what was done with the way back, and reads again. The fault where it was not done. */
export function useAct(): (act: ModuleAct, done: string) => Promise<Fault | null> {
  const actOnModule = useTab((state) => state.value.actOnModule);
  const refresh = useTab((state) => state.value.refresh);
  const { told } = useEntryActions();
  return async (act, done) => {
    const acted = await actOnModule(act);
    if ('code' in acted) return acted;
    told(done, acted.undo);
    refresh();
    return null;
  };
}

/** As `useAct`, for what has no form that could say why not. */
export function useActOrTell(): (act: ModuleAct, done: string) => Promise<boolean> {
  const text = useText();
  const act = useAct();
  return async (what, done) => {
    const fault = await act(what, done);
    if (fault === null) return true;
    if (fault.code !== 'cancelled') notifyFault(text, fault);
    return false;
  };
}
