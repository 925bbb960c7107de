/** Growing lists of 32-bit numbers. */
import { grown } from './keyIndex.ts';

export interface Numbers {
  items: Uint32Array;
  length: number;
}

export const numbers = (): Numbers => ({ items: new Uint32Array(4), length: 0 });

export function push(list: Numbers, item: number): void {
  if (list.length === list.items.length) list.items = grown(list.items, list.length * 2);
  list.items[list.length++] = item;
}

export function reserve(list: Numbers, length: number): void {
  if (length > list.items.length) list.items = grown(list.items, length);
}
