/** Files written whole or not at all: temp file beside, fsync, rename, fsync of the folder. */
import { randomBytes } from 'node:crypto';
import { open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** `<name>.<pid>.<random>.tmp` */
const tempName = /\.(\d+)\.[0-9a-f]{12}\.tmp$/;

export async function writeWhole(path: string, text: string): Promise<void> {
  const temp = `${path}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const file = await open(temp, 'wx', 0o600);
    try {
      await file.writeFile(text, 'utf8');
      await file.sync();
    } finally {
      await file.close();
    }
    await replace(temp, path);
  } catch (thrown) {
    await rm(temp, { force: true });
    throw thrown;
  }
  await syncFolder(dirname(path));
}

/** Windows refuses to replace a file that a virus scanner has just opened. */
async function replace(from: string, to: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await rename(from, to);
    } catch (thrown) {
      if (process.platform !== 'win32' || tries === 10) throw thrown;
      await new Promise((resolve) => setTimeout(resolve, 20 * tries));
    }
  }
}

/** Windows cannot sync a folder, and needs not. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Removes what a killed process left of `path`; the temp files of a living one are its own. */
export async function sweepTemps(path: string): Promise<void> {
  for (const name of await readdir(dirname(path))) {
    const pid = tempName.exec(name)?.[1];
    if (pid === undefined || !name.startsWith(`${basename(path)}.`) || (Number(pid) !== process.pid && isAlive(Number(pid)))) continue;
    await rm(join(dirname(path), name), { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}
