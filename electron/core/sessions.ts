/** The sessions one page has opened; another page cannot reach them. */
import { fail } from '../../shared/fault.ts';
import type { Session } from './connections/session.ts';

export interface Sessions {
  /** Rejects with `missing` where this page has no such session. */
  get(id: string): Session;
}

export function createSessions(): Sessions & { add(session: Session): void; drop(id: string): void } {
  const byId = new Map<string, Session>();
  return {
    get: (id) => byId.get(id) ?? fail({ code: 'missing', what: 'session' }),
    add: (session) => void byId.set(session.id, session),
    drop: (id) => void byId.delete(id),
  };
}
