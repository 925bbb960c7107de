/** Whether two sessions reach the same keys: what is copied there and then deleted here would be lost. */
import type { Session } from './connections/session.ts';

/** By what the server says of itself; by name only where it says nothing. Databases are not compared. */
export function isSameServer(one: Session, other: Session): boolean {
  if (one === other) return true;
  const [mine, theirs] = [one.state().facts?.runId ?? '', other.state().facts?.runId ?? ''];
  if (mine !== '' && mine === theirs) return true;
  const addresses = new Set(one.nodes().map(({ address }) => address));
  // The tabs of a cluster may each have asked another node of it.
  if (one.profile.topology === 'cluster' && other.profile.topology === 'cluster') return other.nodes().some(({ address }) => addresses.has(address));
  return (mine === '' || theirs === '') && one.profile.host === other.profile.host && one.profile.port === other.profile.port;
}
