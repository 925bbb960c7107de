/** The folder of each sample server says whose it is, so that the next start can end servers whose Keytide is gone. */
import { lstat, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { isSampleServer, sampleClient } from './client.ts';

const prefix = 'keytide-sample-';
const ownerFile = 'owner.json';
const ownerSchema = v.object({ keytide: v.number(), port: v.number(), password: v.string() });
type Owner = v.InferOutput<typeof ownerSchema>;

/** Readable by this user only (mkdtemp makes it 0700), for it holds the server's password. */
export async function makeFolder(root: string): Promise<string> {
  return realpath(await mkdtemp(join(root, `${prefix}${process.pid}-`)));
}

export async function writeOwner(folder: string, port: number, password: string): Promise<void> {
  const owner: Owner = { keytide: process.pid, port, password };
  await writeFile(join(folder, ownerFile), JSON.stringify(owner), { mode: 0o600 });
}

export function removeFolder(folder: string): Promise<void> {
  // Windows lets go of the files of an ended process only a moment later.
  return rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}

/** Ends servers and removes folders of a Keytide that no longer runs; gives back how many folders went. */
export async function sweepStale(root: string): Promise<number> {
  let swept = 0;
  const names = await readdir(root).catch(() => []);
  for (const name of names.filter((one) => one.startsWith(prefix))) {
    const folder = join(root, name);
    const pid = Number(name.slice(prefix.length).split('-')[0]);
    if (!Number.isSafeInteger(pid) || pid <= 0 || isAlive(pid) || !(await isOurs(folder))) continue;
    const owner = await readOwner(folder);
    if (owner !== null && owner.keytide !== pid) continue;
    if (owner !== null) await shutDown(owner);
    await removeFolder(folder);
    swept++;
  }
  return swept;
}

/** In a temp folder that all users write to, what another user has put there is left alone. */
async function isOurs(folder: string): Promise<boolean> {
  try {
    const found = await lstat(folder);
    return found.isDirectory() && (process.getuid === undefined || found.uid === process.getuid());
  } catch {
    return false;
  }
}

async function readOwner(folder: string): Promise<Owner | null> {
  try {
    const parsed = v.safeParse(ownerSchema, JSON.parse(await readFile(join(folder, ownerFile), 'utf8')));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}

/**
 * No process is ended by its id: ids are reused. Whoever listens on that port and has our random password as its own is
 * the server we started, and is asked to shut down itself.
 */
async function shutDown({ port, password }: Owner): Promise<void> {
  const redis = sampleClient(port, password, false);
  const deadline = setTimeout(() => redis.disconnect(), 2000);
  try {
    await redis.connect();
    if (await isSampleServer(redis, password)) await redis.call('SHUTDOWN', 'NOSAVE');
  } catch {
    // Nobody there, someone else there, or gone with the very command that asked it to.
  } finally {
    clearTimeout(deadline);
    redis.disconnect();
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
}
