/** How the queries of a feed look into payloads: by the decoders that its connection remembers, as they are now. */
import type { ProfileFields } from '../../../shared/connections/profile.ts';
import { schemasOf } from '../../../shared/decoders/rules.ts';
import { createOpener } from '../../../shared/feed/query/opener.ts';
import type { Opener } from '../../../shared/feed/query/row.ts';

export type Decoding = Pick<ProfileFields, 'decoders' | 'schemas'>;

export interface Decodings {
  /** Null: no connection is saved under this id. */
  of(profile: string): Decoding | null;
  /** Once at first, and again after a change of any connection. */
  follow(signal: AbortSignal): AsyncIterable<unknown>;
}

export const noDecodings: Decodings = {
  of: () => null,
  async *follow() {
    // Nothing is saved, so nothing changes.
  },
};

export interface Opening {
  /** Another object after every change of what it goes by. */
  readonly opener: Opener;
  /** Throws what went wrong while changes were waited for. */
  check(): void;
}

/** For what is looked at as long as the signal lasts. */
export type OpenOpening = (signal: AbortSignal, changed: () => void) => Opening;

/** `first`: what holds until something is saved under this id. */
export function openOpening(decodings: Decodings, profile: string, first: Decoding, signal: AbortSignal, changed: () => void): Opening {
  let now = decodings.of(profile) ?? first;
  let opener = openerFor(now);
  let bug: { readonly thrown: unknown } | null = null;

  async function follow(): Promise<void> {
    for await (const _ of decodings.follow(signal)) {
      const next = decodings.of(profile) ?? now;
      if (next.decoders === now.decoders && next.schemas === now.schemas) continue;
      now = next;
      opener = openerFor(now);
      changed();
    }
  }
  follow().catch((thrown: unknown) => {
    bug = { thrown };
    changed();
  });

  return {
    get opener() {
      return opener;
    },
    check() {
      if (bug === null) return;
      const { thrown } = bug;
      bug = null;
      throw thrown;
    },
  };
}

/** Of what nothing is remembered. */
export const asTheyAre: Decoding = { decoders: [], schemas: [] };

function openerFor({ decoders, schemas }: Decoding): Opener {
  return createOpener(decoders, schemasOf(schemas), () => performance.now());
}
