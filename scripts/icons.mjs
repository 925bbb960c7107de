// Renders build/icon.svg with Chromium into the icons of the three systems: `node scripts/icons.mjs`. The results are committed.
// @ts-check

import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';

const folder = fileURLToPath(new URL('../build', import.meta.url));
const linuxSizes = [16, 24, 32, 48, 64, 128, 256, 512];
const icoSizes = [16, 24, 32, 48, 64, 128, 256];
/** Apple's names of PNG entries by their size in pixels; the retina ones hold the next size at half its points. */
const icnsEntries = [
  { name: 'icp4', size: 16 },
  { name: 'ic11', size: 32 },
  { name: 'icp5', size: 32 },
  { name: 'ic12', size: 64 },
  { name: 'ic07', size: 128 },
  { name: 'ic13', size: 256 },
  { name: 'ic08', size: 256 },
  { name: 'ic14', size: 512 },
  { name: 'ic09', size: 512 },
  { name: 'ic10', size: 1024 },
];

const sizes = [...new Set([...linuxSizes, ...icoSizes, ...icnsEntries.map((entry) => entry.size)])];
const pngs = await render(await readFile(`${folder}/icon.svg`), sizes);

await mkdir(`${folder}/icons`, { recursive: true });
for (const size of linuxSizes) await writeFile(`${folder}/icons/${size}x${size}.png`, png(size));
await writeFile(`${folder}/icon.ico`, ico(icoSizes));
await writeFile(`${folder}/icon.icns`, icns());

/** @param {Buffer} svg @param {readonly number[]} wanted */
async function render(svg, wanted) {
  const system = '/usr/bin/chromium';
  const browser = await chromium.launch({ args: ['--no-sandbox'], ...(existsSync(system) ? { executablePath: system } : {}) });
  /** @type {Map<number, Buffer>} */
  const made = new Map();
  const source = `data:image/svg+xml;base64,${svg.toString('base64')}`;
  for (const size of wanted) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    await page.setContent(`<style>*{margin:0}img{display:block;width:100vw}</style><img src="${source}">`);
    made.set(size, await page.screenshot({ omitBackground: true }));
    await page.close();
  }
  await browser.close();
  return made;
}

/** @param {number} size */
function png(size) {
  const bytes = pngs.get(size);
  if (bytes === undefined) throw new Error(`${size} was not rendered`);
  return bytes;
}

/** A header of 6 bytes, an entry of 16 per image, then the PNGs as they are. @param {readonly number[]} list */
function ico(list) {
  const head = Buffer.alloc(6 + 16 * list.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(list.length, 4);
  let offset = head.length;
  for (const [index, size] of list.entries()) {
    const at = 6 + 16 * index;
    // 0 stands for 256.
    head.writeUInt8(size % 256, at);
    head.writeUInt8(size % 256, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(png(size).length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += png(size).length;
  }
  return Buffer.concat([head, ...list.map(png)]);
}

/** 'icns', the whole length, then name, length and PNG per entry; every length counts its own 8 bytes of head. */
function icns() {
  const parts = icnsEntries.flatMap(({ name, size }) => [header(name, png(size).length), png(size)]);
  const body = Buffer.concat(parts);
  return Buffer.concat([header('icns', body.length), body]);
}

/** @param {string} name @param {number} length */
function header(name, length) {
  const bytes = Buffer.alloc(8);
  bytes.write(name, 'latin1');
  bytes.writeUInt32BE(length + 8, 4);
  return bytes;
}
