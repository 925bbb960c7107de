/** What a module's commands are made of, and how each protocol writes what they answer. */
import type { Node } from '../../../shared/decoders/tree.ts';
import { bulk } from '../../electron/core/connections/fakes.ts';

export interface JsonDocument {
  root: Node;
}

export interface Series {
  readonly samples: Map<bigint, string>;
  readonly labels: readonly (readonly [string, string])[];
  readonly rules: readonly (readonly [to: string, bucket: number, aggregator: string])[];
  readonly source: string | null;
}

export interface Sketch {
  readonly counts: Map<string, number>;
}

export interface Protocol {
  readonly version: 2 | 3;
}

/** What a key holds: the type as TYPE answers it, and what its commands work on. */
export type Held = { readonly type: 'ReJSON-RL'; readonly json: JsonDocument } | { readonly type: 'TSDB-TYPE'; readonly series: Series } | SketchHeld;
export interface SketchHeld {
  readonly type: string;
  readonly sketch: Sketch;
}

/** What one command answers of one key. */
export type Command = (held: Held | undefined, args: readonly string[], keys: Map<string, Held>, protocol: Protocol) => string;

export const integer = (value: number | bigint | string): string => `:${value}\r\n`;
export const list = (items: readonly string[]): string => `*${items.length}\r\n${items.join('')}`;
export const map = ({ version }: Protocol, entries: readonly (readonly [string, string])[]): string =>
  `${version === 3 ? `%${entries.length}` : `*${entries.length * 2}`}\r\n${entries.flat().join('')}`;
export const double = ({ version }: Protocol, value: string): string => (version === 3 ? `,${value}\r\n` : bulk(value));
export const truth = ({ version }: Protocol, value: boolean): string => (version === 3 ? `#${value ? 't' : 'f'}\r\n` : integer(value ? 1 : 0));
export const nil = ({ version }: Protocol): string => (version === 3 ? '_\r\n' : '$-1\r\n');
export const word = (text: string): string => `+${text}\r\n`;
