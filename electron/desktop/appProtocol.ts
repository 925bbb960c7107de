/** `app://main/`: the built page from a fixed list of its files. An address is looked up in that list and never becomes a path. */
import type { CustomScheme } from 'electron';
import type { PageFiles } from '../core/pageFiles.ts';
import { pageHeaders } from '../core/pageHeaders.ts';

export const pageOrigin = 'app://main';
export const pageAddress = `${pageOrigin}/`;

/** To be registered before the app is ready. */
export const pageScheme: CustomScheme = {
  scheme: 'app',
  privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
};

export function servePage(files: PageFiles): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405);
    if (!URL.canParse(request.url)) return refusal(400);
    const url = new URL(request.url);
    const file = url.protocol === 'app:' && url.host === 'main' ? await files(url.pathname) : null;
    if (file === null) return refusal(404);
    const body = await file.read();
    const headers = { ...pageHeaders, 'content-type': file.type, 'content-length': String(body.length) };
    return new Response(request.method === 'HEAD' ? null : new Uint8Array(body), { status: 200, headers });
  };
}

function refusal(status: number): Response {
  return new Response(null, { status, headers: pageHeaders });
}
