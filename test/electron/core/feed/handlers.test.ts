/** The feed's methods and streams, called as the protocol's server calls them. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { feedHandlers } from '../../../../electron/core/feed/handlers.ts';
import { openRecordings } from '../../../../electron/core/feed/recordings.ts';
import { openRunning } from '../../../../electron/core/feed/running.ts';
import { createSessions } from '../../../../electron/core/sessions.ts';
import { utf8 } from '../../../../shared/bytes.ts';
import type { FeedFrame } from '../../../../shared/feed/feed.ts';
import { faultOf } from '../../../support/fault.ts';
import { fakeSession } from './fakeSession.ts';

const call = { signal: new AbortController().signal };

function arrange() {
  const fake = fakeSession();
  const sessions = createSessions();
  sessions.add(fake.session);
  const handlers = feedHandlers(sessions, openRecordings(join(tmpdir(), 'keytide-none')), openRunning());
  const look = async (filter = '', rows = 10): Promise<FeedFrame> => {
    const next = await handlers['feed.view']({ session: 'fake', filter, rows }, call)[Symbol.asyncIterator]().next();
    return next.value as FeedFrame;
  };
  return { fake, handlers, look };
}

test('one feed a session: what is added, cleared and aimed is what every view sees', async () => {
  const { fake, handlers, look } = arrange();
  expect(await look()).toMatchObject({ sources: [], rows: [], counters: { received: 0 } });
  const { source } = await handlers['feed.add']({ session: 'fake', kind: 'channel', name: utf8('a') }, call);
  fake.line.events.ready();
  fake.line.deliver('a', 'one');
  fake.line.deliver('a', 'two');
  expect(await look('TWO')).toMatchObject({ sources: [{ id: source }], matched: 1, hidden: 1, rows: [{ seq: 2, preview: utf8('two') }] });

  const frames = handlers['feed.view']({ session: 'fake', filter: '', rows: 10 }, call)[Symbol.asyncIterator]();
  const { view } = (await frames.next()).value as FeedFrame;
  await handlers['feed.aim']({ session: 'fake', view, follow: false, from: 0, rows: 1 }, call);
  expect((await frames.next()).value).toMatchObject({ following: false, from: 0, rows: [{ seq: 1 }] });

  expect(await handlers['feed.message']({ session: 'fake', seq: 2 }, call)).toMatchObject({ row: { seq: 2 }, payload: utf8('two') });
  await handlers['feed.clear']({ session: 'fake' }, call);
  expect((await frames.next()).value).toMatchObject({ matched: 0, counters: { received: 2, kept: 0, evicted: 2 } });
  await handlers['feed.drop']({ session: 'fake', source }, call);
  expect((await look()).sources).toEqual([]);
});

test('publishing goes through the session, with the answer the user gave', async () => {
  const { fake, handlers } = arrange();
  const sent = handlers['feed.publish']({ session: 'fake', channel: Uint8Array.of(0xff), payload: Uint8Array.of(0), confirmed: 'yes' }, call);
  expect(await sent).toEqual({ receivers: 3 });
  expect(fake.sent).toEqual([['PUBLISH', Uint8Array.of(0xff), Uint8Array.of(0)]]);
  expect(fake.options).toEqual([{ confirmed: 'yes' }]);
});

test('a session of another page, or one that has ended, is missing', async () => {
  const { handlers } = arrange();
  const add = async () => handlers['feed.add']({ session: 'other', kind: 'channel', name: utf8('a') }, call);
  expect(await faultOf(add())).toEqual({ code: 'missing', what: 'session' });
});
