/** Rows in place of rows: carried out in one step, and taken back by the opposite one. */
import { fail } from '../../../shared/fault.ts';
import type { Send } from '../../../shared/reply.ts';
import type { Exchange } from '../../../shared/value/exchange.ts';
import type { Undoable } from '../../../shared/value/value.ts';
import type { SendOptions, Session } from '../connections/session.ts';
import { abilitiesOf } from './abilities.ts';
import { apply } from './apply.ts';
import { blastOf, type EditOrder, settled, tableType } from './edit.ts';
import type { Undos } from './undos.ts';

type ExchangeOrder = Exchange & Pick<EditOrder, 'key' | 'type'>;

export async function exchangeRows(session: Session, undos: Undos, order: ExchangeOrder, options: SendOptions): Promise<Undoable> {
  const { key, from, to, whole } = order;
  const type = tableType(order.type);
  const can = await abilitiesOf(session);
  const width = type.columns(can).length;
  if (type.exchange === undefined || [...from, ...to].some((row) => row.length !== width) || (whole && to.length === 0))
    return fail({ code: 'input', path: 'rows', message: `rows of ${width} cells, of a type whose rows can change` });
  const plan = type.exchange(key, { from, to, whole }, can);
  if (plan.writes.length === 0) return { undo: null };
  const applied = await apply(session, key, plan, blastOf(plan), options);
  const send: Send = (command, ...args) => session.send(command, args);
  const now = await Promise.all(to.map((row) => type.element(send, key, row, can)));
  // A list that rows were added to has no way back by their names.
  if (type.name === 'list' && !whole) return { undo: null };
  const made = settled(type, { kind: 'add', rows: to, at: 'tail' }, now, can);
  const back = type.exchange(key, { from: made.kind === 'add' ? made.rows : to, to: from, whole: whole && from.length > 0 }, can);
  const undo = applied.there
    ? back
    : { type: 'none', checks: [], writes: [...back.writes, ...(applied.expires === '0' ? [] : [['PEXPIREAT', key, applied.expires] as const])] };
  return { undo: undos.keep({ kind: 'plan', key, plan: undo }) };
}
