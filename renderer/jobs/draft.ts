/** What is typed into the dialog of a bulk job, and the action and target that it makes. */
import { type Bytes, utf8 } from '../../shared/bytes.ts';
import { splitLine } from '../../shared/escape.ts';
import type { ExportFormat, JobAction, JobTarget } from '../../shared/jobs/jobs.ts';
import { type ExpiryDraft, newExpiry, readExpiry } from '../ui/expiry.ts';
import type { Wish } from './running.ts';

export interface BulkDraft {
  readonly pattern: string;
  readonly type: string;
  readonly expiry: ExpiryDraft;
  /** A session of another tab; '' is another database here. */
  readonly to: string;
  /** Of where it goes. */
  readonly db: number | null;
  /** What exists there is overwritten. */
  readonly replace: boolean;
  readonly format: ExportFormat;
}

export type Wished =
  | { readonly ok: true; readonly action: JobAction; readonly target: JobTarget }
  | { readonly ok: false; readonly path: 'pattern' | 'ttl' | 'to'; readonly why: 'empty' | 'escape' | 'form' | 'short' | 'here' };

export function newDraft(db: number): BulkDraft {
  return { pattern: '', type: '', expiry: newExpiry, to: '', db: db === 0 ? 1 : 0, replace: false, format: 'dump' };
}

const shortest = 1000;

/** `now` by the server's clock. */
export function wishedOf({ action, target }: Wish, draft: BulkDraft, now: number): Wished {
  const aim = target === null ? patternOf(draft) : { ok: true as const, target };
  if (!aim.ok) return aim;
  switch (action) {
    case 'delete':
      return { ok: true, action: { kind: 'delete' }, target: aim.target };
    case 'export':
      return { ok: true, action: { kind: 'export', format: draft.format }, target: aim.target };
    case 'copy':
      if (draft.db === null) return { ok: false, path: 'to', why: 'empty' };
      return {
        ok: true,
        action: {
          kind: 'copy',
          to: draft.to === '' ? { kind: 'db', db: draft.db } : { kind: 'session', session: draft.to, db: draft.db },
          replace: draft.replace,
        },
        target: aim.target,
      };
    case 'expire': {
      const read = readExpiry(draft.expiry, now);
      if (!read.ok) return { ok: false, path: 'ttl', why: read.refusal === null ? 'empty' : 'form' };
      const { expiry } = read;
      if (expiry.kind === 'in' && expiry.ms < shortest) return { ok: false, path: 'ttl', why: 'short' };
      return { ok: true, action: { kind: 'expire', ttl: expiry }, target: aim.target };
    }
  }
}

function patternOf({ pattern, type }: BulkDraft): { readonly ok: true; readonly target: JobTarget } | Extract<Wished, { ok: false }> {
  if (pattern === '') return { ok: false, path: 'pattern', why: 'empty' };
  const match = patternBytes(pattern);
  if (match === null) return { ok: false, path: 'pattern', why: 'escape' };
  return { ok: true, target: { kind: 'pattern', match, type: type.trim() === '' ? null : type.trim().toLowerCase() } };
}

/** `\xff` names a byte; every other backslash is the pattern's own, as MATCH takes it. */
function patternBytes(pattern: string): Bytes | null {
  if (/\p{Cs}/u.test(pattern)) return null;
  if (!/\\x[0-9a-fA-F]{2}/.test(pattern)) return utf8(pattern);
  const quoted = pattern.replace(/\\(x[0-9a-fA-F]{2})?|"/g, (mark, hex: string | undefined) => (hex === undefined ? `\\${mark}` : mark));
  const split = splitLine(`"${quoted}"`);
  return split.ok ? (split.words[0] ?? null) : null;
}
