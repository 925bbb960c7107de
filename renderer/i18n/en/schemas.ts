/** Texts of the schemas that values are read with. */
import { enFormat as f } from '../format.ts';

export const schemas = {
  open: 'Schemas',
  title: 'Schemas of this connection',
  what: 'A .proto file, a descriptor set (protoc -o), or an Avro schema. They are kept with the connection and read as data; no code is made of them.',
  add: 'Add a file…',
  none: 'No schemas yet',
  noneWhat: 'With one, Protobuf shows the names of its fields, and Avro without a file header can be read.',
  formats: { proto: '.proto', 'descriptor-set': 'Descriptor set', avro: 'Avro schema' },
  remove: (name: string) => `Remove ${name}`,
  readAs: 'Read this value as',
  use: (path: string) => `Read this value as ${path}`,
  more: (count: number) => `and ${f.number(count)} more: type the path`,
};
