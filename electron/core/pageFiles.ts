/** The built page as a fixed table of addresses, for both hosts: an address that is not in it reaches no file. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { contentTypeOf } from './pageHeaders.ts';

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
  // Folder by folder: an archive does not offer a recursive listing.
  const visit = async (path: string, prefix: string): Promise<void> => {
    for (const entry of await readdir(path, { withFileTypes: true })) {
      const at = join(path, entry.name);
      if (entry.isDirectory()) await visit(at, `${prefix}${entry.name}/`);
      else if (entry.isFile() && !entry.name.endsWith('.map')) files.set(`${prefix}${encodeURIComponent(entry.name)}`, once(at));
    }
  };
  if (isBuilt(folder)) await visit(folder, '/');
  const index = files.get('/index.html');
  if (index !== undefined) files.set('/', index);
  return files;
}

function once(path: string): PageFile {
  let content: Promise<Buffer> | null = null;
  return { type: contentTypeOf(path), read: () => (content ??= readFile(path)) };
}
