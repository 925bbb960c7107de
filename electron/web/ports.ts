/** What the browser edition lends the core: no keychain, no native menu, and a page that opens its own links. */
import type { Platform } from '../../shared/app.ts';
import { fail } from '../../shared/fault.ts';
import type { SecretBox, Shell } from '../core/ports.ts';

/** Nothing on this side keeps a secret safe on disk, so passwords live until Keytide ends. */
export const sessionSecrets: SecretBox = {
  seal: null,
  open: () => Promise.reject(new Error('nothing was ever sealed here')),
};

export function browserShell(version: string): Shell {
  return {
    kind: 'browser',
    platform: platformOf(process.platform),
    version,
    events: (_menu, signal) => ({ [Symbol.asyncIterator]: () => ({ next: () => endOf(signal) }) }),
    // The host may be on another machine than the browser (SSH, containers): a link opens where the page is.
    notice: null,
    badge: null,
    openDoc: async () => fail({ code: 'input', path: 'page', message: 'the page opens its links itself' }),
  };
}

/** Nothing is ever chosen in a menu that is not there: the iteration waits for its end. */
function endOf(signal: AbortSignal): Promise<IteratorReturnResult<undefined>> {
  return new Promise((resolve) => {
    const end = (): void => resolve({ done: true, value: undefined });
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

function platformOf(platform: NodeJS.Platform): Platform {
  if (platform === 'darwin') return 'mac';
  return platform === 'win32' ? 'windows' : 'linux';
}
