/** Any bytes as one line of ASCII with redis-cli's escapes: the form in which everything can be edited. */
import { quote, splitLine } from '../escape.ts';
import { type Decoder, refuse } from './decoder.ts';

/** Longer than this is nothing that is read or edited as one line. */
const longest = 256 * 1024;

export const binary: Decoder = {
  name: 'binary',
  title: 'Binary (escaped)',
  family: 'raw',
  detect: (bytes) => (bytes.length > longest ? refuse('cap-input') : 0.03),
  decode: (bytes) => (bytes.length > longest ? refuse('cap-input') : { kind: 'text', text: quote(bytes), language: 'plain' }),
  encode(decoded) {
    const line = decoded.kind === 'text' ? splitLine(decoded.text) : refuse('unsupported');
    if (!line.ok) return refuse('invalid', line.at, line.why);
    const [word] = line.words;
    return line.words.length === 1 && word !== undefined ? word : refuse('invalid', 0, 'one quoted text expected');
  },
};
