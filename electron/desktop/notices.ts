/** Notices of the system: one for each tag at a time; a click brings the window to the front and is told. */
import { Notification } from 'electron';
import type { OutsideNotice } from '../../shared/app.ts';
import { plainText } from './plainText.ts';

/** While it is watched the notice stands; what ends it otherwise is the user or the system. */
export function openNotices(front: () => void): (notice: OutsideNotice, signal: AbortSignal) => AsyncGenerator<'clicked', void> {
  const shown = new Map<string, Notification>();

  return async function* ({ tag, title, body }, signal) {
    if (!Notification.isSupported() || signal.aborted) return;
    shown.get(tag)?.close();
    const notification = new Notification({ title: plainText(title, 200), body: plainText(body, 400) });
    // Kept until it is over: the system only has what is still held here.
    shown.set(tag, notification);
    const close = (): void => notification.close();
    const over = new Promise<boolean>((resolve) => {
      notification.once('click', () => resolve(true));
      notification.once('close', () => resolve(false));
      notification.once('failed', () => resolve(false));
      signal.addEventListener('abort', () => resolve(false), { once: true });
    });
    signal.addEventListener('abort', close, { once: true });
    notification.show();
    try {
      if (!(await over)) return;
      front();
      yield 'clicked';
    } finally {
      signal.removeEventListener('abort', close);
      if (shown.get(tag) === notification) shown.delete(tag);
    }
  };
}
