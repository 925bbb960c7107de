/** Ends a host that nobody uses, where that was asked for. */

/** Gives back what is to be told the number of open pages; `end` comes once there was none for that long. */
export function idleWatch(minutes: number, end: () => void): (pages: number) => void {
  if (minutes === 0) return () => undefined;
  let timer = setTimeout(end, minutes * 60_000);
  return (pages) => {
    clearTimeout(timer);
    if (pages === 0) timer = setTimeout(end, minutes * 60_000);
  };
}
