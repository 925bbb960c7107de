/** The first screen in each of its states, and that ten thousand connections are found without being drawn. */
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { findProfiles } from '../../../renderer/connections/find.ts';
import { StartScreen } from '../../../renderer/connections/StartScreen.tsx';
import { newProfile, type Profile, type Recent } from '../../../shared/connections/profile.ts';

const profile = (id: string, more: Partial<Profile> = {}): Profile => ({ ...newProfile, id, host: `${id}.example`, secrets: [], ...more });
const nothing = (): void => undefined;
const draw = (profiles: readonly Profile[] | null, recents: readonly Recent[] = [], coming = true): string =>
  renderToStaticMarkup(
    <StartScreen
      profiles={profiles}
      coming={coming}
      onNew={nothing}
      onImport={nothing}
      onFind={nothing}
      environment={[]}
      onOffer={nothing}
      onShow={nothing}
      onSample={nothing}
      onOpen={nothing}
      onEdit={nothing}
      onRemove={nothing}
      recents={recents}
      list={{ duplicate: nothing, favourite: nothing, move: nothing }}
    >
      <p>sample</p>
    </StartScreen>,
  );

test('waits for the host, then says what to do where nothing is saved', () => {
  expect(draw(null)).toContain('Loading');
  expect(draw(null)).not.toContain('No saved connections');
  expect(draw(null, [], false)).not.toContain('Loading');
  expect(draw([])).toContain('No saved connections yet');
  expect(draw([])).toContain('<p>sample</p>');
});

test('a row says name, address, badge and protection, and hostile names stay text', () => {
  const html = draw([profile('a', { name: 'x\u202E<b>', badge: 'PROD', protection: 'read-only', db: 3, port: 7000 })]);
  expect(html).toMatch(/x.U\+202E.&lt;b&gt;/);
  expect(html).not.toContain('\u202E');
  expect(html).toContain('a.example:7000');
  expect(html).toContain('PROD');
  expect(html).toContain('aria-label="Read-only"');
  expect(html).not.toContain('Find a connection');
});

test('ten thousand are searched, not drawn', () => {
  const many = Array.from({ length: 10_000 }, (_, at) => profile(`h${at}`));
  const html = draw(many);
  expect(html.match(/<li /g)).toHaveLength(50);
  expect(html).toContain('50 of 10,000');
  expect(html).toContain('Find a connection');
});

test('favourites and the last opened ones stand first where there are many, each once', () => {
  const many = Array.from({ length: 12 }, (_, at) => profile(`h${at}`, { favourite: at === 3 }));
  const recents = ['gone', 'h3', 'h7', 'h1'].map((id, at) => ({ id, at: 9 - at }));
  const parts = draw(many, recents).split('<ul');
  expect(parts.map((part) => [...part.matchAll(/>(h\d+)\.example:6379</g)].map(([, id]) => id))).toEqual([[], ['h3'], ['h7', 'h1'], many.map(({ id }) => id)]);
  expect(draw(many.slice(0, 7), recents)).not.toContain('Recently opened');
});

test('groups are rows with their number', () => {
  const html = draw([profile('a', { group: ['Shop', 'EU'] }), profile('b', { group: ['Shop'] })]);
  expect(html).toMatch(/aria-expanded="true"[^>]*>.*Shop.*>2<.*EU.*>1<.*a\.example.*b\.example/s);
});

describe('finding', () => {
  const all = [
    profile('a', { name: 'Orders', badge: 'PROD' }),
    profile('b', { name: 'orders', port: 7000 }),
    profile('c', { username: 'orders-reader' }),
    profile('d', { tags: ['EU'], group: ['Shop'] }),
  ];
  test.each([
    ['', ['a', 'b', 'c', 'd']],
    ['  ORDERS ', ['a', 'b', 'c']],
    ['orders prod', ['a']],
    ['b.example:7000', ['b']],
    ['nobody', []],
    ['eu', ['d']],
    ['shop EU', ['d']],
  ])('%j', (typed, ids) => {
    expect(findProfiles(all, typed).map(({ id }) => id)).toEqual(ids);
  });
});
