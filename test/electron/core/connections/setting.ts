/** What the tests of connections have in common: a session by one line, and what it must never let out. */
import { expect } from 'vitest';
import { type OpenOptions, openSession } from '../../../../electron/core/connections/open.ts';
import { Secret } from '../../../../electron/core/connections/secret.ts';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { createLog } from '../../../../electron/core/log.ts';
import { newProfile, type ProfileFields } from '../../../../shared/connections/profile.ts';
import type { Phase } from '../../../../shared/connections/session.ts';
import { type Fault, FaultError } from '../../../../shared/fault.ts';

export interface Opened {
  readonly session: Session;
  readonly lines: string[];
  /** Every phase it went through, without repetitions. */
  readonly phases: Phase[];
}

const open = new Set<Session>();

export function openTest(
  profile: Partial<ProfileFields> & { port: number },
  options: Partial<Omit<OpenOptions, 'profile'>> & { password?: string } = {},
): Opened {
  const lines: string[] = [];
  const phases: Phase[] = [];
  const { password, ...rest } = options;
  const session = openSession({
    profile: { ...newProfile, ...profile, secrets: [] },
    secrets: (name) => (name === 'password' && password !== undefined ? new Secret(password) : null),
    db: 0,
    log: createLog((line) => lines.push(line)),
    ...rest,
  });
  open.add(session);
  void (async () => {
    for await (const { phase } of session.watch(session.ended)) if (phases.at(-1)?.kind !== phase.kind) phases.push(phase);
  })();
  return { session, lines, phases };
}

export function closeAll(): void {
  for (const session of open) session.close();
  open.clear();
}

export async function ready(opened: Opened): Promise<Session> {
  await expect.poll(() => opened.session.state().phase.kind, { timeout: 10_000, interval: 10 }).toBe('ready');
  return opened.session;
}

/** As a tab that is on screen does. */
export function looked(session: Session): void {
  void (async () => {
    for await (const _ of session.shown(session.ended));
  })();
}

export async function phaseOf<K extends Phase['kind']>(opened: Opened, kind: K): Promise<Phase & { kind: K }> {
  await expect.poll(() => opened.session.state().phase.kind, { timeout: 15_000, interval: 10 }).toBe(kind);
  return opened.session.state().phase as Phase & { kind: K };
}

export async function faultOf(promise: Promise<unknown>): Promise<Fault> {
  const thrown = await promise.then(
    (value) => value,
    (error: unknown) => error,
  );
  if (!(thrown instanceof FaultError)) throw new Error(`no fault but ${String(thrown)}`);
  return thrown.fault;
}

export const text = (bytes: unknown): string => Buffer.from(bytes as Uint8Array).toString('latin1');
