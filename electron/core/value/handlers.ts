/** Values: read a window, load to edit, save if unchanged, edit elements, take back, expire, delete with undo. */
import type { KeytideContract } from '../../../shared/contract.ts';
import type { Send } from '../../../shared/reply.ts';
import type { Handlers } from '../../../shared/rpc/define.ts';
import { readGroups, readPending } from '../../../shared/value/groups.ts';
import type { Bins } from '../bin/bin.ts';
import type { Session } from '../connections/session.ts';
import type { Sessions } from '../sessions.ts';
import { abilitiesOf } from './abilities.ts';
import { editValue, tableType } from './edit.ts';
import { exchangeRows } from './exchange.ts';
import { actOnGroup } from './image.ts';
import { actOnValue, askValue, furtherTypes } from './modules.ts';
import { loadString, readValue } from './read.ts';
import { changeString, countHll, dropUpload, findBytes, finishUpload, mergeHll, readBytes, uploadPart } from './strings.ts';
import { takeBack } from './takeBack.ts';
import { createUndos, type Undos } from './undos.ts';
import { saveString, setTtl } from './write.ts';

type Names =
  | 'value.read'
  | 'value.load'
  | 'value.bytes'
  | 'value.find'
  | 'value.change'
  | 'value.upload'
  | 'value.finish'
  | 'value.dropUpload'
  | 'value.hll'
  | 'value.merge'
  | 'value.groups'
  | 'value.pending'
  | 'value.group'
  | 'value.types'
  | 'value.ask'
  | 'value.act'
  | 'value.element'
  | 'value.locate'
  | 'value.save'
  | 'value.edit'
  | 'value.exchange'
  | 'value.undo'
  | 'value.expire'
  | 'value.remove'
  | 'value.restore';

export function valueHandlers(sessions: Sessions, bins: Bins): Pick<Handlers<KeytideContract>, Names> {
  // What can be taken back lives and ends with its session.
  const all = new WeakMap<Session, Undos>();
  const undosOf = (session: Session): Undos => {
    const undos = all.get(session) ?? createUndos();
    all.set(session, undos);
    return undos;
  };
  const sendOf =
    (session: Session, signal: AbortSignal): Send =>
    (command, ...args) =>
      session.send(command, args, { signal });

  return {
    'value.read': ({ session, key, ...wanted }, { signal }) => readValue(sessions.get(session), key, wanted, signal),
    'value.load': ({ session, key }, { signal }) => loadString(sessions.get(session), key, signal),
    'value.bytes': ({ session, key, from, length }, { signal }) => readBytes(sessions.get(session), key, from, length, signal),
    'value.find': ({ session, key, needle, from }, { signal }) => findBytes(sessions.get(session), key, needle, from, signal),
    'value.change': ({ session: id, key, change, confirmed }) => {
      const session = sessions.get(id);
      return changeString(session, undosOf(session), key, change, { confirmed });
    },
    'value.upload': ({ session, key, upload, at, bytes, confirmed }) => uploadPart(sessions.get(session), key, upload, at, bytes, { confirmed }),
    'value.finish': ({ session: id, key, upload, length, replaced, confirmed }) => {
      const session = sessions.get(id);
      return finishUpload(session, undosOf(session), key, upload, length, replaced, { confirmed });
    },
    'value.dropUpload': ({ session, key, upload, confirmed }) => dropUpload(sessions.get(session), key, upload, { confirmed }),
    'value.hll': async ({ session, key }, { signal }) => ({ count: await countHll(sessions.get(session), key, signal) }),
    'value.merge': async ({ session: id, key, others, confirmed }) => {
      const session = sessions.get(id);
      return { undo: await mergeHll(session, undosOf(session), key, others, { confirmed }) };
    },
    'value.groups': ({ session, key }, { signal }) => readGroups(sendOf(sessions.get(session), signal), key),
    'value.pending': ({ session, key, group, from, count, minIdle }, { signal }) =>
      readPending(sendOf(sessions.get(session), signal), key, group, from, count, minIdle),
    'value.group': async ({ session: id, key, act, confirmed }) => {
      const session = sessions.get(id);
      const { last, undo } = await actOnGroup(session, undosOf(session), key, act, { confirmed });
      return { changed: typeof last === 'string' ? Number(last) : Array.isArray(last) ? last.length : 1, undo };
    },
    'value.types': ({ session }) => furtherTypes(sessions.get(session)),
    'value.ask': ({ session, key, ask }, { signal }) => askValue(sessions.get(session), key, ask, signal),
    'value.act': ({ session: id, key, act, confirmed }) => {
      const session = sessions.get(id);
      return actOnValue(session, undosOf(session), key, act, { confirmed });
    },
    'value.element': async ({ session: id, key, type, row }, { signal }) => {
      const session = sessions.get(id);
      return tableType(type).element(sendOf(session, signal), key, row, await abilitiesOf(session));
    },
    'value.locate': ({ session, key, type, target, look }, { signal }) =>
      tableType(type).locate?.(sendOf(sessions.get(session), signal), key, target, look) ?? null,
    'value.save': ({ session: id, key, bytes, expected, confirmed }) => {
      const session = sessions.get(id);
      return saveString(session, undosOf(session), key, bytes, expected, { confirmed });
    },
    'value.edit': ({ session: id, key, type, edit, confirmed }) => {
      const session = sessions.get(id);
      return editValue(session, undosOf(session), { key, type, edit }, { confirmed });
    },
    'value.exchange': ({ session: id, key, type, from, to, whole, confirmed }) => {
      const session = sessions.get(id);
      return exchangeRows(session, undosOf(session), { key, type, from, to, whole }, { confirmed });
    },
    'value.undo': async ({ session: id, undo, confirmed }) => {
      const session = sessions.get(id);
      const undos = undosOf(session);
      const entry = undos.get(undo);
      await takeBack(session, entry, { confirmed });
      undos.drop(undo);
    },
    'value.expire': ({ session, key, ttl, confirmed }) => setTtl(sessions.get(session), key, ttl, { confirmed }),
    'value.remove': ({ session: id, key, confirmed }) => {
      const session = sessions.get(id);
      return bins.of(session).remove(session, key, { confirmed });
    },
    'value.restore': ({ session: id, key, confirmed }) => {
      const session = sessions.get(id);
      return bins.of(session).restore(session, key, { confirmed });
    },
  };
}
