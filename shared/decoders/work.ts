/** What a page asks of the decoders, as plain data: what is small is done at once, and everything by one worker. */
import { type Bytes, displayText, exactBytes, sameBytes, utf8 } from '../bytes.ts';
import { type Detected, decodePath, detect, fullLook, type Look, type Ran, type Registry } from './chain.ts';
import { type Compared, compare } from './compare.ts';
import { type Attempt, attempt, type Clock, type Decoded, type Limits, newBudget, refuse, type Schema, viewLimits, type Why } from './decoder.ts';
import { type Edit, editOf } from './editing.ts';
import { notation } from './notation.ts';
import { type PackedTree, packTree, unpackTree } from './packedTree.ts';
import { type Path, pathText } from './path.ts';
import { prettyJson } from './prettyJson.ts';

interface Given {
  readonly bytes: Bytes;
  readonly schemas: readonly Schema[];
}
interface OnPath extends Given {
  readonly path: Path;
}

export interface Works {
  /** What it is likeliest to be. */
  readonly detect: Given;
  readonly decode: OnPath;
  /** Its tree as one text to read. */
  readonly layOut: OnPath;
  /** Its text to edit, where writing that back is exact. */
  readonly edit: OnPath;
  readonly write: OnPath & { readonly text: string };
  readonly compare: Given & { readonly after: Bytes };
}
export type Kind = keyof Works;

export interface Results {
  readonly detect: Detected;
  readonly decode: Ran;
  readonly layOut: Attempt<Bytes>;
  readonly edit: Attempt<Pick<Edit, 'text' | 'language'>>;
  readonly write: Attempt<Bytes>;
  readonly compare: Compared;
}

interface Effort {
  readonly look: Look;
  readonly limits: Limits;
}
const full: Effort = { look: fullLook, limits: viewLimits };
/** What nobody waits for: a few milliseconds, and no library is given more than it reads in as many. */
const slight: Limits = { bytes: 64 * 1024, nodes: 2000, depth: 200, milliseconds: 8 };
const light: Effort = { look: { each: slight, unpacked: slight, milliseconds: 12 }, limits: slight };
const lightInput = 4096;

const pretty = 8 * 1024 * 1024;

/** Carries out one piece of work after another; what stands between them is only kept to save time. */
export interface Doer {
  whole<K extends Kind>(kind: K, work: Works[K]): Results[K];
  /** Null where it is more than may be done while a page waits. */
  atOnce<K extends Kind>(kind: K, work: Works[K]): Results[K] | null;
}

export function newDoer(registry: Registry, clock: Clock): Doer {
  let open: { readonly of: OnPath; readonly limits: Limits; readonly edit: Attempt<Edit> } | null = null;
  const run = ({ bytes, path, schemas }: OnPath, { limits }: Effort): Ran => decodePath(registry, bytes, path, newBudget(limits, clock), schemas);
  /** Each letter that is typed asks for it again. */
  const editing = (of: OnPath, { limits }: Effort): Attempt<Edit> => {
    if (open === null || open.limits !== limits || !sameWork(open.of, of))
      open = { of, limits, edit: editOf(registry, of.bytes, of.path, newBudget(limits, clock), of.schemas) };
    return open.edit;
  };
  const ways: { readonly [K in Kind]: (work: Works[K], effort: Effort) => Results[K] } = {
    detect: ({ bytes, schemas }, { look }) => detect(registry, bytes, clock, schemas, look),
    decode: run,
    layOut: (work, effort) => laidOut(run(work, effort), newBudget(effort.limits, clock)),
    edit(work, effort) {
      const edit = editing(work, effort);
      return edit.ok ? { ok: true, value: { text: edit.value.text, language: edit.value.language } } : edit;
    },
    write({ text, ...work }, effort) {
      const edit = editing(work, effort);
      return edit.ok ? edit.value.write(text, newBudget(effort.limits, clock)) : edit;
    },
    compare: ({ bytes, after, schemas }, { look, limits }) => compare(registry, bytes, after, schemas, clock, look, limits),
  };
  return {
    whole: (kind, work) => ways[kind](work, full),
    atOnce(kind, work) {
      if (isFree(registry, kind, work)) return ways[kind](work, full);
      if (sizeOf(work) > lightInput) return null;
      const result = ways[kind](work, light);
      return isShort(result) ? null : result;
    },
  };
}

function laidOut(ran: Ran, budget: ReturnType<typeof newBudget>): Attempt<Bytes> {
  if (!ran.ok) return ran;
  const { decoded, given } = ran;
  if (decoded.kind !== 'tree') return { ok: false, why: { kind: 'unsupported' } };
  return attempt(() => {
    // JSON's own characters where the bytes are JSON, else the notation that is edited.
    if (given.length > budget.left()) return refuse('cap-bytes');
    const own = given.length <= pretty && (given[0] ?? 0) < 0x80 ? prettyJson(displayText(given)) : null;
    return utf8(own?.ok === true ? own.text : notation(decoded.root, budget));
  });
}

/** Digits are the bytes themselves, however many they are. */
function isFree<K extends Kind>(registry: Registry, kind: K, work: Works[K]): boolean {
  const path = 'path' in work ? work.path : [];
  return kind === 'decode' && path.every(({ name }) => name !== 'binary' && registry.get(name)?.family === 'raw');
}

function sizeOf(work: Works[Kind]): number {
  return work.bytes.length + ('text' in work ? work.text.length : 0) + ('after' in work ? work.after.length : 0);
}

function isShort(result: Results[Kind]): boolean {
  if ('short' in result) return result.short;
  if (!result.ok) return isCap(result.why);
  return 'decoded' in result && 'cut' in result.decoded && result.decoded.cut !== null && isCap(result.decoded.cut);
}

function isCap({ kind }: Why): boolean {
  return kind.startsWith('cap-');
}

function sameWork(one: OnPath, other: OnPath): boolean {
  return pathText(one.path) === pathText(other.path) && sameSchemas(one.schemas, other.schemas) && sameBytes(one.bytes, other.bytes);
}

function sameSchemas(one: readonly Schema[], other: readonly Schema[]): boolean {
  return one.length === other.length && one.every(({ name, source }, at) => other[at]?.name === name && sameBytes(other[at].source, source));
}

/** What crosses from a worker: what the page has itself is not sent back, and a tree is packed. */
export type Carried =
  | { readonly kind: 'tree'; readonly tree: PackedTree; readonly cut: Why | null; readonly given: Bytes | null }
  | { readonly kind: 'same'; readonly decoded: Extract<Decoded, { readonly bytes: Bytes }>; readonly given: Bytes | null }
  | { readonly kind: 'other'; readonly result: Results[Kind]; readonly given: Bytes | null };

const nothing: Bytes = new Uint8Array();

/** `moved`: memory that goes over as it is, without a copy. */
export function carry(work: Works[Kind], result: Results[Kind]): { readonly carried: Carried; readonly moved: readonly ArrayBufferLike[] } {
  const moved = new Set<ArrayBufferLike>();
  const own = (bytes: Bytes): Bytes => {
    const whole = bytes.byteLength === bytes.buffer.byteLength ? bytes : exactBytes(bytes);
    moved.add(whole.buffer);
    return whole;
  };
  const done = (carried: Carried): ReturnType<typeof carry> => ({ carried, moved: [...moved] });
  if ('given' in result) {
    const given = result.given === work.bytes ? null : own(result.given);
    if (!result.ok) return done({ kind: 'other', result: { ...result, given: nothing }, given });
    const { decoded } = result;
    if (decoded.kind === 'tree') {
      const tree = packTree(decoded.root);
      moved.add(tree.shape.buffer).add(tree.bytes.buffer);
      return done({ kind: 'tree', tree, cut: decoded.cut, given });
    }
    if ('bytes' in decoded && decoded.bytes === result.given) return done({ kind: 'same', decoded: { ...decoded, bytes: nothing }, given });
    if ('bytes' in decoded) return done({ kind: 'other', result: { ...result, decoded: { ...decoded, bytes: own(decoded.bytes) }, given: nothing }, given });
    return done({ kind: 'other', result: { ...result, given: nothing }, given });
  }
  if ('ok' in result && result.ok && result.value instanceof Uint8Array)
    return done({ kind: 'other', result: { ok: true, value: own(result.value) }, given: null });
  return done({ kind: 'other', result, given: null });
}

/** As it was before it crossed. */
export function carriedHome(work: Works[Kind], carried: Carried): Results[Kind] {
  const given = carried.given ?? work.bytes;
  switch (carried.kind) {
    case 'tree':
      return { ok: true, decoded: { kind: 'tree', root: unpackTree(carried.tree), cut: carried.cut }, given };
    case 'same':
      return { ok: true, decoded: { ...carried.decoded, bytes: given }, given };
    case 'other':
      return 'given' in carried.result ? { ...carried.result, given } : carried.result;
  }
}
