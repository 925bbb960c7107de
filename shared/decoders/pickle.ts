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
  switch (String.fromCharCode(code)) {
    case '.':
      return true;
    case '(':
      machine.mark();
      return false;
    case '0':
      machine.drop();
      return false;
    case '1':
      machine.popMark();
      return false;
    case '2':
      machine.duplicate();
      return false;
    case 'N':
      push(word('None'));
      return false;
    case 'I': {
      const text = line(reader);
      push(text === '00' ? word('False') : text === '01' ? word('True') : integer(text, at));
      return false;
    }
    case 'L':
      push(integer(line(reader).replace(/L$/, ''), at));
      return false;
    case 'J':
      push(number(reader.i32()));
      return false;
    case 'K':
      push(number(reader.u8()));
      return false;
    case 'M':
      push(number(reader.u16()));
      return false;
    case 'F': {
      const text = line(reader);
      push(/^-?(\d+(\.\d*)?([eE][-+]?\d+)?|inf)$|^nan$/.test(text) ? number(text) : refuse('invalid', at, text.slice(0, 40)));
      return false;
    }
    case 'G':
      push(number(floatText(newReader(reader.take(8)).f64())));
      return false;
    case 'S':
      push(stringNode(quoted(line(reader), at)));
      return false;
    case 'T':
      push(stringNode(reader.take(reader.i32())));
      return false;
    case 'U':
    case '\x8c':
      push(stringNode(reader.take(reader.u8())));
      return false;
    case 'V':
      push(textNode(line(reader).replace(/\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})/g, (_, short?: string, long?: string) => character(short ?? long ?? ''))));
      return false;
    case 'X':
      push(stringNode(reader.take(reader.u32())));
      return false;
    case '\x8d':
      push(stringNode(reader.take(size64(reader))));
      return false;
    case 'B':
      push(bytesNode(reader.take(reader.u32())));
      return false;
    case 'C':
      push(bytesNode(reader.take(reader.u8())));
      return false;
    case '\x8e':
      push(bytesNode(reader.take(size64(reader))));
      return false;
    case '\x96':
      push(tagged('bytearray', bytesNode(reader.take(size64(reader)))));
      return false;
    case '\x88':
      push(word('True'));
      return false;
    case '\x89':
      push(word('False'));
      return false;
    case '\x8a':
      push(long(reader.take(reader.u8())));
      return false;
    case '\x8b':
      push(long(reader.take(reader.i32())));
      return false;
    case ']':
      push(openList());
      return false;
    case '}':
      push(openMap());
      return false;
    case ')':
      push(tagged('tuple', openList()));
      return false;
    case '\x8f':
      push(tagged('set', openList()));
      return false;
    case 'l':
      push({ kind: 'list', items: machine.popMark() });
      return false;
    case 't':
      push(tagged('tuple', { kind: 'list', items: machine.popMark() }));
      return false;
    case '\x91':
      push(tagged('frozenset', { kind: 'list', items: machine.popMark() }));
      return false;
    case 'd':
      push(openMap());
      machine.setItems(machine.popMarkUnder());
      return false;
    case '\x85':
    case '\x86':
    case '\x87':
      push(tagged('tuple', { kind: 'list', items: machine.popMany(code - 0x84) }));
      return false;
    case 'a':
      machine.append([machine.pop()]);
      return false;
    case 'e':
    case '\x90':
      machine.append(machine.popMark());
      return false;
    case 's':
      machine.setItems(machine.popMany(2));
      return false;
    case 'u':
      machine.setItems(machine.popMark());
      return false;
    case 'c': {
      const module = line(reader);
      push(tagged('global', textNode(`${module}.${line(reader)}`)));
      return false;
    }
    case '\x93': {
      const [module, name] = machine.popMany(2).map((node) => (node.kind === 'text' ? node.text : refuse('invalid', at, 'STACK_GLOBAL')));
      push(tagged('global', textNode(`${module}.${name}`)));
      return false;
    }
    case 'R':
      machine.call('call');
      return false;
    case '\x81':
      machine.call('object');
      return false;
    case '\x92': {
      const [of, args, named] = machine.popMany(3);
      push(tagged(`object ${machine.nameOf(of)}`, { kind: 'list', items: [args, named].filter((one) => one !== undefined) }));
      return false;
    }
    case 'i': {
      const module = line(reader);
      const name = line(reader);
      push(tagged(`object ${module}.${name}`, { kind: 'list', items: machine.popMark() }));
      return false;
    }
    case 'o': {
      const [of, ...args] = machine.popMark();
      push(tagged(`object ${machine.nameOf(of)}`, { kind: 'list', items: args }));
      return false;
    }
    case 'b':
      machine.build();
      return false;
    case 'p':
      machine.remember(line(reader));
      return false;
    case 'q':
      machine.remember(String(reader.u8()));
      return false;
    case 'r':
      machine.remember(String(reader.u32()));
      return false;
    case '\x94':
      machine.remember(null);
      return false;
    case 'g':
      machine.recall(line(reader), at);
      return false;
    case 'h':
      machine.recall(String(reader.u8()), at);
      return false;
    case 'j':
      machine.recall(String(reader.u32()), at);
      return false;
    case 'P':
      push(tagged('persistent', textNode(line(reader))));
      return false;
    case 'Q':
      push(tagged('persistent', machine.pop()));
      return false;
    case '\x82':
      push(tagged('extension', number(reader.u8())));
      return false;
    case '\x83':
      push(tagged('extension', number(reader.u16())));
      return false;
    case '\x84':
      push(tagged('extension', number(reader.i32())));
      return false;
    case '\x80':
      return reader.u8() > 5 ? refuse('invalid', at, 'protocol') : false;
    case '\x95':
      size64(reader);
      return false;
    case '\x97':
      push(word('out-of-band buffer'));
      return false;
    case '\x98':
      return false;
    default:
      return refuse('invalid', at, `opcode 0x${code.toString(16).padStart(2, '0')}`);
  }
}
