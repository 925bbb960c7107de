/** The browser suites: `browser` drives the built page in Chromium, `desktop` a real Electron where there is one. */
import process from 'node:process';
import { defineConfig } from '@playwright/test';
import { findChromium } from './scripts/tools.mjs';

const program = await findChromium();
// Chromium's sandbox refuses root; containers run as root.
const asRoot = process.getuid?.() === 0;

export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results',
  workers: 1,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['./scripts/report/playwright.mjs']],
  use: {
    viewport: { width: 1280, height: 800 },
    locale: 'en-US',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: { ...(program === null ? {} : { executablePath: program }), args: asRoot ? ['--no-sandbox'] : [] },
  },
  projects: [
    { name: 'browser', testIgnore: 'desktop.spec.ts' },
    { name: 'desktop', testMatch: 'desktop.spec.ts' },
  ],
});
