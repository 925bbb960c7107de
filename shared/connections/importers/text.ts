/** Whatever people have in text files: addresses, command lines of redis-cli, .env. Asked last. */
import { hasWays, readLines } from '../ways/lines.ts';
import type { Importer } from './importer.ts';

export const text: Importer = {
  id: 'text',
  recognise: ({ text }) => text !== null && hasWays(text),
  read: ({ text }) => readLines(text ?? ''),
};
