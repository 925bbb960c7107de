/** The collection types that have a view; a new one is a file and a line here. Strings have an editor instead. */
import type { TableType } from '../type.ts';
import { hash } from './hash.ts';
import { list } from './list.ts';
import { set } from './set.ts';
import { stream } from './stream.ts';
import { zset } from './zset.ts';

export const tableTypes: ReadonlyMap<string, TableType> = new Map([hash, list, set, zset, stream].map((type) => [type.name, type]));
