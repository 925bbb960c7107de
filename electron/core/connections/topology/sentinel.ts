/** The primary that the sentinels name: asked for before every attempt, verified to be one, and left when they name another. */

import { displayText, utf8 } from '../../../../shared/bytes.ts';
import type { NodeState } from '../../../../shared/connections/session.ts';
import { type Fault, FaultError, fail } from '../../../../shared/fault.ts';
import type { Reply } from '../../../../shared/reply.ts';
import { attempt, type Target } from '../attempt.ts';
import { type Client, Lost } from '../client.ts';
import { exchange } from '../exchange.ts';
import { connectFault } from '../faults.ts';
import { asSecret } from '../secret.ts';
import { supervise } from '../supervisor.ts';
import type { Verified } from '../verify.ts';
import { addressOf, createAddressBook, type Endpoint, endpointOf, isHost, portOf } from './address.ts';
import type { Links, LinksOptions } from './links.ts';
import { openSingle, type Single } from './single.ts';

/** After the first answer the others get this long: one sentinel alone may not know of a failover yet. */
const graceMs = 150;
const maxSentinels = 20;
const maxNames = 20;

type Answer = { readonly master: Endpoint } | { readonly unknown: readonly string[] };

export function openSentinel(options: LinksOptions): Links {
  const { profile, timing, signal, tell } = options;
  const name = profile.sentinel.master;
  const book = createAddressBook(profile);
  const sentinels = [{ host: profile.host, port: profile.port }, ...profile.nodes].slice(0, maxSentinels);
  const login = { username: profile.sentinel.username, password: asSecret(options.secret('sentinel')) };
  const states = new Map<string, NodeState['state']>(sentinels.map((one) => [addressOf(one), 'idle']));
  /** Where the primary was last said to be. */
  let master = '';

  const note = (at: Endpoint, state: NodeState['state']): void => {
    if (states.get(addressOf(at)) === state) return;
    states.set(addressOf(at), state);
    tell({ nodes: [...states].map(([address, now]) => ({ address, role: 'sentinel' as const, state: now })) });
  };
  const sentinelAt = (at: Endpoint): Target => options.targetAt(book.reach(at), { tls: profile.sentinel.tls, login });

  async function ask(at: Endpoint, end: AbortSignal): Promise<Answer> {
    try {
      const { client } = await attempt(sentinelAt(at), { db: 0, name: 'keytide:sentinel', timing, signal: end });
      try {
        const answer = await question(client, 'GET-MASTER-ADDR-BY-NAME', name);
        note(at, 'ready');
        return answer === null ? { unknown: namesIn(await question(client, 'MASTERS').catch(() => null)) } : { master: endpointIn(answer) };
      } finally {
        client.close();
      }
    } catch (thrown) {
      if (thrown instanceof FaultError && thrown.fault.code !== 'cancelled') note(at, thrown.fault.code === 'auth' ? 'stopped' : 'lost');
      throw thrown;
    }
  }

  const question = (client: Client, ...args: readonly string[]): Promise<Reply> =>
    exchange(() => client.call('SENTINEL', args), {
      command: 'SENTINEL',
      kind: 'read',
      deadlineMs: timing.readMs,
      signal: undefined,
      abandon: () => undefined,
    });

  /** All at once; what most of them say. */
  async function target(wanted: AbortSignal): Promise<Target> {
    const enough = new AbortController();
    const end = AbortSignal.any([wanted, enough.signal]);
    const answers: Answer[] = [];
    const faults = new Map<Endpoint, Fault>();
    let graced: NodeJS.Timeout | undefined;
    await Promise.all(
      sentinels.map(async (at) => {
        try {
          answers.push(await ask(at, end));
          graced ??= setTimeout(() => enough.abort(), graceMs);
        } catch (thrown) {
          if (!(thrown instanceof FaultError)) throw thrown;
          faults.set(at, thrown.fault);
        }
      }),
    ).finally(() => clearTimeout(graced));
    if (wanted.aborted) fail({ code: 'cancelled' });
    const named = mostNamed(answers) ?? fail(whyNone(answers, faults));
    if (!book.approved(named)) fail({ code: 'approve', hosts: [named.host] });
    master = addressOf(named);
    return options.targetAt(book.reach(named));
  }

  function whyNone(answers: readonly Answer[], faults: ReadonlyMap<Endpoint, Fault>): Fault {
    if (answers.length > 0) {
      const others = [...new Set(answers.flatMap((answer) => ('unknown' in answer ? answer.unknown : [])))];
      const known = others.length === 0 ? 'they watch none' : `they watch ${others.join(', ')}`;
      return { code: 'input', path: 'sentinel.master', message: `no sentinel knows a master named ${name}; ${known}` };
    }
    const all = [...faults.values()];
    const auth = all.find(({ code }) => code === 'auth');
    if (auth !== undefined) return auth;
    const strange = all.find((fault) => fault.code === 'redis');
    if (strange !== undefined) return connectFault('role', `no sentinel: ${strange.code === 'redis' ? strange.message : ''}`);
    const told = [...faults].map(([at, fault]) => `${addressOf(at)} ${fault.code === 'connect' ? fault.reason : fault.code}`).join(', ');
    const first = all.find((fault) => fault.code === 'connect');
    return connectFault(first?.code === 'connect' ? first.reason : 'closed', `no sentinel answered: ${told}`);
  }

  const links: Single = openSingle(options, {
    target,
    accept({ facts }: Verified) {
      if (facts.role !== '' && facts.role !== 'master') fail(connectFault('role', `${master} is a ${facts.role}`));
    },
  });

  let turn = 0;
  // One of them tells of a failover as it happens; where that is not allowed, the loss of the connection does.
  supervise({
    target: () => sentinelAt(sentinels[turn++ % sentinels.length] as Endpoint),
    name: 'keytide:sentinel',
    db: () => 0,
    timing,
    signal,
    phase: () => undefined,
    up(client) {
      client.messages((_, payload) => {
        const [of, , , host = '', port = ''] = displayText(payload).split(' ');
        const to = endpointOf(`${host}:${port}`);
        if (of !== name || to === null || addressOf(to) === master) return;
        links.renew();
        options.moved();
      });
      client.call('SUBSCRIBE', [utf8('+switch-master')]).catch((thrown: unknown) => {
        if (!(thrown instanceof FaultError) && !(thrown instanceof Lost)) options.report(thrown);
      });
    },
    down: () => undefined,
    report: options.report,
  });

  return {
    ...links,
    servers: () => [{ address: master, role: 'primary' }],
    approve(hosts) {
      book.approve(hosts);
      links.retry();
    },
  };
}

function mostNamed(answers: readonly Answer[]): Endpoint | null {
  const votes = new Map<string, { readonly at: Endpoint; count: number }>();
  for (const answer of answers) {
    if (!('master' in answer)) continue;
    const vote = votes.get(addressOf(answer.master)) ?? { at: answer.master, count: 0 };
    vote.count++;
    votes.set(addressOf(answer.master), vote);
  }
  return [...votes.values()].sort((a, b) => b.count - a.count)[0]?.at ?? null;
}

function endpointIn(reply: Reply): Endpoint {
  const [host, port] = Array.isArray(reply) ? (reply as readonly Reply[]).map(textOf) : [];
  const number = portOf(port ?? '');
  return host === undefined || number === null || !isHost(host) ? fail(connectFault('role', 'an address that is none')) : { host, port: number };
}

/** SENTINEL MASTERS: a list of flat field lists. */
function namesIn(reply: Reply): readonly string[] {
  const rows = Array.isArray(reply) ? (reply as readonly Reply[]).slice(0, maxNames) : [];
  return rows.flatMap((row) => {
    const words = Array.isArray(row) ? (row as readonly Reply[]).slice(0, 200).map(textOf) : [];
    const at = words.findIndex((word, position) => position % 2 === 0 && word === 'name');
    return at < 0 ? [] : [words[at + 1] ?? ''];
  });
}

function textOf(reply: Reply): string {
  return reply instanceof Uint8Array && reply.length <= 300 ? displayText(reply) : typeof reply === 'string' ? reply : '';
}
