/** Keys the user has pinned, by connection and database, in a file of their own. */
import * as v from 'valibot';
import { type Bytes, sameBytes } from '../../../shared/bytes.ts';
import type { KeytideContract } from '../../../shared/contract.ts';
import { fail } from '../../../shared/fault.ts';
import type { Handlers } from '../../../shared/rpc/define.ts';
import type { Ports } from '../ports.ts';
import type { Sessions } from '../sessions.ts';
import { openStore, type Store } from '../store.ts';

/** Of one database; the oldest goes first. */
const most = 200;
/** A name is 512 MB at most, a favourite is not. */
const longest = 65_536;

const pin = v.object({ profile: v.string(), db: v.number(), /** Base64. */ key: v.string() });
type Pin = v.InferOutput<typeof pin>;

export interface Pins {
  watch(profile: string, db: number, signal: AbortSignal): AsyncIterable<readonly Bytes[]>;
  set(profile: string, db: number, key: Bytes, pinned: boolean): Promise<void>;
  readonly notices: Store<unknown>['notices'];
}

export async function openPins({ dataFolder, log }: Pick<Ports, 'dataFolder' | 'log'>): Promise<Pins> {
  const store = await openStore<readonly Pin[]>({ folder: dataFolder, file: 'pins.json', version: 1, schema: v.array(pin), defaults: [], log });
  const bytesOf = ({ key }: Pin): Bytes => new Uint8Array(Buffer.from(key, 'base64'));

  return {
    notices: store.notices,
    async *watch(profile, db, signal) {
      let last: readonly Bytes[] | null = null;
      for await (const _ of store.changes.follow(signal)) {
        const keys = store
          .read()
          .filter((one) => one.profile === profile && one.db === db)
          .map(bytesOf);
        // Another connection's pins are no news.
        if (last !== null && last.length === keys.length && keys.every((key, at) => sameBytes(key, last?.[at] ?? new Uint8Array()))) continue;
        last = keys;
        yield keys;
      }
    },
    async set(profile, db, key, pinned) {
      if (pinned && key.length > longest) fail({ code: 'input', path: 'key', message: `longer than ${longest} bytes` });
      const text = Buffer.from(key).toString('base64');
      const isHere = (one: Pin): boolean => one.profile === profile && one.db === db;
      await store.update((all) => {
        const others = all.filter((one) => !(isHere(one) && one.key === text));
        if (!pinned) return others;
        const full = others.filter(isHere).length >= most;
        const oldest = full ? others.findLastIndex(isHere) : -1;
        return [{ profile, db, key: text }, ...others.filter((_, at) => at !== oldest)];
      });
    },
  };
}

export function pinHandlers(sessions: Sessions, pins: Pins): Pick<Handlers<KeytideContract>, 'pins.watch' | 'pins.set'> {
  return {
    'pins.watch': ({ session: id }, { signal }) => {
      const session = sessions.get(id);
      return pins.watch(session.profile.id, session.state().db, signal);
    },
    'pins.set': ({ session: id, key, pinned }) => {
      const session = sessions.get(id);
      return pins.set(session.profile.id, session.state().db, key, pinned);
    },
  };
}
