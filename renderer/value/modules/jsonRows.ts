/** The rows of a JSON document as far as it is unfolded: long arrays and objects in ranges, ranges of ranges where they are very long. */
import { idOf } from '../../../shared/bytes.ts';
import type { Fault } from '../../../shared/fault.ts';
import { type JsonNode, jsonWindow } from '../../../shared/value/types/json.ts';
import type { JsonPath } from '../../../shared/value/types/jsonPlace.ts';

/** One window of the children of a place. */
export interface JsonPage {
  readonly nodes: readonly JsonNode[];
  /** How many there are, where they were not listed because they are so many. */
  readonly held: number | null;
  readonly fault: Fault | null;
}

export interface JsonRow {
  readonly id: string;
  readonly level: number;
  readonly path: JsonPath;
  /** `wait`: not here yet; `held`: so many names that they are listed only when asked for; `failed`: why. */
  readonly kind: 'node' | 'range' | 'wait' | 'held' | 'failed';
  readonly node: JsonNode | null;
  /** Of a range; `to` is exclusive. */
  readonly from: number;
  readonly to: number;
  readonly fault: Fault | null;
  /** Null for what cannot be opened. */
  readonly open: boolean | null;
}

export interface Wanted {
  readonly page: string;
  readonly path: JsonPath;
  readonly from: number;
}

export interface JsonRows {
  readonly rows: readonly JsonRow[];
  /** Pages that are unfolded. */
  readonly wanted: readonly Wanted[];
}

const maxRows = 200_000;

export function placeId(path: JsonPath): string {
  return path.map((step) => (typeof step === 'number' ? `#${step}` : JSON.stringify(idOf(step)))).join('/');
}

export function jsonRows(root: JsonNode, open: ReadonlySet<string>, pages: ReadonlyMap<string, JsonPage>): JsonRows {
  const rows: JsonRow[] = [];
  const wanted: Wanted[] = [];
  const none = { node: null, from: 0, to: 0, fault: null, open: null };

  const addNode = (node: JsonNode, path: JsonPath, level: number): void => {
    if (rows.length >= maxRows) return;
    const id = placeId(path);
    const parts = node.kind === 'object' || node.kind === 'array' ? (node.size ?? 0) : 0;
    const opened = open.has(id);
    rows.push({ ...none, id, level, path, kind: 'node', node, open: parts > 0 ? opened : null });
    if (parts > 0 && opened) addChildren(path, 0, parts, level + 1);
  };
  const addChildren = (path: JsonPath, from: number, to: number, level: number): void => {
    if (to - from <= jsonWindow) return addPage(path, from, level);
    let size = jsonWindow;
    while ((to - from) / size > jsonWindow) size *= jsonWindow;
    for (let first = from; first < to && rows.length < maxRows; first += size) {
      const last = Math.min(to, first + size);
      const id = `${placeId(path)}@${first}-${last}`;
      const opened = open.has(id);
      rows.push({ ...none, id, level, path, kind: 'range', from: first, to: last, open: opened });
      if (opened) addChildren(path, first, last, level + 1);
    }
  };
  const addPage = (path: JsonPath, from: number, level: number): void => {
    const page = `${placeId(path)}@${from}`;
    wanted.push({ page, path, from });
    const here = pages.get(page);
    const state = { ...none, id: `${page} `, level, path, from };
    if (here === undefined) rows.push({ ...state, kind: 'wait' });
    else if (here.fault !== null) rows.push({ ...state, kind: 'failed', fault: here.fault });
    else if (here.held !== null) rows.push({ ...state, kind: 'held', to: here.held });
    else for (const node of here.nodes) if (node.step !== null) addNode(node, [...path, node.step], level);
  };
  addNode(root, [], 1);
  return { rows, wanted };
}

/** Why a text is no JSON; null where it is. */
export function jsonProblem(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : '';
  }
}
