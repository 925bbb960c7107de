/** Letters and pinned messages by connection, for the next start: sealed by the host's keychain; where there is none, templates only, or all where the user says so. */
import * as v from 'valibot';
import type { StartNotice } from '../../../shared/app.ts';
import type { KeytideContract } from '../../../shared/contract.ts';
import { payloadForms } from '../../../shared/feed/feed.ts';
import { changed, type KeepChange, type Keepsakes, type KeptPin, letterSchema, nothingKept, templateName } from '../../../shared/feed/keepsakes.ts';
import type { Handlers } from '../../../shared/rpc/define.ts';
import type { Ports } from '../ports.ts';
import { openStore } from '../store.ts';

export interface KeepsakeStore {
  readonly handlers: Pick<Handlers<KeytideContract>, 'feed.kept' | 'feed.keep'>;
  /** Of a connection that was removed. */
  forget(profile: string): Promise<void>;
  /** The user has said otherwise whether payloads may be on disk as they are. */
  rewrite(): Promise<void>;
  readonly notices: readonly StartNotice[];
}

export interface KeepsakeOptions extends Pick<Ports, 'dataFolder' | 'secrets' | 'log'> {
  saved(profile: string): boolean;
  /** What was sent and pinned may be on disk as it is. */
  allowed(): boolean;
}

/** Of one connection's pinned payloads together; the oldest are not written. */
export const maxPinnedTotal = 2 * 1024 * 1024;

const record = v.object({ profile: v.string(), sealed: v.boolean(), /** JSON, or where it is sealed base64. */ text: v.string() });
type Stored = v.InferOutput<typeof record>;

const storedPin = v.object({
  id: v.string(),
  seq: v.number(),
  at: v.number(),
  channel: v.string(),
  size: v.number(),
  form: v.picklist(payloadForms),
  payload: v.string(),
  note: v.string(),
});
const stored = v.object({ templates: v.array(v.object({ name: templateName, letter: letterSchema })), sent: v.array(letterSchema), pins: v.array(storedPin) });

export async function openKeepsakes({ dataFolder, secrets, log, saved, allowed }: KeepsakeOptions): Promise<KeepsakeStore> {
  const store = await openStore<readonly Stored[]>({ folder: dataFolder, file: 'keepsakes.json', version: 1, schema: v.array(record), defaults: [], log });
  const { seal } = secrets;
  /** What has been read or changed since the start: all that there is, whether or not it is on disk. */
  const known = new Map<string, Keepsakes>();
  let queue: Promise<unknown> = Promise.resolve();

  /** One after the other: sealing takes its time, and the later change goes on from the earlier one. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = queue.then(work);
    queue = done.catch(() => undefined);
    return done;
  }

  async function read(profile: string): Promise<Keepsakes> {
    const kept = known.get(profile) ?? (await opened(store.read().find((one) => one.profile === profile)));
    known.set(profile, kept);
    return kept;
  }

  /** One that cannot be read any more (another keychain) is passed over. */
  async function opened(one: Stored | undefined): Promise<Keepsakes> {
    if (one === undefined) return nothingKept;
    try {
      const text = one.sealed ? await secrets.open(new Uint8Array(Buffer.from(one.text, 'base64'))) : one.text;
      const { pins, ...letters } = v.parse(stored, JSON.parse(text));
      return { ...letters, pins: pins.map((pin) => ({ ...pin, channel: fromBase64(pin.channel), payload: fromBase64(pin.payload) })) };
    } catch {
      log.write({ event: 'store', file: 'keepsakes.json', what: 'unreadable' });
      return nothingKept;
    }
  }

  async function write(profile: string): Promise<void> {
    const kept = known.get(profile) ?? nothingKept;
    const payloads = seal !== null || allowed();
    const json = JSON.stringify({
      templates: kept.templates,
      sent: payloads ? kept.sent : [],
      pins: payloads ? within(kept.pins).map((pin) => ({ ...pin, channel: toBase64(pin.channel), payload: toBase64(pin.payload) })) : [],
    });
    const text = seal === null ? json : toBase64(await seal(json));
    await store.update((all) => [...all.filter((one) => one.profile !== profile && saved(one.profile)), { profile, sealed: seal !== null, text }]);
  }

  async function keep(profile: string, change: KeepChange): Promise<void> {
    known.set(profile, changed(await read(profile), change));
    const written = seal !== null || allowed() || change.kind === 'template';
    if (saved(profile) && written) await write(profile);
  }

  return {
    notices: store.notices,
    handlers: {
      'feed.kept': ({ profile }) =>
        inTurn(async () => ({ ...(await read(profile)), saved: saved(profile), payloads: seal === null ? (allowed() ? 'plain' : 'nowhere') : 'sealed' })),
      'feed.keep': ({ profile, change }) => inTurn(() => keep(profile, change)),
    },
    forget: (profile) =>
      inTurn(async () => {
        known.delete(profile);
        if (store.read().some((one) => one.profile === profile)) await store.update((all) => all.filter((one) => one.profile !== profile));
      }),
    rewrite: () =>
      inTurn(async () => {
        if (seal !== null) return;
        for (const profile of new Set([...store.read().map((one) => one.profile), ...known.keys()])) {
          await read(profile);
          if (saved(profile)) await write(profile);
        }
      }),
  };
}

/** The newest, as many as have room. */
function within(pins: readonly KeptPin[]): readonly KeptPin[] {
  let total = 0;
  return pins
    .toReversed()
    .filter(({ payload }) => (total += payload.length) <= maxPinnedTotal)
    .reverse();
}

const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const fromBase64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
