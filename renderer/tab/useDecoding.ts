/** How the value of this name is read: what was chosen for it now, else the rule that its connection remembers, else the likeliest. */
import { useMemo, useState } from 'react';
import { type Bytes, exactText, idOf } from '../../shared/bytes.ts';
import type { Schema } from '../../shared/decoders/decoder.ts';
import { type Path, pathText } from '../../shared/decoders/path.ts';
import { type DecoderRule, ruleFor, type StoredSchema, schemasOf, siblings, withRule } from '../../shared/decoders/rules.ts';
import type { CommandResult } from '../../shared/value/command.ts';
import { useApp } from '../app/useApp.ts';
import { useTab } from './useTab.ts';

interface OwnCommands {
  readonly names: readonly string[];
  run(name: string, bytes: Bytes, signal: AbortSignal): Promise<CommandResult>;
}

export interface Decoding {
  readonly commands: OwnCommands;
  readonly path: Path | null;
  readonly onPath: (path: Path | null) => void;
  readonly schemas: readonly Schema[];
  /** Absent where the connection is not saved. */
  readonly schemaDoor?: { readonly stored: readonly StoredSchema[]; readonly onStored: (schemas: readonly StoredSchema[]) => void };
  readonly rule?: { readonly pattern: string; readonly remembered: boolean; readonly onRule: (path: string | null) => void };
}

const noSchemas: readonly Schema[] = [];

/** What the connection remembers of how its values are read. */
export function useRules(): { readonly rules: readonly DecoderRule[]; readonly schemas: readonly Schema[] } {
  const profileId = useTab((state) => state.connection.state?.profile.id ?? '');
  const profile = useApp((state) => state.profiles?.find((one) => one.id === profileId) ?? null);
  return useMemo(
    () => ({ rules: profile?.decoders ?? [], schemas: profile === null || profile.schemas.length === 0 ? noSchemas : schemasOf(profile.schemas) }),
    [profile],
  );
}

/** `exactly`: names are not made of parts, so a rule is for this one only. */
export function useDecoding(name: Bytes, exactly = false): Decoding {
  const profileId = useTab((state) => state.connection.state?.profile.id ?? '');
  const profile = useApp((state) => state.profiles?.find((one) => one.id === profileId) ?? null);
  const setDecoders = useApp((state) => state.setDecoders);
  const setSchemas = useApp((state) => state.setSchemas);
  const client = useApp((state) => state.client);
  const known = useApp((state) => state.commands);
  const [chosen, setChosen] = useState<{ readonly id: string; readonly path: Path | null } | null>(null);
  const id = idOf(name);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the name's identity is its bytes, not the array
  const commands = useMemo(
    (): OwnCommands => ({
      names: known.map((one) => one.name),
      run: (command, bytes, signal) => client.call('commands.run', { name: command, key: name, bytes }, { signal }),
    }),
    [client, known, id],
  );
  const found = useMemo(() => (profile === null ? null : ruleFor(profile.decoders, name)), [profile, name]);
  const schemas = useMemo(() => (profile === null || profile.schemas.length === 0 ? noSchemas : schemasOf(profile.schemas)), [profile]);
  const path = chosen?.id === id ? chosen.path : (found?.path ?? null);
  const onPath = (next: Path | null): void => setChosen({ id, path: next });
  const text = exactText(name);
  // The sample server's connection is not saved, and a name that is no text cannot be written as a pattern.
  if (profile === null) return { path, onPath, schemas, commands };
  const schemaDoor = { stored: profile.schemas, onStored: (next: readonly StoredSchema[]) => setSchemas(profile.id, next) };
  if (text === null || text === '') return { path, onPath, schemas, schemaDoor, commands };
  const pattern = found?.rule.pattern ?? siblings(text, exactly ? null : profile.delimiter);
  const remembered = found !== null && (chosen?.id !== id || (chosen.path !== null && pathText(chosen.path) === pathText(found.path)));
  return {
    path,
    onPath,
    schemas,
    schemaDoor,
    commands,
    rule: { pattern, remembered, onRule: (next) => setDecoders(profile.id, withRule(profile.decoders, pattern, next)) },
  };
}
