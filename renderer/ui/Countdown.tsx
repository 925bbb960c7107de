/** A time to live that counts down by the monotonic clock, once a second, all of them at the same moment. */
import { type ReactNode, useEffect, useEffectEvent, useSyncExternalStore } from 'react';
import { ttlText } from './ttlText.ts';

export interface CountdownProps {
  /** Milliseconds that were left at `at`. */
  readonly ttl: number;
  /** performance.now() when that was read. */
  readonly at: number;
  /** Once, when nothing is left. */
  readonly onEnd?: () => void;
}

export function Countdown(props: CountdownProps): ReactNode {
  return <span className="countdown">{ttlText(useTimeLeft(props))}</span>;
}

export function useTimeLeft({ ttl, at, onEnd }: CountdownProps): number {
  const left = Math.max(0, ttl - (useSecond() - at));
  const ended = left === 0;
  const end = useEffectEvent(() => onEnd?.());
  // biome-ignore lint/correctness/useExhaustiveDependencies: a TTL that was read anew ends anew
  useEffect(() => {
    if (ended) end();
  }, [ended, ttl, at]);
  return left;
}

/** The time of day here, once a second; a clock that is set meanwhile does not move it. */
export function useNow(): number {
  return performance.timeOrigin + useSecond();
}

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let second = 0;

function useSecond(): number {
  return useSyncExternalStore(listen, () => (listeners.size === 0 ? (second = wholeSecond()) : second));
}

/** One clock for all that count, and none when nothing does. */
function listen(changed: () => void): () => void {
  listeners.add(changed);
  timer ??= setInterval(() => {
    second = wholeSecond();
    for (const tell of listeners) tell();
  }, 1000);
  return () => {
    listeners.delete(changed);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function wholeSecond(): number {
  return Math.floor(performance.now() / 1000) * 1000;
}
