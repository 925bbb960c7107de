/** Says once what went wrong with Keytide's own files while it started. */
import type { StartNotice } from '../../shared/app.ts';
import { plainString } from '../../shared/visible.ts';
import type { Messages } from '../i18n/en.ts';
import { notify } from '../ui/Notices.tsx';
import type { AppStore } from './store.ts';

export function tellNotices(store: AppStore, texts: () => Messages): void {
  const leave = store.subscribe(({ info }) => {
    if (info === null) return;
    leave();
    for (const notice of info.notices) notify({ ...wordsOf(texts(), notice), tone: 'warn', timeout: 0 });
  });
}

function wordsOf(text: Messages, notice: StartNotice): { readonly title: string; readonly body: string } {
  switch (notice.kind) {
    case 'quarantined': {
      const keptAs = plainString(notice.keptAs, 200);
      return {
        title: text.app.notices.quarantined(plainString(notice.file, 80)),
        body: notice.restoredFromBackup ? text.app.notices.restored(keptAs) : text.app.notices.defaults(keptAs),
      };
    }
    case 'newer':
      return { title: text.app.notices.newer(plainString(notice.file, 80)), body: text.app.notices.newerBody };
    case 'unwritable':
      return { title: text.app.notices.unwritable, body: text.app.notices.unwritableBody(plainString(notice.folder, 200), plainString(notice.why, 200)) };
  }
}
