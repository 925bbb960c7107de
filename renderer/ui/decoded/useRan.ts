/** What a path makes of a value, with the host running the user's own program where that is a step of it. */
import { useEffect, useMemo, useState } from 'react';
import { type Bytes, exactText } from '../../../shared/bytes.ts';
import type { Ran } from '../../../shared/decoders/chain.ts';
import type { Attempt, Schema } from '../../../shared/decoders/decoder.ts';
import { type Path, parsePath } from '../../../shared/decoders/path.ts';
import type { Works } from '../../../shared/decoders/work.ts';
import { FaultError } from '../../../shared/fault.ts';
import { type CommandResult, commandStep } from '../../../shared/value/command.ts';
import { door } from './startWorker.ts';
import { useWork } from './useWork.ts';

export interface OwnCommands {
  readonly names: readonly string[];
  run(name: string, bytes: Bytes): Promise<CommandResult>;
}

const nothing: Bytes = new Uint8Array();

export interface Run {
  readonly ran: Ran;
  /** What the decoders were asked last: after the user's own program, with what that wrote. */
  readonly from: Works['decode'];
}

/** Null: the beginning of a value, which is not unpacked. `steady`: as `useWork` has it. */
export function useRan(work: Works['decode'] | null, commands: OwnCommands, steady: string | null): Run | null | 'running' {
  const own = work === null ? -1 : work.path.findIndex(({ name }) => name === commandStep);
  const first = useMemo(() => (work === null || own < 0 ? work : { ...work, path: work.path.slice(0, own) }), [work, own]);
  const asked = useWork('decode', first, steady);
  const before = asked === null || asked === 'running' ? asked : ranOf(asked, first?.bytes ?? nothing);
  const [after, setAfter] = useState<{ readonly of: Works['decode']; readonly run: Run } | null>(null);
  const given = before === null || before === 'running' || !before.ok ? null : before.decoded.kind === 'bytes' ? before.decoded.bytes : before.given;

  useEffect(() => {
    if (work === null || given === null || work.path[own] === undefined) return;
    const end = new AbortController();
    void answered(given, work, own, commands, end.signal).then((run) => !end.signal.aborted && setAfter({ of: work, run }));
    return () => end.abort();
  }, [given, work, own, commands]);

  if (before === null || before === 'running' || first === null) return before === 'running' ? before : null;
  if (own < 0 || given === null) return { ran: before, from: first };
  return after !== null && after.of === work ? after.run : 'running';
}

/** What the door itself refuses is a refusal of the first step. */
function ranOf(asked: Attempt<Ran>, given: Bytes): Ran {
  return asked.ok ? asked.value : { ok: false, why: asked.why, step: 0, given };
}

async function answered(given: Bytes, of: Works['decode'], own: number, commands: OwnCommands, signal: AbortSignal): Promise<Run> {
  const { path, schemas } = of;
  try {
    const name = path[own]?.argument ?? '';
    const result = await commands.run(name, given);
    if (!result.ok) return { from: of, ran: { ok: false, why: result.why, step: own, given } };
    const rest = path.slice(own + 1);
    const bytes = result.value;
    // Without a further step what the program wrote is looked at as text or digits.
    const work = { bytes, schemas, path: rest.length > 0 ? rest : [{ name: exactText(bytes) === null ? 'hex' : 'text', argument: '' }] };
    const now = door.atOnce('decode', work);
    const ran = ranOf(now === null ? await door.ask('decode', work, signal) : { ok: true, value: now }, bytes);
    // Counted from the beginning of the whole path.
    return { from: work, ran: ran.ok || rest.length === 0 ? ran : { ...ran, step: ran.step + own + 1 } };
  } catch (thrown) {
    if (!(thrown instanceof FaultError)) throw thrown;
    return { from: of, ran: { ok: false, why: { kind: 'command-failed', detail: thrown.fault.code }, step: own, given } };
  }
}

/** The same object as long as the question is the same. Null: nothing can be asked of a part of a value but its digits. */
export function useQuestion(bytes: Bytes, written: string, truncated: boolean, schemas: readonly Schema[]): Works['decode'] | null {
  return useMemo(() => {
    const path: Path = parsePath(written) ?? [];
    return truncated && !path.every(({ name }) => name === 'hex' || name === 'bits') ? null : { bytes, path, schemas };
  }, [bytes, written, truncated, schemas]);
}
