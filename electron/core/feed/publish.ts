/** Publishing: one message, or many at a rate with the variables of a template, each through the guard. */
import { randomUUID } from 'node:crypto';
import { type Bytes, displayText, exactText } from '../../../shared/bytes.ts';
import { splitLine } from '../../../shared/escape.ts';
import { FaultError, fail } from '../../../shared/fault.ts';
import { encodePayload } from '../../../shared/feed/encoding.ts';
import type { PayloadEncoding, Published, PublishKind, Repeating } from '../../../shared/feed/publishing.ts';
import { parseTemplate, type TemplateSource } from '../../../shared/feed/template.ts';
import { type Arg, asCount, asText } from '../../../shared/reply.ts';
import type { Session } from '../connections/session.ts';

const source: TemplateSource = { uuid: randomUUID, now: () => Date.now(), random: () => Math.random() };
/** Between two looks at the clock. */
const beatMs = 20;
/** In one write: a rate that the server does not keep up with does not pile up here. */
const mostAtOnce = 500;

/** A text with variables is filled in, and then encoded; bytes that are no text are sent as they are. */
function filled(payload: Bytes, encoding: PayloadEncoding, seq: number): Bytes {
  const text = exactText(payload);
  if (text === null || (encoding === 'text' && !text.includes('{{'))) return payload;
  const template = parseTemplate(text);
  if (!template.ok) fail({ code: 'input', path: 'payload', message: `no such variable: ${text.slice(template.from, template.to)}` });
  const encoded = encodePayload(template.fill(source, seq), encoding, () => performance.now());
  if (encoded.ok) return encoded.bytes;
  const { what, at, detail } = encoded.problem;
  return fail({ code: 'input', path: 'payload', message: `not ${encoding}: ${what} at ${at + 1} ${detail}`.trim() });
}

/** Of a stream the payload is the line of its fields: `field value field value`, in redis-cli's quotes where needed. */
function commandOf(kind: PublishKind, channel: Bytes, payload: Bytes): readonly [string, ...Arg[]] {
  if (kind === 'channel') return ['PUBLISH', channel, payload];
  if (kind === 'shard') return ['SPUBLISH', channel, payload];
  const split = splitLine(displayText(payload));
  if (!split.ok || split.words.length === 0 || split.words.length % 2 !== 0)
    fail({ code: 'input', path: 'payload', message: 'an entry is field and value in turn' });
  return ['XADD', channel, '*', ...split.words];
}

export interface PublishOptions {
  readonly kind?: PublishKind | undefined;
  readonly channel: Bytes;
  /** As it was typed. */
  readonly payload: Bytes;
  readonly encoding?: PayloadEncoding | undefined;
  readonly confirmed: string | null;
}

export async function publish(session: Session, { kind = 'channel', channel, payload, encoding, confirmed }: PublishOptions): Promise<Published> {
  const [command, ...args] = commandOf(kind, channel, filled(payload, encoding ?? 'text', 1));
  const reply = await session.send(command, args, { confirmed });
  return kind === 'stream' ? { receivers: 0, id: asText(reply) } : { receivers: asCount(reply) };
}

export interface RepeatOptions extends PublishOptions {
  readonly perSecond: number;
  readonly count: number;
}

/** Sends until all are sent or nobody watches any more; yields how far it is. A refusal ends it. */
export async function* repeat(session: Session, options: RepeatOptions, signal: AbortSignal): AsyncGenerator<Repeating, void> {
  const { kind = 'channel', channel, payload, encoding = 'text', perSecond, count, confirmed } = options;
  const began = performance.now();
  let sent = 0;
  let receivers = 0;
  while (sent < count && !signal.aborted) {
    // The first goes alone: it is what the guard is asked about.
    const due = sent === 0 ? 1 : Math.min(count - sent, mostAtOnce, Math.floor(((performance.now() - began) / 1000) * perSecond) + 1 - sent);
    if (due > 0) {
      const commands = Array.from({ length: due }, (_, at) => commandOf(kind, channel, filled(payload, encoding, sent + at + 1)));
      const replies = await session.sendMany(commands, { confirmed, quiet: sent > 0 });
      for (const reply of replies) {
        if (typeof reply === 'object' && reply !== null && 'prefix' in reply)
          throw new FaultError({ code: 'redis', prefix: reply.prefix, message: reply.message });
        if (kind !== 'stream') receivers += asCount(reply);
      }
      sent += due;
      yield { sent, receivers, perSecond: sent / Math.max(0.001, (performance.now() - began) / 1000) };
    }
    if (sent < count) await new Promise((resolve) => setTimeout(resolve, Math.min(beatMs, Math.max(1, 1000 / perSecond))));
  }
}
