/** Runs a user's own decoder: no shell, little environment, an end to its time and its output, and its whole process group with it. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { type Bytes, displayText } from '../../../shared/bytes.ts';
import { type CommandResult, type CustomCommand, fillArguments, maxCommandInput, wantsHexFile } from '../../../shared/value/command.ts';

export interface CommandLimits {
  readonly milliseconds: number;
  /** Of what it writes. */
  readonly bytes: number;
}

const commandLimits: CommandLimits = { milliseconds: 10_000, bytes: 32 * 1024 * 1024 };

/** Systems refuse longer arguments, with an error that says nothing. */
const maxArgument = 100_000;
/** What programs need to start; nothing that Keytide was given. */
const passed = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'USERPROFILE', 'APPDATA', 'PATHEXT'];
const stopped: CommandResult = { ok: false, why: { kind: 'command-failed', detail: 'stopped' } };
const failedMark = '[RDM-ERROR]';

export async function runCustomDecoder(command: CustomCommand, key: Bytes, value: Bytes, signal: AbortSignal, limits = commandLimits): Promise<CommandResult> {
  if (value.length > maxCommandInput) return { ok: false, why: { kind: 'cap-input' } };
  const buffer = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  // A folder of its own, which nobody else can write to: interpreters look for modules where they are started.
  const folder = await mkdtemp(join(tmpdir(), 'keytide-decode-'));
  try {
    const hexFile = wantsHexFile(command.args) ? join(folder, 'value.hex') : null;
    if (hexFile !== null) await writeFile(hexFile, buffer.toString('hex'), { mode: 0o600 });
    const base64 = buffer.toString('base64');
    const text = command.exchange === 'base64' ? base64 : displayText(value);
    const args = fillArguments(command.args, { key: displayText(key), value: text, base64, hex: buffer.toString('hex'), hexFile });
    if (args.some((arg) => arg.length > maxArgument)) return { ok: false, why: { kind: 'cap-input', detail: 'an argument; standard input has no limit' } };
    // A NUL would end an argument early.
    if (args.some((arg) => arg.includes('\0'))) return { ok: false, why: { kind: 'unsupported', detail: 'NUL in an argument' } };
    // What is data must not become an option of the program.
    const option = args.findIndex((arg, at) => arg.startsWith('-') && command.args[at]?.startsWith('{') === true);
    if (option >= 0)
      return { ok: false, why: { kind: 'unsupported', detail: `argument ${option + 1} would begin with -; standard input and {BASE64} can hold it` } };
    return answered(command, await run({ program: command.program, args, folder }, buffer, signal, limits));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function answered({ exchange }: CustomCommand, result: CommandResult): CommandResult {
  if (!result.ok || exchange === 'raw') return result;
  const text = displayText(result.value).trim();
  if (text.startsWith(failedMark)) return { ok: false, why: { kind: 'command-failed', detail: text.slice(failedMark.length, 400).trim() } };
  return /^[A-Za-z0-9+/\s]*={0,2}$/.test(text)
    ? { ok: true, value: new Uint8Array(Buffer.from(text, 'base64')) }
    : { ok: false, why: { kind: 'command-failed', detail: 'the answer is not Base64' } };
}

interface Start {
  readonly program: string;
  readonly args: readonly string[];
  readonly folder: string;
}

function run({ program, args, folder }: Start, input: Buffer, signal: AbortSignal, limits: CommandLimits): Promise<CommandResult> {
  const environment = Object.fromEntries(passed.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
  if (signal.aborted) return Promise.resolve(stopped);
  return new Promise((resolve) => {
    let child: ChildProcessWithoutNullStreams;
    try {
      // A group of its own, so that what it started ends with it.
      child = spawn(program, [...args], {
        env: environment,
        cwd: folder,
        stdio: 'pipe',
        shell: false,
        windowsHide: true,
        detached: process.platform !== 'win32',
      });
    } catch (error) {
      return resolve({ ok: false, why: { kind: 'command-failed', detail: error instanceof Error ? error.message : '' } });
    }
    const parts: Buffer[] = [];
    let length = 0;
    let said = '';
    let verdict: CommandResult | null = null;
    const end = (result: CommandResult): void => {
      verdict ??= result;
      // What left the group may hold these open for ever: nothing more is read from it.
      child.stdout.destroy();
      child.stderr.destroy();
      finish(null);
    };
    const timer = setTimeout(() => end({ ok: false, why: { kind: 'cap-time' } }), limits.milliseconds);
    const stop = (): void => end(stopped);
    signal.addEventListener('abort', stop, { once: true });
    child.stdout.on('data', (part: Buffer) => {
      length += part.length;
      if (length > limits.bytes) end({ ok: false, why: { kind: 'cap-bytes' } });
      else parts.push(part);
    });
    child.stderr.on('data', (part: Buffer) => {
      if (said.length < 1000) said += displayText(part);
    });
    // It may end without reading what it was given.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    child.once('error', (error) => {
      verdict ??= {
        ok: false,
        why: { kind: 'command-failed', detail: 'code' in error && error.code === 'ENOENT' ? `there is no program ${program}` : error.message },
      };
      finish(null);
    });
    child.once('close', (code) => finish(code));
    let finished = false;
    function finish(code: number | null): void {
      if (finished) return;
      finished = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      killGroup(child);
      if (verdict !== null) resolve(verdict);
      else if (code === 0) resolve({ ok: true, value: new Uint8Array(Buffer.concat(parts)) });
      else resolve({ ok: false, why: { kind: 'command-failed', detail: said.trim().slice(0, 400) || `exit code ${code ?? 'none'}` } });
    }
  });
}

function killGroup(child: ChildProcessWithoutNullStreams): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') killTree(child, child.pid);
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Already gone.
  }
}

/** There are no process groups on Windows; its own tool follows the children. */
function killTree(child: ChildProcessWithoutNullStreams, pid: number): void {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const tool = join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'taskkill.exe');
  spawn(tool, ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true, shell: false }).once('error', () => child.kill());
}
