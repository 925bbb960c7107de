/** The shape that every other language must have: the English catalogue's, with any words. */
export type Texts<T> = {
  readonly [K in keyof T]: T[K] extends string ? string : T[K] extends (...args: infer A) => string ? (...args: A) => string : Texts<T[K]>;
};
