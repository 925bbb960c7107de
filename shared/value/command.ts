/** A decoder of the user's own: a program that reads the value from standard input and writes what it makes of it. */
import * as v from 'valibot';
import type { Bytes } from '../bytes.ts';
import type { Attempt } from '../decoders/decoder.ts';

const text = (max: number) => v.pipe(v.string(), v.maxLength(max));

export const commandSchema = v.object({
  /** What stands in a path: `command(thumbs)`. */
  name: v.pipe(text(60), v.regex(/^[^()>\s][^()>]*$/)),
  /** A program, run without a shell. */
  program: v.pipe(text(4096), v.minLength(1)),
  /** Whole arguments; a placeholder stands in one as it is, never in a line that is split again. */
  args: v.pipe(v.array(text(4096)), v.maxLength(50)),
  /** `base64`: `{VALUE}` is given and the answer is read as Base64, as scripts for Tiny RDM have it. */
  exchange: v.picklist(['raw', 'base64']),
});
export type CustomCommand = v.InferOutput<typeof commandSchema>;

export const maxCommands = 50;
/** More than this is not given to a program: it would be there twice, and again in what the program makes. */
export const maxCommandInput = 16 * 1024 * 1024;

export const commandStep = 'command';

/** What a program made of a value, or why it made nothing: plain data, as the decoders' own refusals. */
export type CommandResult = Attempt<Bytes>;

const placeholder = /\{(KEY|FIELD|SCORE|MEMBER|VALUE|BASE64|HEX|HEX_FILE)\}/g;

export interface Placeholders {
  readonly key: string;
  readonly value: string;
  readonly base64: string;
  readonly hex: string;
  /** Null: no argument asks for it. */
  readonly hexFile: string | null;
}

export function wantsHexFile(args: readonly string[]): boolean {
  return args.some((arg) => arg.includes('{HEX_FILE}'));
}

/** The known ones of Another Redis Desktop Manager and Tiny RDM; others stay as they are. Each argument stays one argument. */
export function fillArguments(args: readonly string[], { key, value, base64, hex, hexFile }: Placeholders): readonly string[] {
  const known = new Map([
    ['KEY', key],
    ['FIELD', ''],
    ['SCORE', ''],
    ['MEMBER', ''],
    ['VALUE', value],
    ['BASE64', base64],
    ['HEX', hex],
    ['HEX_FILE', hexFile ?? ''],
  ]);
  return args.map((arg) => arg.replace(placeholder, (all, name: string) => known.get(name) ?? all));
}
