/** Schemas that a user gives: known by what they are, checked before they are kept, and what values can be read with them. */

import { type Bytes, exactText } from '../bytes.ts';
import { base64Of } from '../digits.ts';
import { parseAvro } from './avroSchema.ts';
import { type Attempt, attempt, refuse, type Schema } from './decoder.ts';
import type { Path } from './path.ts';
import { protoMessages, schemaFault } from './protobuf.ts';
import { maxSchemas, type StoredSchema } from './rules.ts';

/** Characters of what is stored. */
const maxSource = 262_144;

/** What begins as JSON is an Avro schema, other text is a .proto, and what is no text is a descriptor set. */
export function readSchema(file: string, bytes: Bytes): Attempt<StoredSchema> {
  return attempt(() => {
    const text = exactText(bytes);
    const format: Schema['format'] = text === null || text.includes('\0') ? 'descriptor-set' : /^\s*[[{"]/.test(text) ? 'avro' : 'proto';
    const source = format === 'descriptor-set' ? base64Of(bytes) : (text ?? '');
    if (source.length > maxSource) return refuse('cap-input', undefined, `${maxSource} characters at most`);
    const name = nameOf(file, format);
    const schema: Schema = { name, format, source: bytes };
    if (format === 'avro') {
      parseAvro(text ?? '');
      return { name, format, source };
    }
    const messages = schemaFault(schema);
    if (!messages.ok) return refuse(messages.why.kind, messages.why.at, messages.why.detail);
    if (messages.value.length === 0) return refuse('invalid', undefined, 'no message in it');
    return { name, format, source };
  });
}

/** In the place of one of the same name. */
export function withSchema(schemas: readonly StoredSchema[], schema: StoredSchema): Attempt<readonly StoredSchema[]> {
  const others = schemas.filter(({ name }) => name !== schema.name);
  if (others.length >= maxSchemas) return { ok: false, why: { kind: 'cap-input', detail: `${maxSchemas} schemas at most` } };
  return { ok: true, value: [...others, schema] };
}

/** The paths that read a value by it: each message of Protobuf, an Avro schema by its name. */
export function pathsOf(schema: Schema): readonly Path[] {
  if (schema.format === 'avro') return [[{ name: 'avro', argument: schema.name }]];
  return protoMessages([schema]).map((message) => [{ name: 'protobuf', argument: message }]);
}

/** It stands in a path, in parentheses. */
function nameOf(file: string, format: Schema['format']): string {
  const base = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
  const bare = format === 'avro' ? base.replace(/\.(avsc|json)$/i, '') : base;
  return (
    bare
      .replace(/[()>\s\p{C}]+/gu, '_')
      .slice(0, 100)
      .replace(/^_+|_+$/g, '') || 'schema'
  );
}
