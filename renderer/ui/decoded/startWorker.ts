/** Starts the decoders' worker where the page's content security policy lets nothing else start. */
import type { Carried } from '../../../shared/decoders/work.ts';
import { newDoor } from './door.ts';
// oxlint-disable-next-line import/default -- an address, which the bundler makes
import address from './worker.ts?worker&url';

interface ScriptPolicies {
  createPolicy(name: string, rules: { createScriptURL(): string }): { createScriptURL(input: string): string };
}

/** Named in the policy that both hosts send; it gives one address, whatever it is asked for. */
const policies = (globalThis as { readonly trustedTypes?: ScriptPolicies }).trustedTypes;
const trusted = policies?.createPolicy('keytide-worker', { createScriptURL: () => address });

export const door = newDoor(
  ({ ready, answer, failed }) => {
    const worker = new Worker(trusted?.createScriptURL('') ?? address, { type: 'module', name: 'decoders' });
    worker.addEventListener('message', ({ data }: MessageEvent<'ready' | Carried>) => (data === 'ready' ? ready() : answer(data)));
    worker.addEventListener('error', (event) => failed(event.message ?? ''));
    worker.addEventListener('messageerror', () => failed('messageerror'));
    return { post: (request) => worker.postMessage(request), end: () => worker.terminate() };
  },
  { milliseconds: 5000, grace: 150 },
);
