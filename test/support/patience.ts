/** Set up before every test file: what is waited for comes sooner or later, and a busy machine is no failure. */
import { vi } from 'vitest';

const usual = vi.waitFor;
/** A second by default, which two suites on two cores can take for less. `expect.poll` has its own setting in vitest.config.ts. */
vi.waitFor = (run, options = {}) => usual(run, { timeout: 10_000, interval: 20, ...(typeof options === 'number' ? { timeout: options } : options) });
