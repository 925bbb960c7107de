/** What processes have taken, by /proc. */
import { readdirSync, readFileSync } from 'node:fs';

/** USER_HZ: what /proc counts in, whatever the kernel's own clock. */
export const ticksPerSecond = 100;

/** Every process below this one. */
export function children(pid: number): number[] {
  const below = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((one) => fields(one)[1] === String(pid));
  return below.flatMap((one) => [one, ...children(one)]);
}

export function ticks(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + Number(fields(pid)[11] ?? 0) + Number(fields(pid)[12] ?? 0), 0);
}

/** The fields of /proc/PID/stat after the command's name: state, parent, …; empty for one that has ended. */
function fields(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

export function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

/** What it holds in memory, in bytes. */
export function residentOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
}
