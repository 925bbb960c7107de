/** The user's own decoders, in a file of their own: they run programs here, so they never come with an import of connections. */
import * as v from 'valibot';
import type { StartNotice } from '../../../shared/app.ts';
import type { KeytideContract } from '../../../shared/contract.ts';
import type { Handlers } from '../../../shared/rpc/define.ts';
import { type CustomCommand, commandSchema, maxCommands } from '../../../shared/value/command.ts';
import type { Ports } from '../ports.ts';
import { openStore } from '../store.ts';
import { runCustomDecoder } from './customDecoder.ts';

export interface Commands {
  readonly handlers: Pick<Handlers<KeytideContract>, 'commands.watch' | 'commands.save' | 'commands.run'>;
  readonly notices: readonly StartNotice[];
}

export async function openCommands({ dataFolder, log }: Pick<Ports, 'dataFolder' | 'log'>): Promise<Commands> {
  const store = await openStore<readonly CustomCommand[]>({
    folder: dataFolder,
    file: 'commands.json',
    version: 1,
    schema: v.pipe(v.array(commandSchema), v.maxLength(maxCommands)),
    defaults: [],
    log,
  });
  return {
    notices: store.notices,
    handlers: {
      async *'commands.watch'(_, { signal }) {
        for await (const _change of store.changes.follow(signal)) yield store.read();
      },
      'commands.save': ({ commands }) => store.update(() => commands),
      async 'commands.run'({ name, key, bytes }, { signal }) {
        // Only what was saved before is run: a page names it, and cannot say what it is.
        const command = store.read().find((one) => one.name === name);
        return command === undefined ? { ok: false, why: { kind: 'needs-command', detail: name } } : runCustomDecoder(command, key, bytes, signal);
      },
    },
  };
}
