/** The built page as a fixed table of addresses: an address that is not in it reaches no file. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { contentTypeOf } from '../core/pageHeaders.ts';

export interface PageFile {
  readonly type: string;
  read(): Promise<Buffer>;
}

export type PageFiles = (address: string) => Promise<PageFile | null>;

/** The folder is listed once, at the first request; each file is read once, so a rebuild cannot mix two versions. */
export function pageFiles(folder: string): PageFiles {
  let listed: Promise<ReadonlyMap<string, PageFile>> | null = null;
  return async (address) => (await (listed ??= list(folder))).get(address) ?? null;
}

/** Whether there is a page to serve at all. */
export function isBuilt(folder: string): boolean {
  return existsSync(join(folder, 'index.html'));
}

async function list(folder: string): Promise<ReadonlyMap<string, PageFile>> {
  const files = new Map<string, PageFile>();
  if (!isBuilt(folder)) return files;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const address = `/${relative(folder, path).split(sep).join('/')}`;
    const file = once(path);
    files.set(address, file);
    if (address === '/index.html') files.set('/', file);
  }
  return files;
}

function once(path: string): PageFile {
  let content: Promise<Buffer> | null = null;
  return { type: contentTypeOf(path), read: () => (content ??= readFile(path)) };
}
