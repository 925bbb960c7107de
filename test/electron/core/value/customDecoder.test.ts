import { existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { runCustomDecoder } from '../../../../electron/core/value/customDecoder.ts';
import { displayText, utf8 } from '../../../../shared/bytes.ts';
import type { CustomCommand } from '../../../../shared/value/command.ts';

const never = new AbortController().signal;
const key = utf8('a key; $(touch x)');

/** A program of the test's own: Node, with a script that is one argument. */
function script(source: string, args: readonly string[] = [], exchange: CustomCommand['exchange'] = 'raw'): CustomCommand {
  return { name: 'test', program: process.execPath, args: ['-e', source, ...args], exchange };
}

const run = (command: CustomCommand, value: Uint8Array, limits?: { milliseconds: number; bytes: number }, signal = never) =>
  runCustomDecoder(command, key, value, signal, limits);

async function text(command: CustomCommand, value: Uint8Array): Promise<string> {
  const result = await run(command, value);
  return result.ok ? displayText(result.value) : JSON.stringify(result.why);
}

const echo = 'process.stdin.pipe(process.stdout)';
const argv = 'process.stdin.resume().on("end", () => process.stdout.write(JSON.stringify(process.argv.slice(1))))';

test('the exact bytes come on standard input, and what is written comes back', async () => {
  const every = Uint8Array.from({ length: 256 * 1024 }, (_, at) => at % 256);
  expect(await run(script(echo), every)).toEqual({ ok: true, value: every });
});

test('placeholders of ARDM and Tiny are whole arguments, whatever stands in them', async () => {
  const value = utf8('"; rm -rf $HOME `id` é');
  expect(JSON.parse(await text(script(argv, ['{KEY}', 'v={VALUE}', '{HEX}', '{BASE64}', '{FIELD}', '{OTHER}', '{constructor}']), value))).toEqual([
    'a key; $(touch x)',
    'v="; rm -rf $HOME `id` é',
    Buffer.from(value).toString('hex'),
    Buffer.from(value).toString('base64'),
    '',
    '{OTHER}',
    '{constructor}',
  ]);
  // A value that looks like a placeholder is not filled again.
  expect(JSON.parse(await text(script(argv, ['{VALUE}']), utf8('{KEY}')))).toEqual(['{KEY}']);
});

test('{HEX_FILE} is a file of hexadecimal digits that is gone afterwards', async () => {
  const read = 'const f = process.argv[1]; process.stdout.write(f + "\\n" + require("fs").readFileSync(f))';
  const [path = '', digits] = (await text(script(read, ['{HEX_FILE}']), utf8('hello'))).split('\n');
  expect(digits).toBe(Buffer.from('hello').toString('hex'));
  expect(existsSync(path)).toBe(false);
});

test('Base64 in and out, and the failure mark of Tiny', async () => {
  const back = 'process.stdout.write(Buffer.from(Buffer.from(process.argv[1], "base64").toString().toUpperCase()).toString("base64") + "\\n")';
  expect(await text(script(back, ['{VALUE}'], 'base64'), utf8('hello'))).toBe('HELLO');
  expect(await run(script('console.log("[RDM-ERROR] no thumbs")', [], 'base64'), utf8('x'))).toEqual({
    ok: false,
    why: { kind: 'command-failed', detail: 'no thumbs' },
  });
  expect(await run(script('console.log("*** no base64")', [], 'base64'), utf8('x'))).toMatchObject({ ok: false, why: { kind: 'command-failed' } });
});

test('what goes wrong is told: no program, an exit code with its words, too much, too long, stopped', async () => {
  expect(await run({ name: 'x', program: '/nowhere/at-all', args: [], exchange: 'raw' }, utf8('x'))).toEqual({
    ok: false,
    why: { kind: 'command-failed', detail: 'there is no program /nowhere/at-all' },
  });
  expect(await run(script('process.stderr.write("bad value"); process.exitCode = 3'), utf8('x'))).toEqual({
    ok: false,
    why: { kind: 'command-failed', detail: 'bad value' },
  });
  expect(
    await run(script('const b = Buffer.alloc(1e6); const f = () => process.stdout.write(b, f); f()'), utf8('x'), { milliseconds: 20_000, bytes: 3e6 }),
  ).toEqual({ ok: false, why: { kind: 'cap-bytes' } });
  expect(await run(script('setInterval(() => 0, 1000)'), utf8('x'), { milliseconds: 300, bytes: 1000 })).toEqual({ ok: false, why: { kind: 'cap-time' } });
  const stop = new AbortController();
  const running = run(script('setInterval(() => 0, 1000)'), utf8('x'), undefined, stop.signal);
  stop.abort();
  expect(await running).toMatchObject({ ok: false, why: { kind: 'command-failed', detail: 'stopped' } });
  // An argument that no system takes; and a NUL, which would end it early.
  expect(await run(script(argv, ['{HEX}']), new Uint8Array(60_000))).toMatchObject({ ok: false, why: { kind: 'cap-input' } });
  expect(await run(script(argv, ['{VALUE}']), new Uint8Array(4))).toMatchObject({ ok: false, why: { kind: 'unsupported' } });
});

test('nothing of the environment is passed but what programs need to start', async () => {
  process.env['KEYTIDE_TEST_SECRET'] = 'secret';
  const names = JSON.parse(await text(script('process.stdout.write(JSON.stringify(Object.keys(process.env)))'), utf8('x'))) as string[];
  delete process.env['KEYTIDE_TEST_SECRET'];
  expect(names).toContain('PATH');
  expect(names).not.toContain('KEYTIDE_TEST_SECRET');
});

test('a value that would be an option of the program is refused; an option of the user with a value in it is not', async () => {
  expect(await run(script(argv, ['{VALUE}']), utf8('--exec=x'))).toMatchObject({
    ok: false,
    why: { kind: 'unsupported', detail: expect.stringContaining('{BASE64}') },
  });
  expect(JSON.parse(await text(script(argv, ['--', '--value={VALUE}', '{BASE64}']), utf8('-x')))).toEqual(['--value=-x', 'LXg=']);
});

test('it runs in an empty folder of its own, which is gone afterwards', async () => {
  const look =
    'const fs = require("fs"); process.stdout.write(process.cwd() + "\\n" + fs.readdirSync(".").length + "\\n" + (fs.statSync(".").mode & 0o777).toString(8))';
  const [folder = '', count, mode] = (await text(script(look), utf8('x'))).split('\n');
  expect(dirname(folder)).toBe(tmpdir());
  expect(count).toBe('0');
  expect(process.platform === 'win32' || mode === '700').toBe(true);
  expect(existsSync(folder)).toBe(false);
});

test.runIf(process.platform === 'linux')('what it started ends with it, and what got away holds nobody up', async () => {
  // A child in the group, and one that left it and holds the output open; both tell their numbers first.
  const start = `const { spawn } = require("child_process");
    const one = spawn("sleep", ["60"], { stdio: "inherit" });
    const other = spawn("sleep", ["4"], { stdio: "inherit", detached: true });
    process.stderr.write(one.pid + " "); require("fs").writeFileSync(process.argv[1], String(one.pid)); setInterval(() => 0, 1000)`;
  const told = `${tmpdir()}/keytide-test-${process.pid}.pid`;
  const began = performance.now();
  expect(await run(script(start, [told]), utf8('x'), { milliseconds: 1500, bytes: 1000 })).toEqual({ ok: false, why: { kind: 'cap-time' } });
  expect(performance.now() - began).toBeLessThan(3900);
  const alive = (): boolean => {
    try {
      return !readFileSync(`/proc/${readFileSync(told, 'utf8')}/stat`, 'utf8').includes(') Z ');
    } catch {
      return false;
    }
  };
  await expect.poll(alive).toBe(false);
  rmSync(told);
});
