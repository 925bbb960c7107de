/** Sources over a line that the test holds: they come and go, and each delivery finds its own. */
import { describe, expect, test } from 'vitest';
import { utf8 } from '../../../../shared/bytes.ts';
import { faultOf } from '../../../support/fault.ts';
import { arrange, live, settle } from './arrange.ts';
import { noPermission } from './fakeSession.ts';

describe('sources', () => {
  test('one line opens with the first source and closes with the last', async () => {
    const { fake, feed, sources } = arrange();
    expect(fake.lines).toHaveLength(0);
    const a = feed.add('channel', utf8('a'));
    const b = feed.add('pattern', utf8('b*'));
    expect(fake.lines).toHaveLength(1);
    expect((await sources()).map((one) => one.state)).toEqual(['starting', 'starting']);
    expect(fake.line.sent).toEqual([]);
    fake.line.events.ready();
    await settle();
    expect(fake.line.sent.slice(0, 2)).toEqual(['SUBSCRIBE a', 'PSUBSCRIBE b*']);
    expect((await sources()).map((one) => one.state)).toEqual(['live', 'live']);
    feed.drop(a);
    expect(fake.line.sent.at(-1)).toBe('UNSUBSCRIBE a');
    expect(fake.line.closed).toBe(false);
    feed.drop(b);
    expect(fake.line.closed).toBe(true);
    const closed = fake.line;
    feed.add('channel', utf8('c'));
    expect(fake.lines).toHaveLength(2);
    closed.deliver('c', 'of a line that was closed');
    expect(await sources()).toMatchObject([{ state: 'starting', received: 0 }]);
  });

  test('adding and dropping one does not touch the others', async () => {
    const { fake, feed, ids, sources } = await live([['channel', 'a']]);
    const before = fake.line.sent.length;
    const b = feed.add('channel', utf8('b'));
    await settle();
    feed.drop(b);
    await settle();
    expect(fake.line.sent.slice(before)).toEqual(['SUBSCRIBE b', 'UNSUBSCRIBE b']);
    expect(await sources()).toMatchObject([{ id: ids[0], state: 'live' }]);
  });

  test('the same source twice is one source; a dropped one comes back under a new id', async () => {
    const { feed, ids, sources } = await live([['channel', 'a']]);
    expect(feed.add('channel', utf8('a'))).toBe(ids[0]);
    expect(feed.add('pattern', utf8('a'))).not.toBe(ids[0]);
    expect(await sources()).toHaveLength(2);
    feed.drop(ids[0] ?? 0);
    expect(feed.add('channel', utf8('a'))).not.toBe(ids[0]);
    expect(await faultOf((async () => feed.drop(ids[0] ?? 0))())).toEqual({ code: 'missing', what: 'source' });
  });

  test('a refused one says so in the server’s words, and is tried again when it is added again', async () => {
    const { fake, feed, sources } = arrange();
    let allowed = false;
    feed.add('channel', utf8('open'));
    const id = feed.add('channel', utf8('secret'));
    fake.line.answer = async (_command, name) => (name === 'secret' && !allowed ? noPermission('subscribe') : null);
    fake.line.events.ready();
    await settle();
    expect(await sources()).toMatchObject([
      { state: 'live', detail: '' },
      { state: 'refused', detail: "NOPERM this user has no permissions to run the 'subscribe' command" },
    ]);
    allowed = true;
    expect(feed.add('channel', utf8('secret'))).toBe(id);
    await settle();
    expect((await sources())[1]).toMatchObject({ state: 'live', detail: '' });
  });

  test('a delivery is counted for the source it came through, and only there', async () => {
    const { fake, ids, look } = await live([
      ['channel', 'orders.new'],
      ['pattern', 'orders.*'],
      ['pattern', '*'],
    ]);
    fake.line.deliver('orders.new', '1');
    fake.line.deliver('orders.new', '1', 'orders.*');
    fake.line.deliver('orders.new', '1', '*');
    fake.line.deliver('other', '2', '*');
    fake.line.deliver('nobody', 'dropped long ago');
    const frame = await look();
    expect(frame.sources.map((one) => one.received)).toEqual([1, 1, 2]);
    expect(frame.counters).toMatchObject({ received: 4, kept: 4 });
    expect(frame.rows.map((row) => row.kind === 'message' && row.source)).toEqual([ids[0], ids[1], ids[2], ids[2]]);
  });

  test('two patterns that differ only in bytes that are no text are two', async () => {
    const { fake, feed, sources } = arrange();
    const broken = (byte: number): Uint8Array => Uint8Array.of(byte, 0x2a);
    feed.add('pattern', broken(0xff));
    feed.add('pattern', broken(0xfe));
    fake.line.events.ready();
    await settle();
    fake.line.deliver('x', '1', broken(0xfe));
    fake.line.deliver('x', '2', broken(0xff));
    fake.line.deliver('x', '3', broken(0xff));
    expect((await sources()).map((one) => one.received)).toEqual([2, 1]);
  });

  test('one whose line cannot be opened says what stands in the way', async () => {
    const { fake, feed, sources } = arrange();
    feed.add('channel', utf8('a'));
    fake.line.events.failed?.({ code: 'connect', reason: 'maxclients', detail: 'ERR max number of clients reached' });
    expect(await sources()).toMatchObject([{ state: 'interrupted', detail: 'ERR max number of clients reached' }]);
    fake.line.events.ready();
    await settle();
    expect(await sources()).toMatchObject([{ state: 'live', detail: '' }]);
  });

  test('more than a thousand are refused', async () => {
    const { feed } = arrange();
    for (let n = 0; n < 1000; n++) feed.add('channel', utf8(String(n)));
    expect(await faultOf((async () => feed.add('channel', utf8('one more')))())).toMatchObject({ code: 'input', path: 'name' });
    expect(feed.add('channel', utf8('7'))).toBe(8);
  });
});
