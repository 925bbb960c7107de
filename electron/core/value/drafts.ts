/** What was typed and not saved, for the next start: sealed by the host's keychain, and not kept where there is none. */
import * as v from 'valibot';
import type { StartNotice } from '../../../shared/app.ts';
import type { KeytideContract } from '../../../shared/contract.ts';
import type { Handlers } from '../../../shared/rpc/define.ts';
import type { KeptDraft } from '../../../shared/value/drafts.ts';
import type { Ports } from '../ports.ts';
import { openStore } from '../store.ts';

/** Of all of them, sealed; the oldest goes first. */
const maxTotal = 16 * 1024 * 1024;
const maxDrafts = 200;
const maxAgeMs = 30 * 24 * 60 * 60 * 1000;

/** Names of keys are as much a secret as what was typed, so both are sealed. */
const stored = v.object({ id: v.string(), owner: v.string(), /** Base64. */ sealed: v.string(), at: v.number() });
type Stored = v.InferOutput<typeof stored>;

export interface Drafts {
  readonly handlers: Pick<Handlers<KeytideContract>, 'drafts.read' | 'drafts.keep'>;
  readonly notices: readonly StartNotice[];
}

export async function openDrafts({ dataFolder, secrets, log }: Pick<Ports, 'dataFolder' | 'secrets' | 'log'>, now: () => number = Date.now): Promise<Drafts> {
  const store = await openStore<readonly Stored[]>({ folder: dataFolder, file: 'drafts.json', version: 1, schema: v.array(stored), defaults: [], log });

  return {
    notices: store.notices,
    handlers: {
      async 'drafts.read'({ owner }) {
        if (secrets.seal === null) return [];
        const found: KeptDraft[] = [];
        for (const one of store.read()) if (one.owner === owner && now() - one.at < maxAgeMs) found.push(...(await opened(one)));
        return found;
      },
      async 'drafts.keep'({ owner, id, draft }) {
        if (secrets.seal === null) return { kept: false };
        const sealed = draft === null ? null : Buffer.from(await secrets.seal(JSON.stringify(draft))).toString('base64');
        const here = store.read().some((one) => one.owner === owner && one.id === id);
        if (sealed === null && !here) return { kept: false };
        await store.update((all) => {
          const others = all.filter((one) => (one.owner !== owner || one.id !== id) && now() - one.at < maxAgeMs);
          return within(sealed === null ? others : [...others, { id, owner, sealed, at: now() }]);
        });
        return { kept: sealed !== null };
      },
    },
  };

  /** One that cannot be read any more (another keychain) is passed over: it is not what the user is here for. */
  async function opened({ id, sealed }: Stored): Promise<readonly KeptDraft[]> {
    try {
      const draft: unknown = JSON.parse(await secrets.open(new Uint8Array(Buffer.from(sealed, 'base64'))));
      const parsed = v.safeParse(v.object({ name: v.string(), text: v.string() }), draft);
      return parsed.success ? [{ id, ...parsed.output }] : [];
    } catch {
      return [];
    }
  }
}

function within(all: readonly Stored[]): readonly Stored[] {
  let total = 0;
  const kept: Stored[] = [];
  for (const one of all.toReversed()) {
    total += one.sealed.length;
    if (total > maxTotal || kept.length >= maxDrafts) break;
    kept.unshift(one);
  }
  return kept;
}
