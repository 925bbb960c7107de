/** The shell the core sees on the desktop: native menu and the documentation. */
import { Menu as AppMenu, shell as system } from 'electron';
import { type AppEvent, docPages, type Menu, type Platform } from '../../shared/app.ts';
import type { Shell } from '../core/ports.ts';
import { openBadge } from './badge.ts';
import { nativeMenu } from './nativeMenu.ts';
import { openNotices } from './notices.ts';

export interface ShellOptions {
  readonly version: string;
  readonly platform: Platform;
  readonly devTools: boolean;
  /** Brings the window to the front, or a new one where there is none. */
  readonly front: () => void;
}

interface Lender {
  readonly menu: Menu;
  tell(event: AppEvent): void;
}

/** More than this is not the user's doing. */
const maxWaiting = 64;

export function createShell({ version, platform, devTools, front }: ShellOptions): Shell {
  /** The last one's menu is shown. */
  const lenders: Lender[] = [];

  function show(): void {
    const menu = lenders.at(-1)?.menu ?? [];
    const choose = (command: string): void => lenders.at(-1)?.tell({ kind: 'command', command });
    AppMenu.setApplicationMenu(AppMenu.buildFromTemplate(nativeMenu(menu, { platform, devTools, choose })));
  }
  show();

  return {
    kind: 'desktop',
    platform,
    version,

    async *events(menu, signal) {
      const waiting: AppEvent[] = [];
      let wake = (): void => undefined;
      const lender: Lender = {
        menu,
        tell(event) {
          if (waiting.length < maxWaiting) waiting.push(event);
          wake();
        },
      };
      const aborted = (): void => wake();
      signal.addEventListener('abort', aborted, { once: true });
      lenders.push(lender);
      show();
      try {
        while (!signal.aborted) {
          const event = waiting.shift();
          if (event !== undefined) yield event;
          else await new Promise<void>((resolve) => (wake = resolve));
        }
      } finally {
        signal.removeEventListener('abort', aborted);
        lenders.splice(lenders.indexOf(lender), 1);
        show();
      }
    },

    notice: openNotices(front),
    badge: openBadge(platform),
    openDoc: (page) => system.openExternal(docPages[page]),
  };
}
