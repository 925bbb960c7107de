/** A piece of work that can be interrupted at each yield. */
export type Work<T = void> = Generator<void, T>;
