/** Unit, contract and core tests: everything but the browser suites. */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [react()],
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: ['test/e2e/**'],
    setupFiles: ['test/support/patience.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // What is waited for comes sooner or later: a busy machine is no failure.
    expect: { poll: { timeout: 10_000, interval: 20 } },
    pool: 'forks',
    maxWorkers: 2,
  },
});
