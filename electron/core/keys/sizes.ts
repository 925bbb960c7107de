/** How much memory a folder takes: from keys taken at random, until the estimate is good enough. */
import type { FolderSize } from '../../../shared/keys/keys.ts';
import { asCount, isReplyError } from '../../../shared/reply.ts';
import type { Session } from '../connections/session.ts';
import { inSlices } from './pump.ts';
import type { View } from './view.ts';

const perStep = 40;
const restMs = 20;
const maxSamples = 1000;
/** Good enough: the interval is so small a part of the estimate. */
const wanted = 0.05;
const leastSamples = 200;

export async function* sizesOf(session: Session, view: View, folder: number, signal: AbortSignal): AsyncGenerator<FolderSize, void> {
  const { index, tree } = view;
  const { taken, seen: keys } = await inSlices(reservoir(view, folder), signal);
  let sampled = 0;
  let mean = 0;
  let squares = 0;
  let missing = 0;
  for (let from = 0; from < taken.length && !signal.aborted; from += perStep) {
    const ids = taken.slice(from, from + perStep);
    const names = ids.map(index.names.name);
    const replies = await session.sendMany(
      names.map((name) => ['MEMORY', 'USAGE', name] as const),
      { signal, quiet: true },
    );
    replies.forEach((reply, at) => {
      // Gone or not allowed: the others speak for it.
      if (reply === null || isReplyError(reply)) {
        missing++;
        return;
      }
      const bytes = asCount(reply);
      index.setSize(ids[at] as number, bytes);
      sampled++;
      const difference = bytes - mean;
      mean += difference / sampled;
      squares += difference * (bytes - mean);
    });
    const all = sampled + missing === keys;
    const deviation = sampled > 1 ? Math.sqrt(squares / (sampled - 1)) : 0;
    const plusMinus = all || sampled < 2 ? 0 : 1.96 * (deviation / Math.sqrt(sampled)) * keys;
    const bytes = mean * (all ? sampled : keys);
    const done = from + perStep >= taken.length || (sampled >= leastSamples && plusMinus <= bytes * wanted);
    yield { keys, sampled, bytes: Math.round(bytes), plusMinus: Math.round(plusMinus), done };
    if (done) return;
    await new Promise((resolve) => setTimeout(resolve, restMs));
  }
  if (taken.length === 0 || folder >= tree.nodes) yield { keys: 0, sampled: 0, bytes: 0, plusMinus: 0, done: true };
}

/** Every key is as likely to be taken as every other, in random order. */
function* reservoir({ tree }: View, folder: number): Generator<void, { readonly taken: readonly number[]; readonly seen: number }> {
  const taken: number[] = [];
  let seen = 0;
  if (folder < tree.nodes)
    yield* tree.each(folder, (id) => {
      seen++;
      const at = Math.floor(Math.random() * seen);
      if (taken.length < maxSamples) {
        const other = taken[at];
        taken.push(id);
        if (other !== undefined) [taken[at], taken[taken.length - 1]] = [id, other];
      } else if (at < maxSamples) taken[at] = id;
    });
  return { taken, seen };
}
