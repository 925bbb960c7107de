/** What one payload of many is read as, where it is no text: at once where its first bytes say it, else by a look at every format. */
import type { Bytes } from '../bytes.ts';
import { decodePath, detect, type Look, type Registry } from './chain.ts';
import { attempt, type Clock, newBudget, type Schema } from './decoder.ts';
import type { Path, Step } from './path.ts';
import { firstBroken } from './text.ts';

export interface Likely {
  readonly path: Path;
  /** What the last step of the path is given. */
  readonly given: Bytes;
}

/** Below this it is a guess, and the bytes themselves say more. */
const sure = 0.5;
/** From here on no other format can be likelier. */
const certain = 0.9;
const maxWrappers = 4;

/** Null: as it came, because it is text or nothing that is known. `before`: what others of its kind began with, which is asked first. */
export function likely(registry: Registry, bytes: Bytes, clock: Clock, schemas: readonly Schema[], look: Look, before: Step | null = null): Likely | null {
  return bytes.length === 0 || isPlain(bytes) ? null : likelyIn({ registry, clock, schemas, look }, bytes, before, 0);
}

interface With {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly schemas: readonly Schema[];
  readonly look: Look;
}

function likelyIn(how: With, bytes: Bytes, before: Step | null, depth: number): Likely | null {
  const { registry, clock, schemas, look } = how;
  const step = depth > maxWrappers ? null : (markedAs(how, bytes) ?? asBefore(how, bytes, before));
  if (step !== null && registry.get(step.name)?.family !== 'compression') return { path: [step], given: bytes };
  if (step !== null) {
    const ran = decodePath(registry, bytes, [step], newBudget({ ...look.each, ...look.unpacked }, clock), schemas);
    const inner = ran.ok && ran.decoded.kind === 'bytes' ? ran.decoded.bytes : null;
    if (inner === null || inner.length === 0) return null;
    if (isPlain(inner)) return { path: [step, { name: beginsAsJson(inner) ? 'json' : 'text', argument: '' }], given: inner };
    const inside = likelyIn(how, inner, null, depth + 1);
    return inside === null ? { path: [step], given: bytes } : { path: [step, ...inside.path], given: inside.given };
  }
  const { best } = detect(registry, bytes, clock, schemas, look);
  if (best.confidence < sure) return null;
  const ran = decodePath(registry, bytes, best.path.slice(0, -1), newBudget({ ...look.each, ...look.unpacked }, clock), schemas);
  const given = ran.ok && ran.decoded.kind === 'bytes' ? ran.decoded.bytes : null;
  return given === null ? null : { path: best.path, given };
}

/** The formats whose first byte is nobody else's, as far as they are then certain of the whole. */
function markedAs(how: With, bytes: Bytes): Step | null {
  const name = nameFor(bytes[0] ?? 0);
  return name === null ? null : ifSure(how, bytes, name, certain);
}

function asBefore(how: With, bytes: Bytes, before: Step | null): Step | null {
  return before === null ? null : ifSure(how, bytes, before.name, sure);
}

function ifSure({ registry, clock, schemas, look }: With, bytes: Bytes, name: string, least: number): Step | null {
  const decoder = registry.get(name);
  if (decoder === undefined) return null;
  const seen = attempt(() => decoder.detect(bytes, { budget: newBudget(look.each, clock), schemas, argument: '' }));
  return seen.ok && seen.value >= least ? { name, argument: '' } : null;
}

function nameFor(first: number): string | null {
  switch (first) {
    case 0x1f:
      return 'gzip';
    case 0x28:
      return 'zstd';
    case 0x78:
      return 'zlib';
    case 0x04:
      return 'lz4';
    case 0xff:
      return 'snappy';
    case 0xd9:
      return 'cbor';
    case 0xde:
    case 0xdf:
      return 'msgpack';
    default:
      return first >= 0xa0 && first <= 0xbf ? 'cbor' : first >= 0x80 && first <= 0x8f ? 'msgpack' : null;
  }
}

/** UTF-8 with no control characters but tabs and line ends: what people read as it is. */
export function isPlain(bytes: Bytes): boolean {
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte < 0x20 ? byte < 0x09 || byte > 0x0d : byte >= 0x80) return byte >= 0x80 && firstBroken(bytes) === bytes.length && !hasControls(bytes, at);
  }
  return true;
}

function hasControls(bytes: Bytes, from: number): boolean {
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte < 0x20 && (byte < 0x09 || byte > 0x0d)) return true;
  }
  return false;
}

function beginsAsJson(bytes: Bytes): boolean {
  const first = bytes.find((byte) => byte > 0x20);
  return first === 0x7b || first === 0x5b;
}
