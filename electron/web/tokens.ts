/** The keys of the browser edition: launch tokens that open one page, page tokens that keep it open. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

export interface Tokens {
  /** A fresh single-use token for one new page. */
  launch(): string;
  /** Spends a launch token for a new page token, or knows a page token again; null for all else. */
  admit(token: string): string | null;
  /** Whether a page or the owner of this run may ask for something; spends nothing. */
  knows(token: string): boolean;
  /** Whether it is the owner's. */
  owns(token: string): boolean;
  /** The token for those who can read this user's files; never given to a page. */
  readonly owner: string;
}

/** Addresses printed and never opened, and pages long gone, must not add up: the oldest is forgotten. */
const maxLaunch = 64;
const maxPages = 1024;

export function createTokens(): Tokens {
  const launches: Buffer[] = [];
  const pages: Buffer[] = [];
  const owner = fresh();
  const ownerDigest = digest(owner);

  return {
    owner,
    launch() {
      const token = fresh();
      keep(launches, digest(token), maxLaunch);
      return token;
    },
    admit(token) {
      const given = digest(token);
      const page = find(pages, given);
      if (page >= 0) {
        // The page most lately seen is forgotten last.
        pages.push(...pages.splice(page, 1));
        return token;
      }
      const launch = find(launches, given);
      if (launch < 0) return null;
      launches.splice(launch, 1);
      const minted = fresh();
      keep(pages, digest(minted), maxPages);
      return minted;
    },
    owns: (token) => timingSafeEqual(ownerDigest, digest(token)),
    knows(token) {
      const given = digest(token);
      return [timingSafeEqual(ownerDigest, given), find(pages, given) >= 0].includes(true);
    },
  };
}

function fresh(): string {
  return randomBytes(32).toString('base64url');
}

/** Digests are of one length, so the comparison takes the same time whatever was sent. */
function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** Goes through all of them, whether or not one was found. */
function find(known: readonly Buffer[], given: Buffer): number {
  let found = -1;
  for (const [at, one] of known.entries()) if (timingSafeEqual(one, given)) found = at;
  return found;
}

function keep(list: Buffer[], one: Buffer, max: number): void {
  list.push(one);
  if (list.length > max) list.shift();
}
