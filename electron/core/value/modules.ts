/** Values of types that bring their own view: asked and changed as their type says, and a reply that nobody could expect is told as such. */
import type { Bytes } from '../../../shared/bytes.ts';
import { fail } from '../../../shared/fault.ts';
import { UnexpectedReply } from '../../../shared/reply.ts';
import type { Asking } from '../../../shared/value/module.ts';
import { actOnModule, askModule, type ModuleAct, type ModuleAnswer, type ModuleAsk, moduleTypes } from '../../../shared/value/types/modules.ts';
import type { Undoable } from '../../../shared/value/value.ts';
import type { SendOptions, Session } from '../connections/session.ts';
import { abilitiesOf } from './abilities.ts';
import { applyPlan } from './strings.ts';
import type { Undos } from './undos.ts';

export async function askingOf(session: Session, signal?: AbortSignal): Promise<Asking> {
  const options: SendOptions = signal === undefined ? {} : { signal };
  return {
    send: (command, ...args) => session.send(command, args, options),
    sendMany: (commands) => session.sendMany(commands, options),
    can: await abilitiesOf(session),
  };
}

/** A module is not Redis: a version of it that answers in another shape is no bug of either. */
export async function understood<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (thrown) {
    if (thrown instanceof UnexpectedReply)
      fail({ code: 'redis', prefix: 'REPLY', message: `the server answered in a shape that is not known: ${thrown.message}` });
    throw thrown;
  }
}

export async function askValue(session: Session, key: Bytes, ask: ModuleAsk, signal: AbortSignal): Promise<ModuleAnswer> {
  const asking = await askingOf(session, signal);
  return understood(askModule(asking, key, ask));
}

export async function actOnValue(session: Session, undos: Undos, key: Bytes, act: ModuleAct, options: SendOptions): Promise<Undoable> {
  const asking = await askingOf(session);
  const { plan, undo } = await understood(Promise.resolve(actOnModule(asking, key, act)));
  const last = await applyPlan(session, key, plan, options);
  // JSON.SET of a place whose parent is not there any more.
  if (last === null) fail({ code: 'conflict', found: 'gone' });
  if (undo === null) return { undo: null };
  const back = await understood(undo(asking));
  return { undo: back === null ? null : undos.keep({ kind: 'plan', key, plan: back }) };
}

/** Names, as TYPE has them, of the types this server has besides those of every server. */
export async function furtherTypes(session: Session): Promise<readonly string[]> {
  const can = await abilitiesOf(session);
  return [...moduleTypes.values()].filter(({ needs }) => can.has(needs)).map(({ name }) => name);
}
