/** `app://main/`: the built page from a fixed list of its files. An address is looked up in that list and never becomes a path. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CustomScheme } from 'electron';
import { contentTypeOf, pageHeaders } from '../core/pageHeaders.ts';

export const pageOrigin = 'app://main';
export const pageAddress = `${pageOrigin}/`;

/** To be registered before the app is ready. */
export const pageScheme: CustomScheme = {
  scheme: 'app',
  privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
};

/** Path within the page's address -> where that file is on disk. */
export type PageFiles = ReadonlyMap<string, string>;

/** The files as they are now; what is written there later is not served. */
export async function listPage(folder: string): Promise<PageFiles> {
  const files = new Map<string, string>();
  const visit = async (path: string, prefix: string): Promise<void> => {
    for (const entry of await readdir(path, { withFileTypes: true })) {
      const at = join(path, entry.name);
      if (entry.isDirectory()) await visit(at, `${prefix}${entry.name}/`);
      else if (entry.isFile() && !entry.name.endsWith('.map')) files.set(`${prefix}${encodeURIComponent(entry.name)}`, at);
    }
  };
  await visit(folder, '/');
  const index = files.get('/index.html');
  if (index === undefined) throw new Error(`no index.html in ${folder}`);
  files.set('/', index);
  return files;
}

export function servePage(files: PageFiles): (request: Request) => Promise<Response> {
  const read = new Map<string, Promise<Buffer>>();

  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405);
    if (!URL.canParse(request.url)) return refusal(400);
    const url = new URL(request.url);
    const path = url.protocol === 'app:' && url.host === 'main' ? files.get(url.pathname) : undefined;
    if (path === undefined) return refusal(404);
    let bytes = read.get(path);
    if (bytes === undefined) {
      bytes = readFile(path);
      read.set(path, bytes);
    }
    const body = await bytes;
    const headers = { ...pageHeaders, 'content-type': contentTypeOf(path), 'content-length': String(body.length) };
    return new Response(request.method === 'HEAD' ? null : new Uint8Array(body), { status: 200, headers });
  };
}

function refusal(status: number): Response {
  return new Response(null, { status, headers: pageHeaders });
}
