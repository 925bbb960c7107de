/** The beginning of a payload, decoded, on one line: by its channel's rule, else where it is no text by what it most likely is. */
import type { Bytes } from '../../shared/bytes.ts';
import { decodePath, type Look } from '../../shared/decoders/chain.ts';
import { type Limits, newBudget, type Schema } from '../../shared/decoders/decoder.ts';
import { decoders } from '../../shared/decoders/index.ts';
import { likely } from '../../shared/decoders/likely.ts';
import { notation } from '../../shared/decoders/notation.ts';
import type { Path } from '../../shared/decoders/path.ts';

/** A row in a list that runs by: what costs more is shown as it came. */
const limits: Limits = { bytes: 64 * 1024, nodes: 500, depth: 40, milliseconds: 4 };
const look: Look = { each: limits, unpacked: limits, milliseconds: 8 };
const clock = (): number => performance.now();

/** Null: as it came. `whole`: these are all of its bytes. */
export function decodedPreview(bytes: Bytes, whole: boolean, rule: Path | null, schemas: readonly Schema[]): string | null {
  if (bytes.length === 0) return null;
  if (rule !== null) return lineOf(bytes, rule, schemas);
  // Half a payload is nothing to guess from; and a character may be cut at its end.
  const found = whole ? likely(decoders, bytes, clock, schemas, look) : null;
  return found === null ? null : lineOf(found.given, found.path.slice(-1), schemas);
}

function lineOf(bytes: Bytes, path: Path, schemas: readonly Schema[]): string | null {
  const ran = decodePath(decoders, bytes, path, newBudget(limits, clock), schemas);
  if (!ran.ok) return null;
  if (ran.decoded.kind === 'text') return ran.decoded.text;
  if (ran.decoded.kind !== 'tree') return null;
  return notation(ran.decoded.root, newBudget(limits, clock)).replaceAll(/\n */g, ' ');
}
