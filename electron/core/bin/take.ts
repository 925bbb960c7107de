/** Into the bin and off the server in one step: DUMP, the time left, and UNLINK in one script. */
import type { Bytes } from '../../../shared/bytes.ts';
import type { Blast } from '../../../shared/fault.ts';
import { asBytes, asCount, asList, asText, isReplyError, type Reply, type ReplyError } from '../../../shared/reply.ts';
import { luaTell } from '../announce.ts';
import type { SendOptions, Session } from '../connections/session.ts';
import { caughtError, runMany, script } from '../script.ts';
import type { Lot } from './lots.ts';

/** The biggest DUMP that is kept. */
export const maxKept = 8 * 1024 * 1024;
/** A reply of dumps is ended at about this many bytes. */
export const maxReply = 4 * 1024 * 1024;
/** MEMORY USAGE counts pointers and allocator's rounding, which a DUMP has not. */
export const memoryFactor = 2;

/**
 * For each key a word, its dump and the time left. Nothing raises an error: what was taken before it would be lost.
 * TIME comes last, as writing after it is not allowed before Redis 5; and from the server: the clock here may be another.
 */
const takeKeys = script(`
${luaTell('ARGV[5]')}
if silent then return silent end
local most, reply, room, wanted = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local out, sum, n = {}, 0, 0
for i = 1, #KEYS do
  local key = KEYS[i]
  local word, dump, left = 'gone', '', 0
  local kind = redis.pcall('TYPE', key)
  if kind.err then word, dump = 'failed', kind.err
  elseif kind.ok ~= 'none' then
    local memory = redis.pcall('MEMORY', 'USAGE', key)
    if wanted ~= '' and kind.ok ~= wanted then word = 'type'
    elseif type(memory) == 'number' and memory > most * ${memoryFactor} then word = 'size'
    elseif sum > 0 and type(memory) == 'number' and sum + memory / ${memoryFactor} > reply then word = 'later'
    else
      local got = redis.pcall('DUMP', key)
      if type(got) == 'table' then word, dump = 'failed', got.err
      elseif got then
        local cost = #got + #key + 24
        if #got > most then word = 'size'
        elseif sum > 0 and sum + cost > reply then word = 'later'
        elseif sum + cost > room then word = 'room'
        else
          left = redis.pcall('PTTL', key)
          local done = type(left) == 'number' and redis.pcall('UNLINK', key) or left
          if type(done) == 'table' then word, dump, left = 'failed', done.err, 0
          else word, dump = 'taken', got; sum = sum + cost; tell(key) end
        end
      end
    end
  end
  out[n + 1], out[n + 2], out[n + 3] = word, dump, left
  n = n + 3
end
local now = redis.call('TIME')
out[n + 1], out[n + 2] = now[1], now[2]
return out
`);

/** TIME's two numbers, in milliseconds. */
export function timeOf(seconds: Reply | undefined, micros: Reply | undefined): number {
  return asCount(seconds) * 1000 + Math.floor(asCount(micros) / 1000);
}

export type Taken =
  | { readonly kind: 'taken' | 'gone' | 'type' | 'size' }
  /** Not looked at: enough for one reply. */
  | { readonly kind: 'later' }
  /** The bin has no room for it. */
  | { readonly kind: 'room' }
  | { readonly kind: 'failed'; readonly error: ReplyError };

/** For each group what became of its keys, or why nothing of it was done; `tell` is the channel that hears of those that went. In a cluster the keys of a group share a slot. */
export async function take(
  session: Session,
  groups: readonly (readonly Bytes[])[],
  { lot, type, tell = '', ...options }: SendOptions & { readonly lot: Lot; readonly type: string | null; readonly tell?: string; readonly as: Blast },
): Promise<readonly (readonly Taken[] | ReplyError)[]> {
  // Each group runs on its own: together they must not take more than there is room for.
  const limits = [Math.ceil(maxReply / groups.length), Math.floor(lot.room() / groups.length)];
  const replies = await runMany(
    session,
    takeKeys,
    groups.map((keys) => ({ keys, args: [maxKept, ...limits, type ?? '', tell] })),
    options,
  );
  return replies.map((reply, at) => {
    if (isReplyError(reply)) return reply;
    const flat = asList(reply);
    const keys = groups[at] as readonly Bytes[];
    const now = timeOf(flat[keys.length * 3], flat[keys.length * 3 + 1]);
    return keys.map((key, place): Taken => {
      const kind = asText(flat[place * 3]);
      switch (kind) {
        case 'taken': {
          const left = asCount(flat[place * 3 + 2]);
          lot.add({ key, dump: asBytes(flat[place * 3 + 1]), expires: left >= 0 ? now + left : 0 });
          return { kind };
        }
        case 'gone':
        case 'type':
        case 'size':
        case 'later':
        case 'room':
          return { kind };
        default:
          return { kind: 'failed', error: caughtError(asText(flat[place * 3 + 1])) };
      }
    });
  });
}
