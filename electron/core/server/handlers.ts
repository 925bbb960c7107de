/** The server's own account of itself. */
import type { KeytideContract } from '../../../shared/contract.ts';
import { asText } from '../../../shared/reply.ts';
import type { Handlers } from '../../../shared/rpc/define.ts';
import { parseInfo } from '../../../shared/server/server.ts';
import type { Sessions } from '../sessions.ts';

export function serverHandlers(sessions: Sessions): Pick<Handlers<KeytideContract>, 'server.info'> {
  return {
    async 'server.info'({ session }, { signal }) {
      return parseInfo(asText(await sessions.get(session).send('INFO', [], { signal })));
    },
  };
}
