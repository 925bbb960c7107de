/** The user's settings, on disk as what differs from the defaults. */
import * as v from 'valibot';
import { defaultSettings, type Settings, type StartNotice, settingsSchema } from '../../shared/app.ts';
import type { KeytideContract } from '../../shared/contract.ts';
import type { Handlers } from '../../shared/rpc/define.ts';
import type { Ports } from './ports.ts';
import { openStore } from './store.ts';

type Patch = { readonly [N in keyof Settings]?: Settings[N] | undefined };

export interface SettingsStore {
  read(): Settings;
  write(patch: Patch): Promise<void>;
  /** Now, then whenever they changed. */
  watch(signal: AbortSignal): AsyncIterable<Settings>;
  readonly notices: readonly StartNotice[];
}

export async function openSettings({ dataFolder, log }: Pick<Ports, 'dataFolder' | 'log'>): Promise<SettingsStore> {
  // A setting that a file does not know yet has its default, so a new one needs no new schema version.
  const store = await openStore<Patch>({ folder: dataFolder, file: 'settings.json', version: 1, schema: v.partial(settingsSchema), defaults: {}, log });
  const read = (): Settings => merge(defaultSettings, store.read());
  return {
    read,
    notices: store.notices,
    write: (patch) => store.update((current) => merge(current, patch)),
    async *watch(signal) {
      for await (const _ of store.changes.follow(signal)) yield read();
    },
  };
}

function merge<B extends Patch>(base: B, patch: Patch): B {
  const given = Object.entries(patch).filter(([, value]) => value !== undefined);
  return { ...base, ...Object.fromEntries(given) };
}

export function settingsHandlers(settings: SettingsStore): Pick<Handlers<KeytideContract>, 'settings.watch' | 'settings.write'> {
  return {
    'settings.watch': (_, { signal }) => settings.watch(signal),
    'settings.write': (patch) => settings.write(patch),
  };
}
