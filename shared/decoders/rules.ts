/** What is remembered of how to read values: the path of decoders for all keys or channels of a pattern, kept with the connection. */

import * as v from 'valibot';
import { type Bytes, utf8 } from '../bytes.ts';
import { bytesOfBase64 } from '../digits.ts';
import { globMatches } from '../glob.ts';
import type { Schema } from './decoder.ts';
import { type Path, parsePath } from './path.ts';

const text = (max: number) => v.pipe(v.string(), v.maxLength(max));

export const maxRules = 200;
export const maxSchemas = 20;

/** The first that fits counts, so a user orders them from the narrow to the wide. */
export const ruleSchema = v.object({
  /** A Redis glob over key names or channel names. */
  pattern: v.pipe(text(1024), v.minLength(1)),
  /** `gzip > php`; checked when it is used, as a newer Keytide may know more decoders. */
  path: v.pipe(text(1000), v.minLength(1)),
});
export type DecoderRule = v.InferOutput<typeof ruleSchema>;

/** A .proto or an Avro schema as its text, a descriptor set as Base64. */
export const storedSchema = v.object({
  name: v.pipe(text(200), v.minLength(1)),
  format: v.picklist(['proto', 'descriptor-set', 'avro']),
  source: text(262_144),
});
export type StoredSchema = v.InferOutput<typeof storedSchema>;

export function ruleFor(rules: readonly DecoderRule[], name: Bytes): { readonly rule: DecoderRule; readonly path: Path } | null {
  for (const rule of rules) {
    if (!globMatches(utf8(rule.pattern), name)) continue;
    const path = parsePath(rule.path);
    if (path !== null) return { rule, path };
  }
  return null;
}

/** With this rule in the place of one of the same pattern, or before all others. A null path forgets the pattern. */
export function withRule(rules: readonly DecoderRule[], pattern: string, path: string | null): readonly DecoderRule[] {
  const at = rules.findIndex((rule) => rule.pattern === pattern);
  const rest = rules.filter((rule) => rule.pattern !== pattern);
  return path === null ? rest : rest.toSpliced(Math.max(0, at), 0, { pattern, path }).slice(0, maxRules);
}

/** A glob for the siblings of a name: `session:8f3a` gives `session:*`. Without a delimiter in it, the name itself. Null: names are not made of parts. */
export function siblings(name: string, delimiter: string | null): string {
  const literal = (part: string): string => part.replace(/[*?[\]\\^]/g, '\\$&');
  const at = delimiter === null ? -1 : name.lastIndexOf(delimiter);
  return delimiter === null || at <= 0 ? literal(name) : `${literal(name.slice(0, at + delimiter.length))}*`;
}

export function schemasOf(stored: readonly StoredSchema[]): readonly Schema[] {
  return stored.map(({ name, format, source }) => ({
    name,
    format,
    source: format === 'descriptor-set' ? (bytesOfBase64(source) ?? new Uint8Array()) : utf8(source),
  }));
}
