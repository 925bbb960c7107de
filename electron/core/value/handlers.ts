/** Values: read a window, load to edit, save if unchanged, expire, delete with undo. */
import type { KeytideContract } from '../../../shared/contract.ts';
import type { Handlers } from '../../../shared/rpc/define.ts';
import type { Bins } from '../bin/bin.ts';
import type { Sessions } from '../sessions.ts';
import { loadString, readValue } from './read.ts';
import { saveString, setTtl } from './write.ts';

type ValueHandlers = Pick<Handlers<KeytideContract>, 'value.read' | 'value.load' | 'value.save' | 'value.expire' | 'value.remove' | 'value.restore'>;

export function valueHandlers(sessions: Sessions, bins: Bins): ValueHandlers {
  return {
    'value.read': ({ session, key, from, count }, { signal }) => readValue(sessions.get(session), key, from, count, signal),
    'value.load': ({ session, key }, { signal }) => loadString(sessions.get(session), key, signal),
    'value.save': ({ session, key, bytes, expected, confirmed }) => saveString(sessions.get(session), key, bytes, expected, { confirmed }),
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
