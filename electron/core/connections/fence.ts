/**
 * The stream between socket and ioredis. ioredis 6.0.0 throws outside of any catch on replies such as
 * `>2\r\n_\r\n:1\r\n`, waits for ever on others, and makes room for whatever a server announces: so only
 * replies that are well-formed, asked for and within limits get through, and the rest ends this connection.
 */
import { Duplex } from 'node:stream';
import type { Fault } from '../../../shared/fault.ts';
import { connectFault, foreignSpeaker, loginFault, socketFault } from './faults.ts';
import { createFramer, FrameError, type FrameLimits } from './framer.ts';

/** A command that has been sent and not been answered. */
interface Asked {
  /** Confirmations still to come; 0 for a command with one plain reply. */
  confirmations: number;
  readonly hello: boolean;
}

/** Commands answered by a confirmation for each name, and the names of these confirmations. */
export const confirming: ReadonlySet<string> = new Set(['subscribe', 'psubscribe', 'ssubscribe', 'unsubscribe', 'punsubscribe', 'sunsubscribe']);
const published: ReadonlyMap<string, number> = new Map([
  ['message', 3],
  ['smessage', 3],
  ['pmessage', 4],
]);
const firstBytes = 512;
const nothing = Buffer.alloc(0);
/** `*<words>\r\n$<length>\r\n<name>`: what ioredis writes, one write a command. */
const written = /^\*(\d+)\r\n\$\d+\r\n([A-Za-z]{1,12})/;

export class Fence extends Duplex {
  /** ioredis asks it of any stream it is given. */
  readonly connecting = false;
  /** What ended this connection, where that is known. */
  fault: Fault | null = null;
  protocol: 2 | 3 = 2;
  heardAt = performance.now();
  /** True when the reply that was too large belongs to the oldest command. */
  overflowed = false;
  readonly #socket: Duplex;
  readonly #framer: ReturnType<typeof createFramer>;
  readonly #asked: Asked[] = [];
  readonly #secret: string | null;
  #first = new Uint8Array(0);
  /** The beginning of a line that is not whole. */
  #held: Buffer = nothing;
  #subscribing = false;
  /** Takes everything from then on; ioredis gets nothing more. */
  #diverted: ((chunk: Uint8Array) => void) | null = null;
  #frames = 0;
  #frame: { type: number; name: string } = { type: 0, name: '' };

  constructor(socket: Duplex, limits: FrameLimits, secret: string | null) {
    super({ decodeStrings: false, emitClose: true });
    this.#socket = socket;
    this.#secret = secret;
    this.#framer = createFramer(
      {
        begin: (type) => this.#begin(type),
        head: (count, name) => this.#head(count, name),
        second: (type, isNull) => this.#second(type, isNull),
        end: () => this.#end(),
      },
      limits,
    );
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('error', (error) => this.#fail(foreignSpeaker(this.#first) ?? socketFault(error)));
    socket.on('close', () => this.#fail(foreignSpeaker(this.#first) ?? connectFault('closed')));
  }

  /** Anything was heard at all. */
  get answered(): boolean {
    return this.#first.length > 0;
  }

  /** Between commands only: what is outstanding would be answered to somebody else. A FrameError thrown by the taker ends the connection. */
  divert(take: (chunk: Uint8Array) => void): Pick<Duplex, 'write' | 'pause' | 'resume'> {
    if (this.#asked.length > 0) throw new Error('diverted while an answer is outstanding');
    this.#diverted = take;
    return this.#socket;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer | string, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#note(chunk);
    if (typeof chunk === 'string') this.#socket.write(chunk, encoding, (error) => done(error));
    else this.#socket.write(chunk, (error) => done(error));
  }

  /** What was corked together leaves together. */
  override _writev(all: { chunk: Buffer | string; encoding: BufferEncoding }[], done: (error?: Error | null) => void): void {
    this.#socket.cork();
    for (const [at, { chunk, encoding }] of all.entries()) this._write(chunk, encoding, at === all.length - 1 ? done : () => undefined);
    this.#socket.uncork();
  }

  /** ioredis writes each command in one piece. */
  #note(chunk: Buffer | string): void {
    const [, words, name = ''] = written.exec(typeof chunk === 'string' ? chunk.slice(0, 64) : chunk.toString('latin1', 0, 64)) ?? [];
    const command = name.toLowerCase();
    const confirms = confirming.has(command);
    if (confirms) this.#subscribing = true;
    this.#asked.push({ confirmations: confirms ? Math.max(1, Number(words) - 1) : 0, hello: command === 'hello' });
  }

  override _final(done: () => void): void {
    this.#socket.end(() => done());
  }

  override _destroy(_error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket.destroy();
    // What went wrong is in `fault`: no error object goes to ioredis, which would print it where nobody listens.
    done(null);
  }

  #fail(fault: Fault): void {
    if (this.destroyed) return;
    this.fault ??= fault;
    this.destroy();
  }

  #receive(chunk: Buffer): void {
    if (this.destroyed) return;
    this.heardAt = performance.now();
    if (this.#diverted !== null) return this.#divert(chunk, this.#diverted);
    if (this.#first.length < firstBytes) this.#first = Buffer.concat([this.#first, chunk.subarray(0, firstBytes - this.#first.length)]);
    try {
      this.#framer.scan(chunk);
    } catch (thrown) {
      if (!(thrown instanceof FrameError)) throw thrown;
      // Answers that came before the bad one were given, and are not to be called unknown.
      if (this.#framer.whole > 0) this.push(this.#withHeld(chunk.subarray(0, this.#framer.whole)));
      this.overflowed = thrown.kind === 'too-large';
      this.#fail(foreignSpeaker(this.#first) ?? connectFault('garbage', thrown.message));
      return;
    }
    const seen = this.#withHeld(chunk);
    const checked = seen.length - this.#framer.held;
    // Copied: a few bytes must not keep a whole chunk.
    this.#held = checked === seen.length ? nothing : Buffer.from(seen.subarray(checked));
    if (checked > 0 && !this.push(seen.subarray(0, checked))) this.#socket.pause();
  }

  #divert(chunk: Buffer, take: (chunk: Uint8Array) => void): void {
    try {
      // No Buffer: a slice of that would be no copy.
      take(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length));
    } catch (thrown) {
      if (!(thrown instanceof FrameError)) throw thrown;
      this.#fail(connectFault('garbage', thrown.message));
    }
  }

  /** Copied: the next chunk may come in the same memory. */
  #withHeld(chunk: Buffer): Buffer {
    return Buffer.concat([this.#held, chunk]);
  }

  #begin(type: number): boolean {
    this.#frame = { type, name: '' };
    if (type === PUSH) return true;
    const oldest = this.#asked[0];
    const isError = type === ERROR || type === BLOB_ERROR;
    // In RESP2 messages and confirmations are plain lists.
    if (this.protocol === 2 && this.#subscribing && type === ARRAY) return true;
    if (oldest === undefined) {
      // A full or protected server says why, unasked, and hangs up.
      if (isError && this.#frames === 0) this.fault = loginFault(this.#firstLine(), this.#secret);
      throw new FrameError('malformed', 'a reply that was not asked for');
    }
    if (oldest.confirmations > 0 && !isError) throw new FrameError('malformed', 'no confirmation of a subscription');
    return false;
  }

  #head(count: number, name: string): void {
    this.#frame.name = name;
    const least = published.get(name) ?? (confirming.has(name) ? 3 : 0);
    if (count < least) throw new FrameError('malformed', 'a push without its parts');
    if (this.#frame.type === PUSH || least > 0) return;
    const oldest = this.#asked[0];
    if (oldest === undefined || oldest.confirmations > 0) throw new FrameError('malformed', 'a reply that was not asked for');
  }

  #second(type: number, isNull: boolean): void {
    const { name } = this.#frame;
    if (!published.has(name) && !confirming.has(name)) return;
    const nameless = isNull && name.includes('unsubscribe');
    if (!nameless && (isNull || (type !== BLOB && type !== SIMPLE))) throw new FrameError('malformed', 'a push without a channel');
    const mine = (this.#asked[0]?.confirmations ?? 0) > 0;
    if (confirming.has(name) && !mine && !name.includes('unsubscribe')) throw new FrameError('malformed', 'a subscription that was not asked for');
  }

  #end(): void {
    this.#frames++;
    const { type, name } = this.#frame;
    if (confirming.has(name)) {
      const oldest = this.#asked[0];
      if (oldest !== undefined && oldest.confirmations > 0 && --oldest.confirmations === 0) this.#asked.shift();
      return;
    }
    if (type === PUSH || published.has(name)) return;
    // HELLO answers with a map in RESP3 only.
    if (this.#asked.shift()?.hello === true && type === MAP) this.protocol = 3;
  }

  #firstLine(): string {
    return Buffer.from(this.#first).toString('latin1').slice(1).split('\r\n', 1)[0] ?? '';
  }
}

const PUSH = 0x3e;
const ARRAY = 0x2a;
const MAP = 0x25;
const ERROR = 0x2d;
const BLOB_ERROR = 0x21;
const BLOB = 0x24;
const SIMPLE = 0x2b;
