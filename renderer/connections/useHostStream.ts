/** The newest of what a stream of the host tells, watched anew whenever the host comes back; null until it told something. */
import { useEffect, useState } from 'react';
import type { Offer } from '../../shared/connections/arrivals.ts';
import type { Recent } from '../../shared/connections/profile.ts';
import type { SecretsState } from '../../shared/connections/secrets.ts';
import type { PageClient } from '../app/store.ts';
import { useApp } from '../app/useApp.ts';
import { faultOf } from '../tab/slice.ts';

/** What the host's environment offers; none until it was asked. */
export function useEnvironment(): readonly Offer[] {
  const client = useApp((state) => state.client);
  const connected = useApp((state) => state.hostState === 'connected');
  const [offers, setOffers] = useState<readonly Offer[]>([]);
  useEffect(() => {
    if (!connected) return;
    const abort = new AbortController();
    // Its failure is no news: the page is told by its host state when the host is gone.
    client.call('connections.environment', {}, { signal: abort.signal }).then(setOffers, faultOf);
    return () => abort.abort();
  }, [client, connected]);
  return offers;
}

type Watch<T> = (client: PageClient, signal: AbortSignal) => AsyncIterable<T>;

const secretsState: Watch<SecretsState> = (client, signal) => client.watch('secrets.state', {}, { signal });
const recents: Watch<readonly Recent[]> = (client, signal) => client.watch('profiles.recent', {}, { signal });

export const useSecretsState = (): SecretsState | null => useHostStream(secretsState);
export const useRecents = (): readonly Recent[] | null => useHostStream(recents);

function useHostStream<T>(watch: Watch<T>): T | null {
  const client = useApp((state) => state.client);
  const connected = useApp((state) => state.hostState === 'connected');
  const [item, setItem] = useState<T | null>(null);
  useEffect(() => {
    if (!connected) return;
    const abort = new AbortController();
    const follow = async (): Promise<void> => {
      for await (const next of watch(client, abort.signal)) setItem(() => next);
    };
    // Its end is no news: the page is told by its host state when the host is gone.
    follow().catch(faultOf);
    return () => abort.abort();
  }, [client, connected, watch]);
  return item;
}
