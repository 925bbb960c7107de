/** Edits of a collection's elements: planned by the type, carried out in one step, told with what the server has then. */
import { randomBytes } from 'node:crypto';
import { type Bytes, sameBytes, utf8 } from '../../../shared/bytes.ts';
import { type Blast, fail } from '../../../shared/fault.ts';
import { asCount, asText, type Send } from '../../../shared/reply.ts';
import type { Edit, Edited, Row } from '../../../shared/value/edit.ts';
import type { Plan } from '../../../shared/value/plan.ts';
import { type Abilities, cell, type TableType } from '../../../shared/value/type.ts';
import { tableTypes } from '../../../shared/value/types/index.ts';
import type { SendOptions, Session } from '../connections/session.ts';
import { abilitiesOf } from './abilities.ts';
import { apply } from './apply.ts';
import { applyImaged } from './image.ts';
import { ttlOf } from './read.ts';
import type { Applied } from './transaction.ts';
import type { EditUndo, Undos } from './undos.ts';

export interface EditOrder {
  readonly key: Bytes;
  readonly type: string;
  readonly edit: Edit;
}

export async function editValue(session: Session, undos: Undos, order: EditOrder, options: SendOptions): Promise<Edited> {
  const type = tableType(order.type);
  const { key, edit } = order;
  const can = await abilitiesOf(session);
  checkRows(type, can, edit);
  const send: Send = (command, ...args) => session.send(command, args, options.signal === undefined ? {} : { signal: options.signal });
  const plan = await type.plan(key, edit, { send, can, unique: randomBytes(18), length: null });
  // An id that is not above the last one is refused for ever, so what a stream lost comes back only as all of it.
  // Of several that are added only the last one's id is told.
  if (type.name === 'stream' && (edit.kind === 'remove' || (edit.kind === 'add' && edit.rows.length > 1))) {
    const { undo } = await applyImaged(session, undos, key, plan, { ...options, as: blastOf(plan), ask: edit.kind === 'remove' });
    return { undo, ...(await look(session, key, type, { kind: 'remove', rows: [] }, can)) };
  }
  const applied = await apply(session, key, plan, blastOf(plan), options);
  const done = asMade(type, edit, applied);
  const now = await look(session, key, type, done, can);
  const inverse = inverseOf(settled(type, done, now.rows, can), applied);
  const undo = undos.keep({ kind: 'edit', type: type.name, key, edit: inverse, gone: !applied.there, expires: applied.expires, length: now.length });
  return { undo, ...now };
}

/** Takes an edit back, itself only where what it left is still there. */
export async function undoEdit(session: Session, undo: EditUndo, options: SendOptions): Promise<void> {
  const type = tableType(undo.type);
  const send: Send = (command, ...args) => session.send(command, args);
  const { key, edit, gone, expires, length } = undo;
  const can = await abilitiesOf(session);
  const plan = await type.plan(key, edit, { send, can, unique: randomBytes(18), length: gone ? 0 : length });
  const whole: Plan = !gone
    ? plan
    : // With its last element the key went, and its time to live: it is made anew only where it is still not there.
      { type: 'none', checks: [], writes: [...plan.writes, ...(expires === '0' ? [] : [['PEXPIREAT', key, expires] as const])] };
  await apply(session, key, whole, blastOf(whole), options);
}

export function tableType(name: string): TableType {
  return tableTypes.get(name) ?? fail({ code: 'input', path: 'type', message: 'not a type that has entries' });
}

function checkRows(type: TableType, can: Abilities, edit: Edit): void {
  const width = type.columns(can).length;
  const rows = edit.kind === 'replace' ? [edit.row, edit.with] : edit.rows;
  if (rows.length === 0 || rows.some((row) => row.length !== width)) fail({ code: 'input', path: 'rows', message: `each row has ${width} cells` });
  if (!type.edits.includes(edit.kind)) fail({ code: 'input', path: 'edit', message: `${type.name} has no such edit` });
}

/** What the user is asked about is the command that matters, not the script around it. */
export function blastOf({ writes }: Plan): Blast {
  return { command: writes.at(-1)?.[0] ?? 'TYPE', keys: 1, typed: null };
}

/** Where the server decides (the id of an entry, the index of a pushed element), its answer says what was made. */
function asMade(type: TableType, edit: Edit, { last }: Applied): Edit {
  if (edit.kind !== 'add') return edit;
  if (type.name === 'stream') return { ...edit, rows: edit.rows.map((row) => [utf8(asText(last)), cell(row, 1)]) };
  if (type.name !== 'list' || edit.at === 'index') return edit;
  const first = edit.at === 'head' ? 0 : asCount(last) - edit.rows.length;
  return { ...edit, rows: edit.rows.map((row, at) => [utf8(String(first + at)), cell(row, 1)]) };
}

/** The same as the server writes it: a score has many spellings, and a time that was given from now on is a point in time. */
export function settled(type: TableType, edit: Edit, now: Edited['rows'], can: Abilities): Edit {
  const own = (made: Row, found: Row | null | undefined): Row => {
    const same = type.columns(can).every((column, at) => {
      const [a, b] = [cell(made, at), found?.[at]];
      if (b === undefined) return false;
      if (column === 'expires') return true;
      return column === 'score' ? Number(asText(a)) === Number(asText(b)) || /inf/i.test(asText(a)) : sameBytes(a, b);
    });
    return same && found !== null && found !== undefined ? found : made;
  };
  switch (edit.kind) {
    case 'add':
      return { ...edit, rows: edit.rows.map((row, at) => own(row, now[at])) };
    case 'replace':
      return { ...edit, with: own(edit.with, now[1]) };
    case 'remove':
      return edit;
  }
}

function inverseOf(edit: Edit, { there }: Applied): Edit {
  switch (edit.kind) {
    case 'add':
      return { kind: 'remove', rows: edit.rows };
    case 'replace':
      return { kind: 'replace', row: edit.with, with: edit.row };
    case 'remove':
      return { kind: 'add', rows: edit.rows, at: there ? 'index' : 'tail' };
  }
}

async function look(session: Session, key: Bytes, type: TableType, edit: Edit, can: Abilities): Promise<Omit<Edited, 'undo'>> {
  const send: Send = (command, ...args) => session.send(command, args);
  const named = edit.kind === 'replace' ? [edit.row, edit.with] : edit.kind === 'add' ? edit.rows : [];
  const [length, [ttl], ...rows] = await Promise.all([
    type.length(send, key),
    session.sendMany([['PTTL', key]]),
    ...named.map((row) => type.element(send, key, row, can)),
  ]);
  return { length, ttl: ttlOf(ttl), rows };
}
