/** What a user does to single keys: made, renamed, copied, moved, given a time to live; each asks where the connection wants to be asked. */
import type { Bytes } from '../../shared/bytes.ts';
import type { KeysFrame } from '../../shared/keys/frame.ts';
import type { FolderSize, KeyDetails, LiveOffer, NewValue } from '../../shared/keys/keys.ts';
import { guarded, type TabContext } from '../tab/slice.ts';
import type { Expiry } from '../ui/expiry.ts';
import { type Beginning, readBeginning } from './beginning.ts';

/** Where a copy goes: another database of this session, or another session of this page. */
export interface Place {
  readonly session: string;
  /** Null: the one that session is in. */
  readonly db: number | null;
}

/** Each rejects with a `FaultError`; what was asked and refused is `cancelled`. */
export interface ActionsPart {
  /** Whether the server has JSON documents. */
  hasJson(): Promise<boolean>;
  create(key: Bytes, value: NewValue, ttl: number | null): Promise<void>;
  rename(key: Bytes, to: Bytes, replace: boolean): Promise<void>;
  /** True where the server did it in one step. */
  duplicate(key: Bytes, to: Bytes, target: Place, replace: boolean): Promise<boolean>;
  move(key: Bytes, to: Bytes, target: Place, replace: boolean): Promise<boolean>;
  expire(key: Bytes, expiry: Expiry): Promise<void>;
  /** By how many milliseconds the server's clock is ahead of the one here. */
  clock(signal: AbortSignal): Promise<number>;
  recreate(key: Bytes): Promise<{ readonly text: string; readonly complete: boolean }>;
  details(key: Bytes, signal: AbortSignal): Promise<KeyDetails | null>;
  beginning(key: Bytes, details: Extract<KeyDetails, { kind: 'known' }>, signal: AbortSignal): Promise<Beginning>;
  sizes(folder: number, signal: AbortSignal): AsyncIterable<FolderSize>;
  /** Whether a key of exactly this name is there now, whatever the list knows. */
  exists(key: Bytes): Promise<boolean>;
  liveOffer(): Promise<LiveOffer>;
  /** `restore`: off, and the server's setting as it was before this tab changed it. */
  setLive(mode: 'off' | 'notifications' | 'tracking' | 'restore'): Promise<void>;
  /** The place of this tab's own keys. */
  here(): Place;
}

interface ListOfKeys {
  readonly frame: KeysFrame | null;
  add(key: Bytes): void;
  follow(key: Bytes, to: Bytes): void;
  drop(key: Bytes): void;
  want(keys: readonly Bytes[]): void;
}

export function keyActions({ tab, get }: { readonly tab: TabContext; readonly get: () => ListOfKeys & ActionsPart }): ActionsPart {
  const isHere = ({ session, db }: Place): boolean => session === tab.session() && (db === null || db === get().frame?.db);

  return {
    here: () => ({ session: tab.session(), db: get().frame?.db ?? null }),
    hasJson: async () => (await tab.client.call('value.types', { session: tab.session() }, { signal: tab.signal })).includes('ReJSON-RL'),
    async create(key, value, ttl) {
      await guarded(tab, (confirmed) => tab.client.call('keys.create', { session: tab.session(), key, value, ttl, confirmed }));
      get().add(key);
    },
    async rename(key, to, replace) {
      await guarded(tab, (confirmed) => tab.client.call('keys.rename', { session: tab.session(), key, to, replace, confirmed }));
      get().follow(key, to);
      get().drop(key);
      get().add(to);
    },
    async duplicate(key, to, target, replace) {
      const { atomic } = await guarded(tab, (confirmed) => tab.client.call('keys.duplicate', { session: tab.session(), key, to, target, replace, confirmed }));
      if (isHere(target)) get().add(to);
      return atomic;
    },
    async move(key, to, target, replace) {
      const { atomic } = await guarded(tab, (confirmed) => tab.client.call('keys.move', { session: tab.session(), key, to, target, replace, confirmed }));
      get().drop(key);
      if (isHere(target)) get().add(to);
      return atomic;
    },
    async expire(key, expiry) {
      await guarded(tab, async (confirmed) => {
        const wish = { session: tab.session(), key, confirmed };
        if (expiry.kind === 'at') await tab.client.call('keys.expireAt', { ...wish, at: expiry.at });
        else await tab.client.call('value.expire', { ...wish, ttl: expiry.kind === 'in' ? expiry.ms : null });
      });
      get().drop(key);
      get().want([key]);
    },
    async clock(signal) {
      const asked = performance.now();
      const { now } = await tab.client.call('keys.clock', { session: tab.session() }, { signal: AbortSignal.any([signal, tab.signal]) });
      // It was told about half way.
      return Math.round(now - performance.timeOrigin - (asked + performance.now()) / 2);
    },
    recreate: (key) => tab.client.call('keys.recreate', { session: tab.session(), key }, { signal: tab.signal }),
    async details(key, signal) {
      const [one] = await tab.client.call('keys.details', { session: tab.session(), keys: [key] }, { signal: AbortSignal.any([signal, tab.signal]) });
      return one ?? null;
    },
    beginning: (key, details, signal) => readBeginning(tab, key, details, AbortSignal.any([signal, tab.signal])),
    sizes(folder, signal) {
      const view = get().frame?.view ?? 0;
      return tab.client.watch('keys.sizes', { session: tab.session(), view, folder }, { signal: AbortSignal.any([signal, tab.signal]), credit: 1 });
    },
    async exists(key) {
      const [meta] = await tab.client.call('keys.meta', { session: tab.session(), keys: [key] }, { signal: tab.signal });
      return meta?.kind !== 'gone';
    },
    liveOffer: () => tab.client.call('keys.liveOffer', { session: tab.session() }, { signal: tab.signal }),
    async setLive(mode) {
      await guarded(tab, (confirmed) => tab.client.call('keys.live', { session: tab.session(), mode, confirmed }));
    },
  };
}
