/** The flags of notify-keyspace-events: what a server notifies of, and how to add to it without taking from it. */

/** In the order in which Redis writes them. `A` stands for the classes g to t and e, but not for m, n and o. */
const all = 'g$lshzxetd';
const order = `${all}KEmno`;

export interface EventChange {
  readonly address: string;
  /** What it notifies of now; null where it does not tell, and is left alone. */
  readonly before: string | null;
  readonly after: string | null;
}

/** The flags one by one, without `A`. */
function expanded(flags: string): ReadonlySet<string> {
  return new Set(Array.from(flags.replaceAll('A', all)).filter((flag) => order.includes(flag)));
}

/** What is there and what is wanted, as Redis would write it. */
export function mergeFlags(present: string, wanted: string): string {
  const both = new Set([...expanded(present), ...expanded(wanted)]);
  const isAll = Array.from(all).every((flag) => both.has(flag));
  const classes = isAll
    ? 'A'
    : Array.from(all)
        .filter((flag) => both.has(flag))
        .join('');
  const rest = Array.from(order.slice(all.length))
    .filter((flag) => both.has(flag))
    .join('');
  return classes + rest;
}

/** Whether anything is told this way at all. */
export function hearsAnything(flags: string, by: 'keyspace' | 'keyevent'): boolean {
  const set = expanded(flags);
  return set.has(by === 'keyspace' ? 'K' : 'E') && [...set].some((flag) => flag !== 'K' && flag !== 'E');
}
