/** One JSON file of one concern, checked by a schema: never half written, never lost to a bad start, never downgraded. */
import { mkdir, readFile, rename, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as v from 'valibot';
import type { StartNotice } from '../../shared/app.ts';
import { FaultError, fail } from '../../shared/fault.ts';
import { type Changes, createChanges } from './changes.ts';
import { sweepTemps, writeWhole } from './files.ts';
import type { Log } from './log.ts';

export interface StoreOptions<T> {
  readonly folder: string;
  readonly file: string;
  /** Version of the schema; a file of a newer one is used and not written. */
  readonly version: number;
  readonly schema: v.GenericSchema<unknown, T>;
  readonly defaults: T;
  readonly log: Log;
}

export interface Store<T> {
  read(): T;
  /** Applies the change to what is on disk now. Rejects with `disk`; the change holds until Keytide ends all the same. */
  update(change: (current: T) => T): Promise<void>;
  readonly changes: Changes;
  /** What went wrong while opening. */
  readonly notices: readonly StartNotice[];
}

const maxBytes = 64 * 1024 * 1024;
const envelope = v.object({ schema: v.pipe(v.number(), v.integer(), v.minValue(1)), rev: v.pipe(v.number(), v.integer(), v.minValue(0)), data: v.unknown() });

type Loaded<T> =
  | { readonly kind: 'good'; readonly data: T; readonly rev: number; readonly text: string }
  | { readonly kind: 'newer'; readonly data: T | null }
  | { readonly kind: 'none' }
  | { readonly kind: 'corrupt' };

/** Never fails: what cannot be used is kept aside and said in `notices`. */
export async function openStore<T>(options: StoreOptions<T>): Promise<Store<T>> {
  const { folder, file, version, schema, defaults, log } = options;
  const path = join(folder, file);
  const backup = `${path}.bak`;
  const notices: StartNotice[] = [];
  const changes = createChanges();
  const say = (notice: StartNotice): void => {
    notices.push(notice);
    log.write({ event: 'store', file, what: notice.kind });
  };
  let data = defaults;
  let rev = 0;
  /** False: remembered until Keytide ends. */
  let writable = true;
  let queue: Promise<void> = Promise.resolve();

  async function load(from: string): Promise<Loaded<T>> {
    const text = await textOf(from);
    if (text === null) return { kind: 'none' };
    const outer = v.safeParse(envelope, jsonOf(text));
    if (!outer.success) return { kind: 'corrupt' };
    const inner = v.safeParse(schema, outer.output.data);
    if (outer.output.schema > version) return { kind: 'newer', data: inner.success ? inner.output : null };
    return inner.success ? { kind: 'good', data: inner.output, rev: outer.output.rev, text } : { kind: 'corrupt' };
  }

  async function start(): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await sweepTemps(path);
    const current = await load(path);
    if (current.kind === 'good') {
      ({ data, rev } = current);
      // Only now is the file known to be good, and worth being what a later bad one is replaced with.
      await writeWhole(backup, current.text);
      return;
    }
    if (current.kind === 'newer') {
      writable = false;
      data = current.data ?? defaults;
      return say({ kind: 'newer', file });
    }
    const aside = current.kind === 'corrupt' ? await quarantine() : null;
    const former = await load(backup);
    if (former.kind === 'good') ({ data, rev } = former);
    if (aside !== null) say({ kind: 'quarantined', file, keptAs: aside, restoredFromBackup: former.kind === 'good' });
    // Also proves that the folder can be written, before the user relies on it.
    await save();
  }

  async function quarantine(): Promise<string> {
    const stamp = new Date().toISOString().replace(/[:.]/g, '-');
    for (let count = 0; ; count++) {
      const name = `${file}.corrupt-${stamp}${count === 0 ? '' : `-${count}`}`;
      if ((await textOf(join(folder, name))) !== null) continue;
      await rename(path, join(folder, name));
      return name;
    }
  }

  async function save(): Promise<void> {
    const text = `${JSON.stringify({ schema: version, rev: rev + 1, data }, null, 2)}\n`;
    // A file that would not be read again must not take the place of one that is.
    if (Buffer.byteLength(text) > maxBytes) fail({ code: 'disk', file, message: 'EFBIG' });
    await writeWhole(path, text);
    rev++;
  }

  /** Another Keytide on the same folder may have written meanwhile. */
  async function refresh(): Promise<void> {
    const current = await load(path);
    if (current.kind === 'good' && current.rev !== rev) ({ data, rev } = current);
    if (current.kind === 'corrupt') log.write({ event: 'store', file, what: `quarantined as ${await quarantine()}` });
    if (current.kind === 'newer') writable = false;
  }

  async function apply(change: (current: T) => T): Promise<void> {
    const refreshed = writable ? refresh() : Promise.resolve();
    await refreshed.catch(() => undefined);
    data = change(data);
    changes.tell();
    // The change holds in memory even where the disk is in trouble.
    await refreshed;
    if (writable) await save();
  }

  try {
    await start();
  } catch (thrown) {
    writable = false;
    say({ kind: 'unwritable', folder: dirname(path), why: codeOf(thrown) });
  }

  return {
    read: () => data,
    notices,
    changes,
    update(change) {
      const done = queue
        .then(() => apply(change))
        .catch((thrown: unknown) => {
          throw thrown instanceof Error && !(thrown instanceof FaultError) && 'code' in thrown
            ? new FaultError({ code: 'disk', file: basename(path), message: codeOf(thrown) })
            : thrown;
        });
      queue = done.catch(() => undefined);
      return done;
    },
  };
}

/** Null where there is no such file; a file too big to be ours reads as garbage. */
async function textOf(path: string): Promise<string | null> {
  try {
    if ((await stat(path)).size > maxBytes) return '';
    return await readFile(path, 'utf8');
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return null;
    throw thrown;
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : String(thrown instanceof Error ? thrown.name : thrown);
}
