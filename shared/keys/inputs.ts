/** What the keys' entries of the contract take, where it is more than a line. */
import * as v from 'valibot';
import { atMost, bytes, session, text } from '../inputs.ts';

/** `start` with other words than before begins anew; `resume` goes on where it stopped, with a new limit if there is one. */
export const scanWish = v.object({
  session,
  action: v.picklist(['start', 'stop', 'resume', 'rescan']),
  match: v.optional(v.nullable(bytes)),
  type: v.optional(v.nullable(text(60))),
  limit: v.optional(atMost(100_000_000)),
});
