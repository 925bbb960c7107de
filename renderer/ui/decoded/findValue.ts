/** Where the value stands that a tree shows, someone may offer to find others like it. */
import { createContext } from 'react';
import type { Node } from '../../../shared/decoders/tree.ts';

/** Null where this value cannot be looked for. */
export type FindValue = (names: readonly string[], node: Node) => (() => void) | null;

export const FindValueContext = createContext<FindValue | null>(null);
