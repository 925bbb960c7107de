/** Whether a server holds back what a line of ours does not read fast enough: asked only while the line is behind, told before the server closes it. */
import { FaultError } from '../../../shared/fault.ts';
import type { FeedBacklog } from '../../../shared/feed/feed.ts';
import { asList, asText, UnexpectedReply } from '../../../shared/reply.ts';
import type { NodeHandle } from '../connections/session.ts';
import { readClients } from './clientList.ts';

export interface BacklogOptions {
  /** To the same server over another connection. */
  readonly send: NodeHandle['send'];
  /** The server's number of the line; null: it does not tell. */
  clientId(): string | null;
  /** Resolves when the line has delivered everything that was published before. */
  fence(): Promise<unknown>;
  changed(): void;
  broken(thrown: unknown): void;
}

export interface Backlog {
  /** Null: nothing worth telling. */
  readonly told: FeedBacklog | null;
  /** Something came: whoever hears nothing cannot be behind. */
  heard(): void;
  /** Once a second. */
  look(): Promise<void>;
  /** The line broke, and with it what was held. */
  lost(): void;
}

/** Told from a part of what the server would close the line at; without such a limit, from here on. */
const parts = { hard: 4, soft: 2 } as const;
const muchHeld = 32 * 1024 * 1024;

interface Limits {
  /** 0: none. */
  readonly hard: number;
  /** For longer than some seconds. */
  readonly soft: number;
}

export function openBacklog({ send, clientId, fence, changed, broken }: BacklogOptions): Backlog {
  let told: FeedBacklog | null = null;
  let heard = false;
  let fenced = true;
  let epoch = 0;
  let limits: Limits | null = null;

  function tell(next: FeedBacklog | null): void {
    if (told === null && next === null) return;
    told = next;
    changed();
  }

  async function passFence(): Promise<void> {
    const mine = epoch;
    fenced = false;
    try {
      await fence();
    } catch (thrown) {
      // The line broke: `lost` has said so.
      if (!(thrown instanceof FaultError)) broken(thrown);
    }
    if (mine !== epoch) return;
    fenced = true;
    tell(null);
  }

  async function askServer(): Promise<void> {
    const mine = epoch;
    const id = clientId();
    if (id === null) return;
    try {
      limits ??= readLimits(asText(asList(await send('CONFIG', ['GET', 'client-output-buffer-limit'], { quiet: true }))[1]));
    } catch (thrown) {
      if (!(thrown instanceof FaultError || thrown instanceof UnexpectedReply)) throw thrown;
      limits = { hard: 0, soft: 0 };
    }
    const clients = readClients(asText(await send('CLIENT', ['LIST', 'ID', id], { quiet: true })));
    if (mine !== epoch || fenced) return;
    const held = clients.find((one) => one.id === id)?.held ?? 0;
    const { hard, soft } = limits;
    const from = Math.min(hard === 0 ? muchHeld : hard / parts.hard, soft === 0 ? muchHeld : soft / parts.soft);
    tell(held < from ? null : { held, limit: hard > 0 ? hard : soft > 0 ? soft : null });
  }

  return {
    get told() {
      return told;
    },
    heard() {
      heard = true;
    },
    async look() {
      if (fenced) {
        if (!heard) return;
        heard = false;
        void passFence();
        return;
      }
      // A whole second for one answer: what comes first is still on its way.
      try {
        await askServer();
      } catch (thrown) {
        if (!(thrown instanceof FaultError || thrown instanceof UnexpectedReply)) throw thrown;
      }
    },
    lost() {
      epoch++;
      heard = false;
      fenced = true;
      tell(null);
    },
  };
}

/** `normal 0 0 0 slave … pubsub 33554432 8388608 60` */
function readLimits(text: string): Limits {
  const found = /\bpubsub (\d{1,15}) (\d{1,15})/.exec(text);
  return { hard: Number(found?.[1] ?? 0), soft: Number(found?.[2] ?? 0) };
}
