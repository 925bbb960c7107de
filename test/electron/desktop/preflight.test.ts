/** When a packaged Keytide refuses to start. */
import { describe, expect, test } from 'vitest';
import { reasonNotToStart } from '../../../electron/desktop/preflight.ts';

describe('a packaged start', () => {
  const start = (over: Partial<Parameters<typeof reasonNotToStart>[0]>) => reasonNotToStart({ packaged: true, hasSwitch: () => false, debug: '', ...over });

  test('is refused where passwords would be printed or the sandbox is off', () => {
    expect(start({})).toBeNull();
    expect(start({ debug: 'express:*,-not' })).not.toBeNull();
    expect(start({ debug: 'ioredis:redis' })).not.toBeNull();
    expect(start({ debug: 'express' })).toBeNull();
    expect(start({ hasSwitch: (name) => name === 'no-sandbox' })).toContain('sandbox');
    expect(start({ packaged: false, debug: '*', hasSwitch: () => true })).toBeNull();
  });
});
