/** The formats there are; a new one is a file and a line here. The order is the one of "View as". */
import type { Decoder } from './decoder.ts';
import { hex } from './hex.ts';
import { text } from './text.ts';

export const decoders: ReadonlyMap<string, Decoder> = new Map([text, hex].map((decoder) => [decoder.name, decoder]));
