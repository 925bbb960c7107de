/** Reads an Avro schema: JSON, in which named types stand for themselves once they were said. */
import { refuse } from './decoder.ts';

export type AvroType =
  | { readonly kind: 'null' | 'boolean' | 'float' | 'double' | 'string' }
  | { readonly kind: 'int' | 'long'; readonly logical: string }
  | { readonly kind: 'bytes'; readonly logical: string; readonly scale: number }
  | { readonly kind: 'fixed'; readonly size: number; readonly logical: string; readonly scale: number }
  | { readonly kind: 'enum'; readonly symbols: readonly string[] }
  | { readonly kind: 'union'; readonly branches: readonly AvroType[] }
  | { readonly kind: 'array'; readonly items: AvroType }
  | { readonly kind: 'map'; readonly values: AvroType }
  | { readonly kind: 'record'; readonly fields: { readonly name: string; readonly type: AvroType }[] };

const longest = 4 * 1024 * 1024;

export function parseAvro(source: string): AvroType {
  if (source.length > longest) return refuse('cap-input', undefined, 'Avro schema');
  return typeOf(JSON.parse(source), '', new Map(), 0);
}

/** A property of its own: a schema may be hostile too. */
function own(value: object, name: string): unknown {
  return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}

const word = (value: unknown): string => (typeof value === 'string' ? value : '');

function typeOf(value: unknown, space: string, named: Map<string, AvroType>, depth: number): AvroType {
  if (depth > 100) return refuse('cap-depth', undefined, 'Avro schema');
  if (Array.isArray(value)) return { kind: 'union', branches: value.map((one: unknown) => typeOf(one, space, named, depth + 1)) };
  if (typeof value === 'string')
    return primitive(value, '', 0) ?? named.get(full(value, space)) ?? named.get(value) ?? refuse('needs-schema', undefined, `type ${value.slice(0, 60)}`);
  if (typeof value !== 'object' || value === null) return refuse('needs-schema', undefined, 'Avro schema');
  const kind = own(value, 'type');
  if (typeof kind !== 'string') return typeOf(kind, space, named, depth + 1);
  const logical = word(own(value, 'logicalType'));
  const scale = Number(own(value, 'scale') ?? 0);
  const safeScale = Number.isInteger(scale) && scale >= 0 && scale < 2000 ? scale : 0;
  const name = full(word(own(value, 'name')), word(own(value, 'namespace')) || space);
  const remember = (type: AvroType): AvroType => {
    named.set(name, type);
    return type;
  };
  switch (kind) {
    case 'record':
    case 'error': {
      const fields: { name: string; type: AvroType }[] = [];
      const type = remember({ kind: 'record', fields });
      const list = own(value, 'fields');
      for (const field of Array.isArray(list) ? (list as unknown[]) : []) {
        if (typeof field !== 'object' || field === null) return refuse('needs-schema', undefined, 'field');
        fields.push({ name: word(own(field, 'name')), type: typeOf(own(field, 'type'), name.replace(/\.?[^.]*$/, ''), named, depth + 1) });
      }
      return type;
    }
    case 'enum': {
      const symbols = own(value, 'symbols');
      return remember({ kind: 'enum', symbols: Array.isArray(symbols) ? symbols.map(word) : [] });
    }
    case 'fixed': {
      const size = own(value, 'size');
      return typeof size === 'number' && size >= 0 && size < 2 ** 31
        ? remember({ kind: 'fixed', size, logical, scale: safeScale })
        : refuse('needs-schema', undefined, 'fixed');
    }
    case 'array':
      return { kind: 'array', items: typeOf(own(value, 'items'), space, named, depth + 1) };
    case 'map':
      return { kind: 'map', values: typeOf(own(value, 'values'), space, named, depth + 1) };
    default:
      return primitive(kind, logical, safeScale) ?? typeOf(kind, space, named, depth + 1);
  }
}

function full(name: string, space: string): string {
  return name.includes('.') || space === '' ? name : `${space}.${name}`;
}

function primitive(kind: string, logical: string, scale: number): AvroType | null {
  switch (kind) {
    case 'null':
    case 'boolean':
    case 'float':
    case 'double':
    case 'string':
      return { kind };
    case 'int':
    case 'long':
      return { kind, logical };
    case 'bytes':
      return { kind, logical, scale };
    default:
      return null;
  }
}
