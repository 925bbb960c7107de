/** The two times a feed needs, lent from outside so that tests can move them. */

export interface Clock {
  /** Milliseconds since 1970: what a row shows. Jumps when the machine's clock is set. */
  wall(): number;
  /** Milliseconds since whenever, never backwards: what rates and slices are measured with. */
  steady(): number;
}

export const systemClock: Clock = { wall: () => Date.now(), steady: () => performance.now() };
