/** .NET BinaryFormatter, its head only: which libraries and classes it names. Its objects are never read, as they are made to run code. */
import { exactText } from '../bytes.ts';
import { type Decoder, refuse } from './decoder.ts';
import { newReader, type Reader, startsWith } from './reader.ts';
import { readTree } from './reading.ts';
import { type Node, number, openList, openMap, tagged, textNode } from './tree.ts';

export const dotnet: Decoder = {
  name: 'dotnet',
  title: '.NET BinaryFormatter (head)',
  family: 'structure',
  detect(bytes) {
    if (!startsWith(bytes, [0x00, 0x01, 0x00, 0x00, 0x00])) return refuse('mark', 0);
    const reader = newReader(bytes, true, 9);
    if (reader.i32() !== 1 || reader.i32() !== 0) return refuse('invalid', 9, 'version');
    return 0.97;
  },
  decode: (bytes, { budget }) =>
    readTree((put) => {
      const reader = newReader(bytes, true);
      if (reader.u8() !== 0) refuse('mark', 0);
      const head = openMap();
      put(tagged('BinaryFormatter', head));
      const say = (name: string, value: Node): void => {
        budget.takeNode();
        head.entries.push([textNode(name), value]);
      };
      say('root', number(reader.i32()));
      reader.i32();
      const major = reader.i32();
      const minor = reader.i32();
      if (major !== 1 || minor !== 0) refuse('invalid', 9, `version ${major}.${minor}`);
      say('version', textNode('1.0'));
      // Records follow: libraries and the first class are told, the rest needs the classes.
      while (reader.peek() === 12) {
        reader.take(5);
        say('library', textNode(string(reader)));
        if (reader.left() === 0) return;
      }
      const type = reader.u8();
      const record = records[type];
      if (record === undefined) refuse('invalid', reader.at - 1, `record ${type}`);
      say('record', textNode(record ?? ''));
      if (type !== 4 && type !== 5) return;
      reader.i32();
      say('class', textNode(string(reader)));
      const count = reader.i32();
      if (count < 0 || count > reader.left()) refuse('length', reader.at - 4, String(count));
      const members = openList();
      say('members', members);
      for (let index = 0; index < count; index++) {
        budget.takeNode();
        members.items.push(textNode(string(reader)));
      }
    }),
};

const records = [
  'SerializedStreamHeader',
  'ClassWithId',
  'SystemClassWithMembers',
  'ClassWithMembers',
  'SystemClassWithMembersAndTypes',
  'ClassWithMembersAndTypes',
  'BinaryObjectString',
  'BinaryArray',
  'MemberPrimitiveTyped',
  'MemberReference',
  'ObjectNull',
  'MessageEnd',
  'BinaryLibrary',
  'ObjectNullMultiple256',
  'ObjectNullMultiple',
  'ArraySinglePrimitive',
  'ArraySingleObject',
  'ArraySingleString',
  undefined,
  undefined,
  undefined,
  'MethodCall',
  'MethodReturn',
];

/** Its length in groups of seven bits, then UTF-8. */
function string(reader: Reader): string {
  const at = reader.at;
  let size = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = reader.u8();
    size += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) break;
    if (shift > 21) return refuse('length', at);
  }
  return exactText(reader.take(size)) ?? refuse('not-utf8', at);
}
