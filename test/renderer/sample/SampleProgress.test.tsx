/** Every state of the sample server in words; what its program said stays its own words and text. */
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { ratesWith } from '../../../renderer/sample/rates.ts';
import { SampleProgress } from '../../../renderer/sample/SampleProgress.tsx';
import type { SampleState } from '../../../shared/sample/sample.ts';

const nothing = (): void => undefined;
const draw = (state: SampleState): string => renderToStaticMarkup(<SampleProgress state={state} onRetry={nothing} onLeave={nothing} />);

describe('SampleProgress', () => {
  test.each<[SampleState, readonly string[]]>([
    [{ kind: 'starting' }, ['Starting a sample server', 'aria-label="Cancel"']],
    [{ kind: 'seeding', keys: 12_345 }, ['12,345', 'role="progressbar"']],
    [{ kind: 'running', profileId: 'p', port: 41_000, keys: 20_000 }, ['20,000 keys', 'port 41000', 'Show it', 'End it']],
    [{ kind: 'missing', install: 'sudo apt install redis-server' }, ['>sudo apt install redis-server<', 'aria-label="Copy command"', 'Try again']],
    [{ kind: 'missing', install: '' }, ['Install redis-server or valkey-server', 'Try again']],
    [{ kind: 'ended' }, ['has ended', 'Start again']],
  ])('%j', (state, words) => {
    for (const word of words) expect(draw(state)).toContain(word);
  });

  test('without a known command there is nothing to copy', () => {
    expect(draw({ kind: 'missing', install: '' })).not.toContain('Copy command');
  });

  test('what the program said is drawn line by line, with control characters as chips', () => {
    const html = draw({ kind: 'failed', why: 'Bad <directive>\r\n\x1b[31mred' });
    expect(html).toContain('Bad &lt;directive&gt;');
    expect(html.match(/class="sample-line"/g)).toHaveLength(2);
    expect(html).not.toContain('\x1b');
    expect(html).toContain('chip control');
  });
});

test('the rate that is set is always among those offered, in order', () => {
  expect(ratesWith(200)).toEqual([0, 20, 200, 1000, 5000]);
  expect(ratesWith(300)).toEqual([0, 20, 200, 300, 1000, 5000]);
});
