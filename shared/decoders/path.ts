/** A path of decoders as it is written in rules and shown on screen: `gzip > protobuf(shop.Order)`. */

export interface Step {
  readonly name: string;
  /** What stands in parentheses; empty for none. */
  readonly argument: string;
}

export type Path = readonly Step[];

export const maxSteps = 8;

export function pathText(path: Path): string {
  return path.map(({ name, argument }) => (argument === '' ? name : `${name}(${argument})`)).join(' > ');
}

/** Null where it is no path; whether such decoders exist is for `decodePath` to say. */
export function parsePath(text: string): Path | null {
  const path: Step[] = [];
  for (const part of text.split('>')) {
    const match = /^\s*([a-z0-9][a-z0-9-]{0,39})(?:\(([^()>]{0,400})\))?\s*$/.exec(part);
    if (match?.[1] === undefined) return null;
    path.push({ name: match[1], argument: match[2]?.trim() ?? '' });
  }
  return path.length <= maxSteps ? path : null;
}
