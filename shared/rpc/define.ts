/** How the contract is written: `method(input).returns<T>()` and `stream(input).of<T>()`. */
import type * as v from 'valibot';

type Schema = v.GenericSchema<unknown, unknown>;

export interface Method<I, O> {
  readonly kind: 'method';
  readonly input: Schema;
  /** Types only; never present at run time. */
  readonly types?: { readonly input: I; readonly output: O };
}

export interface Stream<I, T> {
  readonly kind: 'stream';
  readonly input: Schema;
  readonly types?: { readonly input: I; readonly item: T };
}

export function method<S extends v.GenericSchema>(input: S): { returns<O>(): Method<v.InferOutput<S>, O> } {
  return { returns: () => ({ kind: 'method', input }) };
}

export function stream<S extends v.GenericSchema>(input: S): { of<T>(): Stream<v.InferOutput<S>, T> } {
  return { of: () => ({ kind: 'stream', input }) };
}

export type Contract = Readonly<Record<string, Method<unknown, unknown> | Stream<unknown, unknown>>>;

export type MethodName<C> = { [N in keyof C]: C[N] extends Method<infer _I, infer _O> ? N : never }[keyof C] & string;
export type StreamName<C> = { [N in keyof C]: C[N] extends Stream<infer _I, infer _T> ? N : never }[keyof C] & string;
export type InputOf<E> = E extends Method<infer I, infer _O> ? I : E extends Stream<infer I, infer _T> ? I : never;
export type OutputOf<E> = E extends Method<infer _I, infer O> ? O : never;
export type ItemOf<E> = E extends Stream<infer _I, infer T> ? T : never;

/** What a handler gets beside its input: the signal that ends with the caller's interest or its wire. */
export interface Call {
  readonly signal: AbortSignal;
}

export type Handlers<C> = {
  readonly [N in keyof C]: C[N] extends Method<infer I, infer O>
    ? (input: I, call: Call) => O | Promise<O>
    : C[N] extends Stream<infer I, infer T>
      ? (input: I, call: Call) => AsyncIterable<T>
      : never;
};
