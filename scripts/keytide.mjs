#!/usr/bin/env node
// The `keytide` command: runs the built browser edition.
// @ts-check
import { existsSync } from 'node:fs';

const host = new URL('../dist/host/serve.js', import.meta.url);
if (existsSync(host)) await import(host.href);
else {
  process.stderr.write('keytide: not built yet; npm run build builds it\n');
  process.exitCode = 1;
}
