/** To the clipboard: names as they are where they show all of themselves, else in quotes with escapes; never silently nothing. */
import { type Bytes, displayText } from '../../shared/bytes.ts';
import { quote } from '../../shared/escape.ts';
import { visible } from '../../shared/visible.ts';
import type { Messages } from '../i18n/en.ts';
import { notify } from './Notices.tsx';

export function copyText(text: Messages, copied: string): void {
  navigator.clipboard.writeText(copied).then(
    () => notify({ title: text.keys.copied, tone: 'ok', timeout: 2000, id: 'copied' }),
    () => notify({ title: text.keys.copyFailed, body: text.keys.copyFailedWhy, tone: 'danger' }),
  );
}

/** What hides or reorders is written as escapes: pasted elsewhere it could not be seen. */
export function safeText(bytes: Bytes): string {
  const { runs } = visible(bytes, bytes.length);
  return runs.every((run) => run.kind === 'text') ? displayText(bytes) : quote(bytes);
}
