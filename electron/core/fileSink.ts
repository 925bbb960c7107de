/** A file that is written piece by piece: beside its place, and moved there when it is complete. */
import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { fail } from '../../shared/fault.ts';
import type { FileSink } from './ports.ts';

/** The path is the user's own choice, by a dialog of the system. Rejects with a FaultError where nothing can be written there. */
export async function openFileSink(path: string): Promise<FileSink> {
  const name = basename(path);
  const temp = `${path}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`;
  const file = await open(temp, 'wx', 0o600).catch((thrown: unknown) => refuse(name, thrown));
  return {
    name,
    async write(bytes) {
      try {
        for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at)).bytesWritten;
      } catch (thrown) {
        refuse(name, thrown);
      }
    },
    async end(complete) {
      try {
        if (complete) await file.sync();
        await file.close();
        if (complete) await rename(temp, path);
      } catch (thrown) {
        await rm(temp, { force: true });
        refuse(name, thrown);
      }
      if (!complete) await rm(temp, { force: true });
    },
  };
}

function refuse(file: string, thrown: unknown): never {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown';
  return fail({ code: 'disk', file, message: code });
}
