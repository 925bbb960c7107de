/** Saved passwords, sealed by the system's keychain; where it has none worth the name, nothing is sealed. */
import { safeStorage } from 'electron';
import type { Log } from '../core/log.ts';
import type { SecretBox } from '../core/ports.ts';

/** A locked keychain asks the user first; who does not answer for this long gets a session without it. */
const patienceMs = 20_000;

export async function openKeychain(platform: NodeJS.Platform, log: Log): Promise<SecretBox> {
  const open = async (sealed: Uint8Array): Promise<string> => (await safeStorage.decryptStringAsync(Buffer.from(sealed))).result;
  // A copy of exact size: a Buffer can be a view on a larger pool.
  const seal = async (secret: string): Promise<Uint8Array> => Uint8Array.from(await safeStorage.encryptStringAsync(secret));
  const lacking = await whatIsLacking(platform);
  if (lacking !== null) log.write({ event: 'store', file: 'keychain', what: lacking });
  return { seal: lacking === null ? seal : null, open };
}

async function whatIsLacking(platform: NodeJS.Platform): Promise<string | null> {
  if (platform === 'linux') {
    // 'basic_text' is a password that stands in Chromium's source: never a place for secrets.
    const backend = safeStorage.getSelectedStorageBackend();
    if (backend === 'basic_text' || backend === 'unknown') return backend;
  }
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<string>((resolve) => (timer = setTimeout(() => resolve('no answer'), patienceMs)));
  const answer = safeStorage.isAsyncEncryptionAvailable().then(
    (available) => (available ? null : 'unavailable'),
    () => 'failed',
  );
  try {
    return await Promise.race([answer, tooLong]);
  } finally {
    clearTimeout(timer);
  }
}
