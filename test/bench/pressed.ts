/** From a key to the next picture, as the browser itself tells. */
import type { QuietPage } from './quietBrowser.ts';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What the browser does not tell of: it rounds to 8 ms and leaves out what took less. */
const leastMs = 16;

/** Presses so many keys, one and its Backspace in turn, where the focus is; the time each took to be on screen. */
export async function pressed(page: QuietPage, keys: number): Promise<number[]> {
  await page.run((least) => {
    const told: number[] = [];
    Object.assign(globalThis, { keyTimes: told });
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (entry.name === 'keydown') told.push(entry.duration);
    });
    observer.observe({ type: 'event', durationThreshold: least } as PerformanceObserverInit);
  }, leastMs);
  for (let key = 0; key < keys; key++) {
    await page.type(key % 2 === 0 ? 'a' : 'Backspace');
    await pause(100);
  }
  await pause(500);
  const told = await page.run(() => (globalThis as unknown as { keyTimes: number[] }).keyTimes, null);
  return [...told, ...Array.from({ length: Math.max(0, keys - told.length) }, () => leastMs)];
}
