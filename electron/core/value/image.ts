/** Writes to a stream that have no opposite: the whole of it as it was comes back, and only while nothing else has happened to it. */
import type { Bytes } from '../../../shared/bytes.ts';
import { type Blast, fail } from '../../../shared/fault.ts';
import { asCount, isReplyError, type Reply } from '../../../shared/reply.ts';
import { type GroupAct, planOfGroup } from '../../../shared/value/groups.ts';
import type { Plan } from '../../../shared/value/plan.ts';
import { isRefused } from '../bin/bin.ts';
import type { SendOptions, Session } from '../connections/session.ts';
import { apply } from './apply.ts';
import type { Undos } from './undos.ts';

/** More than this, as MEMORY USAGE estimates it, would hold the server too long in one step. */
const maxImage = 4 * 1024 * 1024;

export interface ImageOptions extends SendOptions {
  readonly as: Blast;
  /** What cannot be taken back is asked about first. */
  readonly ask: boolean;
}

export async function applyImaged(
  session: Session,
  undos: Undos,
  key: Bytes,
  plan: Plan,
  { as, ask, ...options }: ImageOptions,
): Promise<{ readonly last: Reply; readonly undo: string | null }> {
  const final = await whyFinal(session, key);
  if (final !== null && ask && (options.confirmed ?? null) === null) fail({ code: 'confirm', blast: { ...as, final } });
  const { last, image } = await apply(session, key, final === null ? { ...plan, image: true } : plan, as, options);
  return { last, undo: image === null ? null : undos.keep({ kind: 'image', key, type: plan.type, ...image }) };
}

/** Entries, groups and consumers that go are asked about where they cannot come back; the rest is done and told. */
export function actOnGroup(session: Session, undos: Undos, key: Bytes, act: GroupAct, options: SendOptions): ReturnType<typeof applyImaged> {
  const plan = planOfGroup(key, act);
  const [command = 'XGROUP'] = plan.writes.at(-1) ?? [];
  const ask = act.kind === 'trim' || act.kind === 'destroy' || act.kind === 'dropConsumer' || act.kind === 'setId';
  return applyImaged(session, undos, key, plan, { ...options, as: { command, keys: 1, typed: null }, ask });
}

export interface Image {
  readonly key: Bytes;
  readonly type: string;
  readonly before: Bytes;
  readonly after: Bytes;
}

export async function putImage(session: Session, { key, type, before, after }: Image, options: SendOptions): Promise<void> {
  const [left] = await session.sendMany([['PTTL', key]]);
  const ttl = left === undefined || isReplyError(left) ? 0 : Math.max(0, asCount(left));
  const plan: Plan = { type, checks: [{ ask: ['DUMP', key], is: after, else: 'changed' }], writes: [['RESTORE', key, ttl, before, 'REPLACE']] };
  await apply(session, key, plan, { command: 'RESTORE', keys: 1, typed: null }, options);
}

async function whyFinal(session: Session, key: Bytes): Promise<'size' | 'permission' | null> {
  const [memory] = await session.sendMany([['MEMORY', 'USAGE', key]]);
  if (memory !== undefined && memory !== null && !isReplyError(memory) && asCount(memory) > maxImage) return 'size';
  const refused = await Promise.all([isRefused(session, ['RESTORE', key, '0', '']), isRefused(session, ['DUMP', key])]);
  return refused.includes(true) ? 'permission' : null;
}
