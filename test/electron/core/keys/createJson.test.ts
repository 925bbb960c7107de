/** New JSON documents: by a script everywhere else, here by the module's own condition, since this server refuses scripts. */
import { afterEach, expect, test } from 'vitest';
import type { Session } from '../../../../electron/core/connections/session.ts';
import { create } from '../../../../electron/core/keys/create.ts';
import { utf8 } from '../../../../shared/bytes.ts';
import { faultOf } from '../../../support/fault.ts';
import { textOf } from '../../../support/modules/json.ts';
import { type ModuleServer, moduleServer } from '../../../support/modules/server.ts';
import { readySession } from '../../../support/session.ts';

let server: ModuleServer;
let session: Session;
afterEach(async () => {
  session.close();
  await server.close();
});

test('is made as it is typed, and only where there is none', async () => {
  server = await moduleServer(new Map());
  session = await readySession(server);
  const value = { type: 'json', text: utf8('{"big":123456789012345678901234567890, "ü":1.0}') } as const;
  await create(session, utf8('k'), value, null, null);
  expect(textOf(server.keys.get('k'))).toBe('{"big":123456789012345678901234567890,"ü":1.0}');
  expect(server.heard.some((line) => line.startsWith('EVAL'))).toBe(true);
  expect(await faultOf(create(session, utf8('k'), value, null, null))).toEqual({ code: 'conflict', found: 'exists' });
  // With a time to live it would be two steps.
  expect(await faultOf(create(session, utf8('l'), value, 1000, null))).toMatchObject({ code: 'redis', prefix: 'NOPERM' });
  expect(server.keys.has('l')).toBe(false);
  expect(await faultOf(create(session, utf8('m'), { type: 'json', text: utf8('{') }, null, null))).toMatchObject({ code: 'redis' });
});
