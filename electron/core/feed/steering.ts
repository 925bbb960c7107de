/** Replays that run, each by a name: held, stepped through and let go on by the page that began them. */
import { randomUUID } from 'node:crypto';
import type { Replaying, ReplaySteer } from '../../../shared/feed/publishing.ts';
import { openPulse, type Pulse } from './pulse.ts';

export interface Steering {
  /** The next message has to wait. */
  readonly held: boolean;
  /** One message goes. */
  take(): void;
  move(to: ReplaySteer): void;
  /** Beats whenever it is steered. */
  readonly pulse: Pick<Pulse, 'version' | 'after'>;
}

/** After so many messages it stands still; null: it runs. */
export function openSteering(steps: number | null = null): Steering {
  const pulse = openPulse();
  let left = steps ?? Number.POSITIVE_INFINITY;
  return {
    pulse,
    get held() {
      return left <= 0;
    },
    take() {
      left--;
    },
    move(to) {
      // A step that is asked for while it runs is the last message before it stands.
      if (to === 'step') left = Number.isFinite(left) ? left + 1 : 1;
      else left = to === 'pause' ? 0 : Number.POSITIVE_INFINITY;
      pulse.beat();
    },
  };
}

export type ReplayTold = Omit<Replaying, 'replay'>;

export interface Replays {
  run(steps: number | null, start: (steering: Steering) => AsyncIterable<ReplayTold>): AsyncGenerator<Replaying, void>;
  steer(replay: string, to: ReplaySteer): void;
}

export function openReplays(): Replays {
  const running = new Map<string, Steering>();
  return {
    async *run(steps, start) {
      const replay = randomUUID();
      const steering = openSteering(steps);
      running.set(replay, steering);
      try {
        for await (const told of start(steering)) yield { replay, ...told };
      } finally {
        running.delete(replay);
      }
    },
    steer(replay, to) {
      // One that has just ended is not missed: the two crossed.
      running.get(replay)?.move(to);
    },
  };
}
