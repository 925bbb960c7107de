/** Adding many connections: one after the other, and what was saved is known when it stops. */
import { expect, test } from 'vitest';
import { type Adding, addAll, type NewConnection } from '../../../renderer/connections/adding.ts';
import { newProfile, type Profile } from '../../../shared/connections/profile.ts';
import { contract, type KeytideContract } from '../../../shared/contract.ts';
import { fail } from '../../../shared/fault.ts';
import { connect } from '../../../shared/rpc/client.ts';
import { serve } from '../../../shared/rpc/server.ts';
import { createStub } from '../../support/stub.ts';
import { memoryWires } from '../../support/wires.ts';

const wanted: readonly NewConnection[] = ['a', 'b', 'c'].map((host) => ({
  profile: { ...newProfile, host },
  secrets: { password: { kind: 'set', password: host } },
}));

/** Runs it against a host that saves as `save` says; gives what was said and which hosts were saved. */
async function run(save: (host: string, abort: AbortController) => void): Promise<{ readonly told: readonly Adding[]; readonly saved: readonly string[] }> {
  const { page, host } = memoryWires();
  const told: Adding[] = [];
  const saved: string[] = [];
  const abort = new AbortController();
  const handlers = {
    ...createStub().handlers,
    'profiles.save': ({ profile }: { profile: NewConnection['profile'] }): Profile => {
      save(profile.host, abort);
      saved.push(profile.host);
      return { ...profile, id: profile.host, secrets: ['password'] };
    },
  };
  serve(host, contract, handlers, {
    report: (bug) => {
      throw bug;
    },
  });
  await addAll(connect<KeytideContract>(page), wanted, (state) => told.push(state), abort.signal);
  page.close();
  return { told, saved };
}

test('saves all and counts', async () => {
  const { told, saved } = await run(() => undefined);
  expect(saved).toEqual(['a', 'b', 'c']);
  expect(told).toEqual([...[0, 1, 2, 3].map((done) => ({ kind: 'adding', done, all: 3 })), { kind: 'done', done: 3 }]);
});

test('stops at a failure, with what was saved before it', async () => {
  const { told, saved } = await run((host) => host === 'b' && fail({ code: 'disk', file: 'connections.json', message: 'full' }));
  expect(saved).toEqual(['a']);
  expect(told.at(-1)).toEqual({ kind: 'stopped', done: 1, all: 3, fault: { code: 'disk', file: 'connections.json', message: 'full' } });
});

test('stopped by hand, finishes the one under way and begins no other', async () => {
  const { told, saved } = await run((host, abort) => host === 'b' && abort.abort());
  expect(saved).toEqual(['a', 'b']);
  expect(told.at(-1)).toEqual({ kind: 'stopped', done: 2, all: 3, fault: null });
});
