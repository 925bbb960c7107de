/** What a path makes of a value: at once, or after the host has run the user's own program that is a step of it. */
import { useEffect, useMemo, useState } from 'react';
import type { Bytes } from '../../../shared/bytes.ts';
import { decodePath, type Ran } from '../../../shared/decoders/chain.ts';
import { newBudget, type Schema, viewLimits } from '../../../shared/decoders/decoder.ts';
import { decoders } from '../../../shared/decoders/index.ts';
import { type Path, parsePath } from '../../../shared/decoders/path.ts';
import { FaultError } from '../../../shared/fault.ts';
import { type CommandResult, commandStep } from '../../../shared/value/command.ts';

export interface OwnCommands {
  readonly names: readonly string[];
  run(name: string, bytes: Bytes): Promise<CommandResult>;
}

/** Null: the beginning of a value, which is not unpacked. */
export function useRan(bytes: Bytes, written: string, truncated: boolean, schemas: readonly Schema[], commands: OwnCommands): Ran | null | 'running' {
  const path = useMemo(() => parsePath(written) ?? [], [written]);
  const own = path.findIndex(({ name }) => name === commandStep);
  const before = useMemo(() => {
    // Digits can be drawn of any part of a value.
    if (truncated && !path.every(({ name }) => name === 'hex' || name === 'bits')) return null;
    return run(bytes, own < 0 ? path : path.slice(0, own), schemas);
  }, [bytes, path, own, truncated, schemas]);
  const [after, setAfter] = useState<{ readonly of: Ran; readonly ran: Ran } | null>(null);

  useEffect(() => {
    const step = path[own];
    if (before === null || !before.ok || step === undefined) return;
    let current = true;
    const given = before.decoded.kind === 'bytes' ? before.decoded.bytes : before.given;
    void answered(step.argument, given, path, own, schemas, commands).then((ran) => current && setAfter({ of: before, ran }));
    return () => {
      current = false;
    };
  }, [before, path, own, schemas, commands]);

  if (own < 0 || before === null || !before.ok) return before;
  return after !== null && after.of === before ? after.ran : 'running';
}

async function answered(name: string, given: Bytes, path: Path, own: number, schemas: readonly Schema[], commands: OwnCommands): Promise<Ran> {
  try {
    const result = await commands.run(name, given);
    if (!result.ok) return { ok: false, why: result.why, step: own, given };
    const rest = path.slice(own + 1);
    // Without a further step what the program wrote is looked at as text or digits.
    return run(result.value, rest.length === 0 ? [{ name: asText(result.value) ? 'text' : 'hex', argument: '' }] : rest, schemas);
  } catch (thrown) {
    if (!(thrown instanceof FaultError)) throw thrown;
    return { ok: false, why: { kind: 'command-failed', detail: thrown.fault.code }, step: own, given };
  }
}

function run(bytes: Bytes, path: Path, schemas: readonly Schema[]): Ran {
  return decodePath(
    decoders,
    bytes,
    path ?? [],
    newBudget(viewLimits, () => performance.now()),
    schemas,
  );
}

function asText(bytes: Bytes): boolean {
  return decodePath(
    decoders,
    bytes,
    [{ name: 'text', argument: '' }],
    newBudget(viewLimits, () => 0),
  ).ok;
}
