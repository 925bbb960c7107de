/** Seals text with a passphrase: scrypt makes a key that opens the key that seals, so the passphrase can change and nothing is sealed anew. */
import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { fail } from '../../../shared/fault.ts';

const base64 = v.pipe(v.string(), v.maxLength(1024), v.base64());

/** How the passphrase becomes the key; bounded, for a file can come from anywhere. */
export const lockSchema = v.object({
  kdf: v.literal('scrypt'),
  N: v.picklist([2 ** 15, 2 ** 16, 2 ** 17, 2 ** 18]),
  r: v.literal(8),
  p: v.literal(1),
  salt: base64,
  /** The vault's own key, sealed with the passphrase's. */
  key: base64,
});
export type Lock = v.InferOutput<typeof lockSchema>;

const keyLength = 32;
const ivLength = 12;
const tagLength = 16;
const cost = { N: 2 ** 17, r: 8, p: 1 } as const;
const lockName = 'keytide vault key';
const derive = promisify<string, Buffer, number, { readonly N: number; readonly r: number; readonly p: number; readonly maxmem: number }, Buffer>(scrypt);

/** The same letters give the same key, however the keyboard composed them. */
function keyOf(passphrase: string, { N, r, p, salt }: Pick<Lock, 'N' | 'r' | 'p' | 'salt'>): Promise<Buffer> {
  return derive(passphrase.normalize('NFKC'), Buffer.from(salt, 'base64'), keyLength, { N, r, p, maxmem: 256 * N * r });
}

export async function makeLock(passphrase: string, key: Buffer = randomBytes(keyLength)): Promise<{ readonly lock: Lock; readonly key: Buffer }> {
  const salt = randomBytes(16).toString('base64');
  const outer = await keyOf(passphrase, { ...cost, salt });
  const lock: Lock = { kdf: 'scrypt', ...cost, salt, key: sealBytes(outer, key, lockName) };
  outer.fill(0);
  return { lock, key };
}

/** Fails with `input` where the passphrase is not the one it was locked with. */
export async function openLock(lock: Lock, passphrase: string): Promise<Buffer> {
  const outer = await keyOf(passphrase, lock);
  try {
    return openBytes(outer, lock.key, lockName);
  } catch {
    return fail({ code: 'input', path: 'passphrase', message: 'this is not the passphrase' });
  } finally {
    outer.fill(0);
  }
}

/** `about` is not secret; sealed text opens only under the same one, so that none can be put in another's place. */
export function sealText(key: Buffer, text: string, about: string): string {
  return sealBytes(key, Buffer.from(text, 'utf8'), about);
}

/** Throws where the key is another one or anything was changed. */
export function openText(key: Buffer, sealed: string, about: string): string {
  return openBytes(key, sealed, about).toString('utf8');
}

function sealBytes(key: Buffer, bytes: Buffer, about: string): string {
  const iv = randomBytes(ivLength);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: tagLength }).setAAD(Buffer.from(about, 'utf8'));
  const body = Buffer.concat([cipher.update(bytes), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64');
}

function openBytes(key: Buffer, sealed: string, about: string): Buffer {
  const whole = Buffer.from(sealed, 'base64');
  const [iv, tag, body] = [whole.subarray(0, ivLength), whole.subarray(ivLength, ivLength + tagLength), whole.subarray(ivLength + tagLength)];
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: tagLength }).setAAD(Buffer.from(about, 'utf8')).setAuthTag(tag);
  return Buffer.concat([decipher.update(body), decipher.final()]);
}
