/** Reads which channel goes where: a pattern, `=>`, a name in which `*` stands for the name it had; one a line. */
import type { Bytes } from '../../shared/bytes.ts';
import { parseName } from './names.ts';

export interface Mapped {
  readonly from: Bytes;
  readonly to: Bytes;
}

/** Null: a line is none. */
export function readMap(typed: string): readonly Mapped[] | null {
  const lines = typed.split('\n').filter((line) => line.trim() !== '');
  const read = lines.map((line) => {
    const [from, to, ...more] = line.split('=>').map((part) => parseName(part.trim()));
    return from?.ok === true && to?.ok === true && more.length === 0 ? { from: from.name, to: to.name } : null;
  });
  return read.every((one) => one !== null) && read.length <= 100 ? read : null;
}
