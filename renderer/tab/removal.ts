/** Deleting a key and taking that back: one way for the list and for the value pane. */
import type { Bytes } from '../../shared/bytes.ts';
import type { Fault } from '../../shared/fault.ts';
import { plainText } from '../../shared/visible.ts';
import type { Messages } from '../i18n/en.ts';
import { notify, notifyFault } from '../ui/Notices.tsx';

export interface Removal {
  remove(key: Bytes): Promise<Fault | null>;
  restore(key: Bytes): Promise<Fault | null>;
  removed(key: Bytes): void;
  restored(key: Bytes): void;
  /** The undo command does the same as the notice's button, for as long as there is something to undo. */
  offer(undo: (() => void) | null): void;
}

export async function removeKey(text: Messages, key: Bytes, { remove, restore, removed, restored, offer }: Removal): Promise<void> {
  const fault = await remove(key);
  // Someone else was faster: the list is right when the key leaves it.
  const gone = fault?.code === 'conflict' && fault.found === 'gone';
  if (fault === null || gone) removed(key);
  if (fault !== null) return notifyFault(text, fault);
  const undo = async (): Promise<void> => {
    offer(null);
    const refused = await restore(key);
    if (refused === null) restored(key);
    else notifyFault(text, refused);
  };
  offer(() => void undo());
  notify({ title: text.keys.removed(plainText(key, 60)), tone: 'ok', action: { label: text.keys.undo, run: () => void undo() } });
}
