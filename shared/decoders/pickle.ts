/** Python pickle, protocols 0 to 5, as data only: what it would import, call or build is named and shown, never done. */
import { type Decoder, refuse } from './decoder.ts';
import { newPickleMachine } from './pickleMachine.ts';
import { character, integer, long, quoted } from './pickleValues.ts';
import { latin1, newReader, type Reader, stringNode } from './reader.ts';
import { readTree } from './reading.ts';
import { bytesNode, floatText, number, openList, openMap, tagged, textNode, word } from './tree.ts';

export const pickle: Decoder = {
  name: 'pickle',
  title: 'Python pickle',
  family: 'structure',
  detect(bytes, context) {
    if (bytes.at(-1) !== 0x2e) return refuse('ends-early', bytes.length, 'no STOP');
    if (bytes[0] === 0x80) {
      if ((bytes[1] ?? 9) > 5) return refuse('invalid', 1, 'protocol');
      pickle.decode(bytes, context);
      return 0.97;
    }
    if (!'(]})clIFLSVTUXJKMGN'.includes(String.fromCharCode(bytes[0] ?? 0))) return refuse('mark', 0);
    pickle.decode(bytes, context);
    return bytes[0] === 0x28 || bytes[0] === 0x63 || bytes[0] === 0x5d || bytes[0] === 0x7d ? 0.8 : 0.3;
  },
  decode: (bytes, { budget }) =>
    readTree((put) => {
      const reader = newReader(bytes, true);
      const machine = newPickleMachine(budget);
      while (!step(reader, machine)) budget.step();
      reader.end();
      const root = machine.pop();
      machine.checkDepth(root);
      put(root);
    }),
};

function line(reader: Reader): string {
  const end = reader.bytes.indexOf(0x0a, reader.at);
  if (end < 0) return refuse('ends-early', reader.bytes.length);
  const text = latin1(reader.take(end - reader.at));
  reader.u8();
  return text;
}

function size64(reader: Reader): number {
  const at = reader.at;
  const size = reader.u64();
  return size <= BigInt(reader.left()) ? Number(size) : refuse('length', at, String(size));
}

/** True at the end. */
function step(reader: Reader, machine: ReturnType<typeof newPickleMachine>): boolean {
  const at = reader.at;
  const code = reader.u8();
  const { push } = machine;
  // By number: a table for the engine, where letters would be compared one after the other.
  switch (code) {
    case 0x2e: // .
      return true;
    case 0x28: // (
      machine.mark();
      return false;
    case 0x30: // 0
      machine.drop();
      return false;
    case 0x31: // 1
      machine.popMark();
      return false;
    case 0x32: // 2
      machine.duplicate();
      return false;
    case 0x4e: // N
      push(word('None'));
      return false;
    case 0x49: {
      // I
      const text = line(reader);
      push(text === '00' ? word('False') : text === '01' ? word('True') : integer(text, at));
      return false;
    }
    case 0x4c: // L
      push(integer(line(reader).replace(/L$/, ''), at));
      return false;
    case 0x4a: // J
      push(number(reader.i32()));
      return false;
    case 0x4b: // K
      push(number(reader.u8()));
      return false;
    case 0x4d: // M
      push(number(reader.u16()));
      return false;
    case 0x46: {
      // F
      const text = line(reader);
      push(/^-?(\d+(\.\d*)?([eE][-+]?\d+)?|inf)$|^nan$/.test(text) ? number(text) : refuse('invalid', at, text.slice(0, 40)));
      return false;
    }
    case 0x47: // G
      push(number(floatText(newReader(reader.take(8)).f64())));
      return false;
    case 0x53: // S
      push(stringNode(quoted(line(reader), at)));
      return false;
    case 0x54: // T
      push(stringNode(reader.take(reader.i32())));
      return false;
    case 0x55: // U
    case 0x8c:
      push(stringNode(reader.take(reader.u8())));
      return false;
    case 0x56: // V
      push(textNode(line(reader).replace(/\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})/g, (_, short?: string, long?: string) => character(short ?? long ?? ''))));
      return false;
    case 0x58: // X
      push(stringNode(reader.take(reader.u32())));
      return false;
    case 0x8d:
      push(stringNode(reader.take(size64(reader))));
      return false;
    case 0x42: // B
      push(bytesNode(reader.take(reader.u32())));
      return false;
    case 0x43: // C
      push(bytesNode(reader.take(reader.u8())));
      return false;
    case 0x8e:
      push(bytesNode(reader.take(size64(reader))));
      return false;
    case 0x96:
      push(tagged('bytearray', bytesNode(reader.take(size64(reader)))));
      return false;
    case 0x88:
      push(word('True'));
      return false;
    case 0x89:
      push(word('False'));
      return false;
    case 0x8a:
      push(long(reader.take(reader.u8())));
      return false;
    case 0x8b:
      push(long(reader.take(reader.i32())));
      return false;
    case 0x5d: // ]
      push(openList());
      return false;
    case 0x7d: // }
      push(openMap());
      return false;
    case 0x29: // )
      push(tagged('tuple', openList()));
      return false;
    case 0x8f:
      push(tagged('set', openList()));
      return false;
    case 0x6c: // l
      push({ kind: 'list', items: machine.popMark() });
      return false;
    case 0x74: // t
      push(tagged('tuple', { kind: 'list', items: machine.popMark() }));
      return false;
    case 0x91:
      push(tagged('frozenset', { kind: 'list', items: machine.popMark() }));
      return false;
    case 0x64: // d
      push(openMap());
      machine.setItems(machine.popMarkUnder());
      return false;
    case 0x85:
    case 0x86:
    case 0x87:
      push(tagged('tuple', { kind: 'list', items: machine.popMany(code - 0x84) }));
      return false;
    case 0x61: // a
      machine.append([machine.pop()]);
      return false;
    case 0x65: // e
    case 0x90:
      machine.append(machine.popMark());
      return false;
    case 0x73: // s
      machine.setItems(machine.popMany(2));
      return false;
    case 0x75: // u
      machine.setItems(machine.popMark());
      return false;
    case 0x63: {
      // c
      const module = line(reader);
      push(tagged('global', textNode(`${module}.${line(reader)}`)));
      return false;
    }
    case 0x93: {
      const [module, name] = machine.popMany(2).map((node) => (node.kind === 'text' ? node.text : refuse('invalid', at, 'STACK_GLOBAL')));
      push(tagged('global', textNode(`${module}.${name}`)));
      return false;
    }
    case 0x52: // R
      machine.call('call');
      return false;
    case 0x81:
      machine.call('object');
      return false;
    case 0x92: {
      const [of, args, named] = machine.popMany(3);
      push(tagged(`object ${machine.nameOf(of)}`, { kind: 'list', items: [args, named].filter((one) => one !== undefined) }));
      return false;
    }
    case 0x69: {
      // i
      const module = line(reader);
      const name = line(reader);
      push(tagged(`object ${module}.${name}`, { kind: 'list', items: machine.popMark() }));
      return false;
    }
    case 0x6f: {
      // o
      const [of, ...args] = machine.popMark();
      push(tagged(`object ${machine.nameOf(of)}`, { kind: 'list', items: args }));
      return false;
    }
    case 0x62: // b
      machine.build();
      return false;
    case 0x70: // p
      machine.remember(line(reader));
      return false;
    case 0x71: // q
      machine.remember(String(reader.u8()));
      return false;
    case 0x72: // r
      machine.remember(String(reader.u32()));
      return false;
    case 0x94:
      machine.remember(null);
      return false;
    case 0x67: // g
      machine.recall(line(reader), at);
      return false;
    case 0x68: // h
      machine.recall(String(reader.u8()), at);
      return false;
    case 0x6a: // j
      machine.recall(String(reader.u32()), at);
      return false;
    case 0x50: // P
      push(tagged('persistent', textNode(line(reader))));
      return false;
    case 0x51: // Q
      push(tagged('persistent', machine.pop()));
      return false;
    case 0x82:
      push(tagged('extension', number(reader.u8())));
      return false;
    case 0x83:
      push(tagged('extension', number(reader.u16())));
      return false;
    case 0x84:
      push(tagged('extension', number(reader.i32())));
      return false;
    case 0x80:
      return reader.u8() > 5 ? refuse('invalid', at, 'protocol') : false;
    case 0x95:
      size64(reader);
      return false;
    case 0x97:
      push(word('out-of-band buffer'));
      return false;
    case 0x98:
      return false;
    default:
      return refuse('invalid', at, `opcode 0x${code.toString(16).padStart(2, '0')}`);
  }
}
