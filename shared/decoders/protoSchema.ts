/** Messages and enums by their full names, however they were given, and how a name in one place finds its type. */

export interface ProtoField {
  readonly number: number;
  readonly name: string;
  /** As written: `int32`, `Item`, `.shop.Item`; a map has both. */
  readonly type: string;
  readonly key: string | null;
  readonly repeated: boolean;
}

export interface ProtoMessage {
  readonly kind: 'message';
  /** With its package, without a leading point. */
  readonly name: string;
  readonly fields: ReadonlyMap<number, ProtoField>;
}

export interface ProtoEnum {
  readonly kind: 'enum';
  readonly name: string;
  readonly values: ReadonlyMap<string, string>;
}

export type ProtoType = ProtoMessage | ProtoEnum;

export interface ProtoSchema {
  /** Null where there is none, or several of a short name. */
  find(name: string): ProtoMessage | null;
  /** As a field of `from` means it: innermost scope first. */
  resolve(type: string, from: string): ProtoType | null;
  messages(): readonly string[];
}

export function newProtoSchema(files: readonly (readonly ProtoType[])[]): ProtoSchema {
  const types = new Map<string, ProtoType>();
  for (const type of files.flat()) types.set(type.name, type);
  const messages = [...types.values()].filter((type) => type.kind === 'message');
  return {
    find(name) {
      const exact = types.get(name.replace(/^\./, ''));
      if (exact !== undefined) return exact.kind === 'message' ? exact : null;
      const short = messages.filter((one) => one.name.endsWith(`.${name}`));
      return short.length === 1 ? (short[0] ?? null) : null;
    },
    resolve(type, from) {
      if (type.startsWith('.')) return types.get(type.slice(1)) ?? null;
      for (let scope = from; ; scope = scope.slice(0, Math.max(0, scope.lastIndexOf('.')))) {
        const found = types.get(scope === '' ? type : `${scope}.${type}`);
        if (found !== undefined || scope === '') return found ?? null;
      }
    },
    messages: () => messages.map(({ name }) => name),
  };
}
