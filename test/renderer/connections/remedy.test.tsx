/** What may be trusted where a connection was refused, what is shown before it is, and what is sent and saved after. */
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test, vi } from 'vitest';
import { Whole } from '../../../renderer/app/StatusBar.tsx';
import { RemedyFacts } from '../../../renderer/connections/RemedyQuestion.tsx';
import { fingerprintText, type Remedy, remedyOf, withRemedy } from '../../../renderer/connections/remedy.ts';
import { type ConnectionSlice, connectionSlice } from '../../../renderer/connections/slice.ts';
import { newProfile, type Profile } from '../../../shared/connections/profile.ts';
import type { SessionState } from '../../../shared/connections/session.ts';
import { type Fault, fail } from '../../../shared/fault.ts';
import { testTab } from '../../support/tab.ts';

const certificate = { sha256: 'ab'.repeat(32), subject: 'CN=\u202Eredis', issuer: 'CN=<b>ca', validTo: 'Nov 21 2030' };
const hostkey = (kind: 'unknown' | 'changed' | 'revoked'): Fault => ({ code: 'hostkey', host: '::1', port: 2222, sha256: 'a/b+c', kind });
const key: Remedy = { kind: 'hostkey', host: '::1', port: 2222, sha256: 'a/b+c' };
const pinned: Remedy = { kind: 'certificate', certificate };
const hosts: Remedy = { kind: 'hosts', hosts: ['10.0.0.2', '10.0.0.3'] };

describe('offered', () => {
  test.each<[string, Fault, Remedy | null]>([
    ['for a host key that is unknown', hostkey('unknown'), key],
    ['never for one that has changed', hostkey('changed'), null],
    ['never for one that is revoked', hostkey('revoked'), null],
    ['for a certificate that was shown', { code: 'connect', reason: 'tls-certificate', detail: '', certificate }, pinned],
    ['not where none was shown', { code: 'connect', reason: 'tls-certificate', detail: '' }, null],
    ['for hosts that were announced', { code: 'approve', hosts: ['10.0.0.2', '10.0.0.3'] }, hosts],
    ['not for no hosts', { code: 'approve', hosts: [] }, null],
    ['not for a refused login', { code: 'auth', message: '' }, null],
  ])('%s', (_when, fault, remedy) => {
    expect(remedyOf(fault)).toEqual(remedy);
  });
});

test('a connection remembers the pin beside its other TLS options, and each host once', () => {
  const profile = { ...newProfile, approved: ['10.0.0.2'], tlsOptions: { ...newProfile.tlsOptions, ca: 'CA', pin: 'old' } };
  expect(withRemedy(profile, pinned)).toEqual({ ...profile, tlsOptions: { ...profile.tlsOptions, pin: certificate.sha256 } });
  expect(withRemedy(profile, hosts)).toEqual({ ...profile, approved: ['10.0.0.2', '10.0.0.3'] });
  expect(withRemedy(profile, key)).toBe(profile);
});

describe('shown before', () => {
  const draw = (remedy: Remedy, pin = ''): string => renderToStaticMarkup(<RemedyFacts remedy={remedy} pin={pin} />);

  test('a host key with its address and with what to compare it', () => {
    expect(draw(key)).toContain('[::1]:2222');
    expect(draw(key)).toContain('SHA256:a/b+c');
    expect(draw(key)).toContain('ssh-keygen -lf');
  });

  test('a certificate with its fingerprint, and hostile names stay text', () => {
    expect(draw(pinned)).toContain(Array<string>(32).fill('AB').join(':'));
    expect(draw(pinned)).toContain('Nov 21 2030');
    expect(draw(pinned)).toContain('CN=&lt;b&gt;ca');
    expect(draw(pinned)).not.toContain('\u202E');
  });

  test('the certificate that was trusted until now, where it is another one', () => {
    expect(draw(pinned, 'cd'.repeat(32))).toContain(fingerprintText('cd'.repeat(32)));
    expect(draw(pinned, certificate.sha256)).not.toContain('Trusted until now');
  });

  test('every host, and that credentials go there', () => {
    expect(draw(hosts).match(/<li>/g)).toHaveLength(2);
    expect(draw(hosts)).toContain('credentials');
  });
});

describe('once agreed to', () => {
  const saved: Profile = { ...newProfile, id: 'p', name: 'renamed since', approved: ['10.0.0.1'], secrets: ['password'] };
  const state: SessionState = {
    session: 's1',
    profile: { ...newProfile, id: 'p', secrets: ['password'] },
    db: 0,
    phase: { kind: 'stopped', fault: { code: 'offline' } },
    facts: null,
    different: false,
    nodes: [],
    uncovered: 0,
    writing: null,
    vitals: null,
  };

  async function open(refused?: Fault) {
    const sent: unknown[] = [];
    const tab = testTab<ConnectionSlice>((tools) => connectionSlice(tools, { profileId: 'p', db: null }), {
      async *'session.open'(_, { signal }) {
        sent.push('open');
        yield state;
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      },
      'session.retry': async () => void sent.push('retry'),
      'session.approve': async (input) => void sent.push(input),
      'hostKeys.approve': async (input) => void (refused === undefined ? sent.push(input) : fail(refused)),
      'profiles.save': async (input) => {
        sent.push(input);
        return { ...input.profile, secrets: [] };
      },
    });
    await vi.waitFor(() => expect(tab.slice.state).not.toBeNull());
    return { tab, sent };
  }
  const { secrets: _, ...fields } = saved;

  test('a host key goes to the host, and the connection is tried again', async () => {
    const { tab, sent } = await open();
    tab.slice.accept(key, saved);
    await vi.waitFor(() => expect(sent).toEqual(['open', { host: '::1', port: 2222, sha256: 'a/b+c' }, 'retry']));
    tab.close();
  });

  test('a host key that the host refuses is told, and nothing is tried', async () => {
    const fault: Fault = { code: 'input', path: 'sha256', message: 'connect again' };
    const { tab, sent } = await open(fault);
    tab.slice.accept(key, saved);
    await vi.waitFor(() => expect(tab.faults).toEqual([fault]));
    expect(sent).toEqual(['open']);
    tab.close();
  });

  test('a certificate is pinned in the connection as it is saved now, its secrets kept, and the session opened anew', async () => {
    const { tab, sent } = await open();
    tab.slice.accept(pinned, saved);
    const profile = { ...fields, tlsOptions: { ...fields.tlsOptions, pin: certificate.sha256 } };
    await vi.waitFor(() => expect(sent).toEqual(['open', { profile, secrets: {} }, 'open']));
    tab.close();
  });

  test('hosts are approved for the session and remembered', async () => {
    const { tab, sent } = await open();
    tab.slice.accept(hosts, saved);
    const profile = { ...fields, approved: ['10.0.0.1', '10.0.0.2', '10.0.0.3'] };
    await vi.waitFor(() => expect(sent).toEqual(['open', { session: 's1', hosts: ['10.0.0.2', '10.0.0.3'] }, { profile, secrets: {} }]));
    tab.close();
  });
});

describe('the status bar', () => {
  const node = { address: 'a:1', role: 'primary', state: 'ready' } as const;
  const draw = (topology: Profile['topology'], uncovered = 0): string =>
    renderToStaticMarkup(<Whole state={{ profile: { ...newProfile, topology, secrets: [] }, nodes: [node, node], uncovered }} />);

  test('counts nodes and sentinels, and warns of slots out of reach', () => {
    expect(draw('standalone')).toBe('');
    expect(draw('cluster')).toBe('<span>nodes 2</span>');
    expect(draw('sentinel')).toBe('<span>sentinels 2</span>');
    expect(draw('cluster', 5461)).toContain('5,461 slots not reachable');
  });
});
