/** The frames of the protocol, the little that a wire must do, and the check of what arrives. */
import type { Fault } from '../fault.ts';

export type ClientFrame =
  | { readonly t: 'call'; readonly id: number; readonly name: string; readonly input: unknown }
  | { readonly t: 'watch'; readonly id: number; readonly name: string; readonly input: unknown; readonly credit: number }
  | { readonly t: 'credit'; readonly id: number; readonly n: number }
  | { readonly t: 'stop'; readonly id: number };

export type ServerFrame =
  | { readonly t: 'item'; readonly id: number; readonly value: unknown }
  /** The end of a call (with its value) or of a stream (without). */
  | { readonly t: 'done'; readonly id: number; readonly value: unknown }
  | { readonly t: 'fail'; readonly id: number; readonly fault: Fault };

/**
 * A two-way line that keeps order and carries plain data and bytes. `receive` gets what the other side
 * sent, unchecked; `closed` is called once, whoever closed; sending on a closed wire does nothing.
 */
export interface Wire {
  send(frame: ClientFrame | ServerFrame): void;
  listen(receive: (frame: unknown) => void, closed: () => void): void;
  close(why?: string): void;
}

/** More credit than this at once is a mistake or an attack. */
export const maxCredit = 1024;

export function parseClientFrame(frame: unknown): ClientFrame | null {
  if (!isRecord(frame) || !isId(frame['id'])) return null;
  const id = frame['id'];
  switch (frame['t']) {
    case 'call':
      return typeof frame['name'] === 'string' ? { t: 'call', id, name: frame['name'], input: frame['input'] } : null;
    case 'watch':
      if (typeof frame['name'] !== 'string' || !isCredit(frame['credit'])) return null;
      return { t: 'watch', id, name: frame['name'], input: frame['input'], credit: frame['credit'] };
    case 'credit':
      return isCredit(frame['n']) ? { t: 'credit', id, n: frame['n'] } : null;
    case 'stop':
      return { t: 'stop', id };
    default:
      return null;
  }
}

/** The host is trusted for the content; the shape is looked at so that a bug shows where it is. */
export function parseServerFrame(frame: unknown): ServerFrame | null {
  if (!isRecord(frame) || !isId(frame['id'])) return null;
  const id = frame['id'];
  switch (frame['t']) {
    case 'item':
      return { t: 'item', id, value: frame['value'] };
    case 'done':
      return { t: 'done', id, value: frame['value'] };
    case 'fail':
      return isRecord(frame['fault']) ? { t: 'fail', id, fault: frame['fault'] as unknown as Fault } : null;
    default:
      return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isId(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function isCredit(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) <= maxCredit;
}
