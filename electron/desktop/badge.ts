/** The number on the application's picture in dock, taskbar or launcher: what all pages together have unseen, as long as each says so. */
import { app, BrowserWindow, nativeImage } from 'electron';
import type { Badge, Platform } from '../../shared/app.ts';
import { overlay, overlaySize } from './overlay.ts';
import { plainText } from './plainText.ts';

export function openBadge(platform: Platform): (badge: Badge, signal: AbortSignal) => AsyncGenerator<never, void> {
  const standing = new Set<Badge>();
  let due = false;
  let shown = 0;

  /** Not at once: a page that says another number ends the one before. */
  function change(): void {
    if (due) return;
    due = true;
    setImmediate(() => {
      due = false;
      show([...standing].reduce((sum, { unseen }) => sum + unseen, 0));
    });
  }

  function show(unseen: number): void {
    if (unseen === shown) return;
    shown = unseen;
    if (platform !== 'windows') return void app.setBadgeCount(unseen);
    const words = plainText([...standing].at(-1)?.words ?? '', 200);
    const icon = unseen === 0 ? null : nativeImage.createFromBitmap(Buffer.from(overlay(unseen)), { width: overlaySize, height: overlaySize, scaleFactor: 2 });
    for (const window of BrowserWindow.getAllWindows()) window.setOverlayIcon(icon, words);
  }

  return async function* (badge, signal) {
    if (signal.aborted) return;
    standing.add(badge);
    change();
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    standing.delete(badge);
    change();
  };
}
