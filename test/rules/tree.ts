/** A small tree with this project's own settings, in which the tools can be shown what they must refuse. */
import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const settings = ['package.json', 'biome.json', '.oxlintrc.json', 'knip.json', 'tsconfig.json', 'shared/tsconfig.json', 'shared/globals.d.ts'];
const rooms = ['electron/core/tsconfig.json', 'electron/tsconfig.json', 'renderer/tsconfig.json', 'test/tsconfig.json', 'scripts/tsconfig.json'];

export interface Tree {
  readonly folder: string;
  run(cli: string, ...args: string[]): Promise<{ readonly code: number | null; readonly output: string }>;
  remove(): Promise<void>;
}

export async function plantTree(files: Readonly<Record<string, string>>): Promise<Tree> {
  const folder = await mkdtemp(join(tmpdir(), 'keytide-rules-'));
  for (const path of [...settings, ...rooms]) await cp(join(root, path), join(folder, path));
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return {
    folder,
    run: (cli, ...args) => run(join(root, cli), args, folder),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

function run(cli: string, args: readonly string[], cwd: string): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cli, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1' } });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}
