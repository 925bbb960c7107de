/** Looks into payloads that are no text: by the rule of their channel, else as what they most likely are, as the list of messages does. */
import { type Bytes, sameBytes, utf8 } from '../../bytes.ts';
import { decodePath, type Look } from '../../decoders/chain.ts';
import { type Clock, type Limits, newBudget, type Schema } from '../../decoders/decoder.ts';
import { decoders } from '../../decoders/index.ts';
import { isPlain, type Likely, likely } from '../../decoders/likely.ts';
import type { Path, Step } from '../../decoders/path.ts';
import { type DecoderRule, ruleFor } from '../../decoders/rules.ts';
import type { Node } from '../../decoders/tree.ts';
import { jsonValue } from './json.ts';
import { jsonMembers, packedMembers, type Told, treeMembers } from './members.ts';
import { findInMsgpack } from './msgpack.ts';
import { beginsAsText } from './plain.ts';
import type { Opened, Opener, QueryRow } from './row.ts';
import { lineOf, valueIn } from './treeValue.ts';

/** For one payload of a million: what needs more is not looked into, and counted. The clock is for what is made to take long. */
const limits: Limits = { bytes: 512 * 1024, nodes: 20_000, depth: 100, milliseconds: 8 };
const look: Look = { each: limits, unpacked: limits, milliseconds: 24 };
/** Written out, a tree is longer than it was. */
const mostLine = 4 * limits.bytes;
const nothing: Bytes = new Uint8Array();

/** So many of a channel are looked at before only one of so many is: what is enciphered costs a look at every format. */
const patience = 128;
const sampled = 16;

interface Habit {
  first: Step | null;
  /** Looks since something was found. */
  inVain: number;
}

/** `rules` and `schemas` are those of one connection; where they change, another opener is made. */
export function createOpener(rules: readonly DecoderRule[], schemas: readonly Schema[], clock: Clock): Opener {
  const paths = new WeakMap<object, Path | 'none'>();
  const habits = new WeakMap<object, Habit>();
  /** The queries of one row are asked one after the other. */
  let last: { readonly channel: object; readonly bytes: Bytes; readonly opened: Opened | null } | null = null;
  let lastFailed = false;
  let lastChannel: object | null = null;
  let lastPath: Path | null = null;
  const looks = { opened: 0, failed: 0 };
  let cold = 4;

  function pathOf(channel: QueryRow['channel']): Path | null {
    if (channel === lastChannel) return lastPath;
    let path = paths.get(channel);
    if (path === undefined) {
      const found = ruleFor(rules, channel.name)?.path ?? null;
      path = found === null || isAsItCame(found) ? 'none' : found;
      paths.set(channel, path);
    }
    lastChannel = channel;
    lastPath = path === 'none' ? null : path;
    return lastPath;
  }

  const budget = (): ReturnType<typeof newBudget> => newBudget(limits, clock);

  function byPath(bytes: Bytes, path: Path): Likely | null {
    const ran = decodePath(decoders, bytes, path.slice(0, -1), budget(), schemas);
    return ran.ok && ran.decoded.kind === 'bytes' ? { path, given: ran.decoded.bytes } : null;
  }

  function openedBy({ path, given }: Likely): Opened | null {
    const step = path.at(-1);
    if (step === undefined) return null;
    if (step.name === 'json' || step.name === 'text') return ofText(given);
    const ran = decodePath(decoders, given, [step], budget(), schemas);
    if (!ran.ok) return null;
    const { decoded } = ran;
    switch (decoded.kind) {
      case 'tree':
        lastFailed ||= decoded.cut !== null;
        return step.name === 'msgpack' && decoded.cut === null ? ofPacked(given, decoded.root) : ofTree(decoded.root);
      case 'text':
        return ofText(utf8(decoded.text));
      case 'facts':
        return ofText(utf8(decoded.facts.map(({ text }) => text).join('\n')));
      case 'bytes':
        lastFailed ||= !isPlain(decoded.bytes);
        return ofText(decoded.bytes);
      case 'table':
      case 'image':
      case 'numbers':
      case 'digits':
        lastFailed ||= !isPlain(given);
        return ofText(given);
    }
  }

  function ofTree(root: Node): Opened {
    let line: Bytes | null = null;
    return {
      text: () => (line ??= lineOf(root, newBudget({ ...limits, bytes: mostLine }, clock)) ?? nothing),
      find: (path) => valueIn(root, path),
      each: (told) => treeMembers(root, told),
    };
  }

  /** Read as it is read where nothing is around it. */
  function ofPacked(bytes: Bytes, root: Node): Opened {
    return {
      ...ofTree(root),
      find: (path) => findInMsgpack(bytes, 0, bytes.length, path),
      each: (told) => packedMembers(bytes, 0, bytes.length, told),
    };
  }

  /** Messages of a channel are alike: what the last one was is asked first, and where nothing is ever found few are looked at. */
  function asUsual(channel: QueryRow['channel'], bytes: Bytes): Likely | null {
    let habit = habits.get(channel);
    if (habit === undefined) {
      habit = { first: null, inVain: 0 };
      habits.set(channel, habit);
    }
    if (habit.inVain >= patience && habit.inVain % sampled !== 0) {
      habit.inVain++;
      return null;
    }
    const began = clock();
    let found = likely(decoders, bytes, clock, schemas, look, habit.first);
    // The first looks are slow, because nothing has run yet: what they had no time for is looked at once more.
    if (found === null && cold > 0 && clock() - began > look.milliseconds) {
      cold--;
      found = likely(decoders, bytes, clock, schemas, look, habit.first);
    }
    habit.inVain = found === null ? habit.inVain + 1 : 0;
    habit.first = found?.path[0] ?? habit.first;
    return found;
  }

  function lookInto(channel: QueryRow['channel'], bytes: Bytes): Opened | null {
    lastFailed = false;
    const rule = rules.length === 0 ? null : pathOf(channel);
    if (rule === null && isPlain(bytes)) return null;
    const found = rule === null ? asUsual(channel, bytes) : byPath(bytes, rule);
    const inside = found === null ? null : openedBy(found);
    // A program of the user's own is not started for a query.
    lastFailed ||= inside === null && (rule === null || !isPlain(bytes) || !rule.every(({ name }) => decoders.has(name)));
    return inside;
  }

  return {
    looks,
    isRuled: rules.length === 0 ? null : (channel) => pathOf(channel) !== null,
    isText: (channel, bytes, from, to) => beginsAsText(bytes, from, to) && (rules.length === 0 || pathOf(channel) === null),
    open(channel, bytes, from, to) {
      looks.opened++;
      if (to - from > limits.bytes) {
        if (!isPlain(bytes.subarray(from, to))) looks.failed++;
        return null;
      }
      const own = bytes.subarray(from, to);
      // By what it says, not by where it stands: memory of rows that went is written to again.
      if (last === null || last.channel !== channel || !sameBytes(last.bytes, own)) {
        const kept = own.slice();
        last = { channel, bytes: kept, opened: lookInto(channel, kept) };
      }
      if (lastFailed) looks.failed++;
      return last.opened;
    },
  };
}

function ofText(bytes: Bytes): Opened {
  return {
    text: () => bytes,
    find: (path) => jsonValue(bytes, 0, bytes.length, path),
    each: (told: Told) => jsonMembers(bytes, 0, bytes.length, told),
  };
}

/** A path that says to read the bytes themselves. */
function isAsItCame(path: Path): boolean {
  const [only] = path;
  return path.length === 1 && only !== undefined && (only.name === 'json' || only.name === 'text' || decoders.get(only.name)?.family === 'raw');
}
