/** Who serves which slot, as a node of the cluster tells it: nothing of the answer is taken on trust. */
import { displayText } from '../../../../shared/bytes.ts';
import type { Reply } from '../../../../shared/reply.ts';
import { addressOf, type Endpoint, isHost, portOf } from './address.ts';
import { slotCount } from './slot.ts';

export interface MapNode extends Endpoint {
  readonly address: string;
  readonly id: string;
  readonly role: 'primary' | 'replica';
}

export interface SlotMap {
  /** By address; primaries first. */
  readonly nodes: ReadonlyMap<string, MapNode>;
  /** The address of each slot's primary. */
  readonly owners: (string | null)[];
  /** Why parts of the answer were left out, at most a few of them. */
  readonly ignored: readonly string[];
}

const maxRanges = slotCount;
const maxNodes = 2000;
const maxReplicas = 50;
const maxIgnored = 10;

/** `asked` is the node that answered: what it leaves empty is its own host. */
export function parseSlots(reply: Reply, asked: Endpoint): SlotMap {
  const primaries = new Map<string, MapNode>();
  const replicas = new Map<string, MapNode>();
  const owners = new Array<string | null>(slotCount).fill(null);
  const ignored: string[] = [];
  const ignore = (why: string): void => void (ignored.length < maxIgnored && ignored.push(why));

  const rows = Array.isArray(reply) ? (reply as readonly Reply[]) : [];
  if (!Array.isArray(reply)) ignore('no list of ranges');
  if (rows.length > maxRanges) ignore(`${rows.length} ranges`);
  for (const row of rows.length > maxRanges ? [] : rows) {
    const [first, last, primary, ...others] = Array.isArray(row) ? (row as readonly Reply[]) : [];
    const from = slotNumber(first);
    const to = slotNumber(last);
    if (from === null || to === null || from > to) {
      ignore('a range that is none');
      continue;
    }
    const owner = nodeOf(primary, 'primary', asked);
    if (typeof owner === 'string') ignore(owner);
    else if (primaries.size < maxNodes || primaries.has(owner.address)) {
      primaries.set(owner.address, owner);
      owners.fill(owner.address, from, to + 1);
    } else ignore('too many nodes');
    for (const other of others.slice(0, maxReplicas)) {
      const replica = nodeOf(other, 'replica', asked);
      if (typeof replica === 'string') ignore(replica);
      else if (replicas.size < maxNodes) replicas.set(replica.address, replica);
    }
  }
  for (const address of primaries.keys()) replicas.delete(address);
  return { nodes: new Map([...primaries, ...replicas]), owners, ignored };
}

/** The node, or why it is none. */
function nodeOf(reply: Reply | undefined, role: MapNode['role'], asked: Endpoint): MapNode | string {
  const [hostReply, portReply, idReply] = Array.isArray(reply) ? (reply as readonly Reply[]) : [];
  const host = textOf(hostReply);
  const port = portOf(textOf(portReply) ?? '');
  if (hostReply === undefined || port === null) return 'a node without a port';
  // Redis writes `?` where a node is to be told by a name that nobody has given it.
  if (host === '?') return 'a node without a name';
  const named = host === null || host === '' ? asked.host : host;
  if (!isHost(named)) return 'a host that is none';
  return { host: named, port, address: addressOf({ host: named, port }), id: textOf(idReply) ?? '', role };
}

function slotNumber(reply: Reply | undefined): number | null {
  const text = textOf(reply);
  return text !== null && /^\d{1,5}$/.test(text) && Number(text) < slotCount ? Number(text) : null;
}

function textOf(reply: Reply | undefined): string | null {
  if (typeof reply === 'string') return reply;
  return reply instanceof Uint8Array && reply.length <= 300 ? displayText(reply) : null;
}
