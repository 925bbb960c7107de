/** Bytes that the formats' own implementations made, and what Keytide reads in them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { utf8 } from '../../../shared/bytes.ts';
import type { Schema } from '../../../shared/decoders/decoder.ts';

interface Reference {
  /** The path that reads it. */
  readonly decoder: string;
  readonly made: string;
  readonly base64: string;
  readonly expect: string;
  readonly saves: boolean;
}

const file = JSON.parse(readFileSync(join(import.meta.dirname, 'references.json'), 'utf8')) as {
  readonly references: readonly Reference[];
  readonly proto: string;
  readonly descriptors: string;
  readonly avro: string;
};

export const fromBase64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));

export const references = file.references.map((one) => ({ ...one, bytes: fromBase64(one.base64) }));

export const protoText: Schema = { name: 'order.proto', format: 'proto', source: utf8(file.proto) };
export const descriptorSet: Schema = { name: 'order.ds', format: 'descriptor-set', source: fromBase64(file.descriptors) };
export const avroSchema: Schema = { name: 'order.avsc', format: 'avro', source: utf8(file.avro) };
