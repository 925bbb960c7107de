/** Acting on keys that still are of the type they were chosen for: in one script, or after a look where scripts are not allowed. */
import type { Bytes } from '../../../../shared/bytes.ts';
import { asText, isReplyError, type Reply } from '../../../../shared/reply.ts';
import type { Session } from '../../connections/session.ts';
import { caughtError, type Script, script } from '../../script.ts';
import { applied, failed, gone, type KeyOutcome, left } from './action.ts';

/**
 * `act` runs for each `key` that is there and of the type ARGV[1], or of any for an empty one; it leaves its outcome in `word`,
 * which is 'applied' unless it says otherwise. Nothing raises an error: what was done before it would be lost.
 */
export function eachTyped({ before = '', act, answer = 'out' }: { readonly before?: string; readonly act: string; readonly answer?: string }): Script {
  return script(`
${before}
local out = {}
for i = 1, #KEYS do
  local key, word = KEYS[i], 'applied'
  local kind = redis.pcall('TYPE', key)
  if kind.err then word = kind.err
  elseif kind.ok == 'none' then word = 'gone'
  elseif ARGV[1] ~= '' and kind.ok ~= ARGV[1] then word = 'type'
  else
    ${act}
  end
  out[i] = word
end
return ${answer}
`);
}

export function wordOutcome(reply: Reply | undefined): KeyOutcome {
  const word = asText(reply);
  switch (word) {
    case 'applied':
      return applied;
    case 'gone':
      return gone;
    case 'type':
    case 'ttl':
    case 'expired':
      return left({ kind: word });
    default:
      return failed(caughtError(word));
  }
}

/** Of each key what is known after a look at its type; null where it can be acted on. */
export async function lookAt(session: Session, keys: readonly Bytes[], type: string | null): Promise<readonly (KeyOutcome | null)[]> {
  const types = await session.sendMany(
    keys.map((key) => ['TYPE', key] as const),
    { quiet: true },
  );
  return types.map((reply) => {
    if (isReplyError(reply)) return failed(reply);
    const found = asText(reply);
    if (found === 'none') return gone;
    return type !== null && found !== type ? left({ kind: 'type' }) : null;
  });
}
