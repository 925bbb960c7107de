/** What REDIS_URL and VALKEY_URL of the host's environment lead to, on the start screen; their passwords stay in the host. */
import './ways.css';
import type { ReactNode } from 'react';
import type { Offer } from '../../shared/connections/arrivals.ts';
import { type Profile, profileTitle } from '../../shared/connections/profile.ts';
import { formatUri } from '../../shared/connections/uri.ts';
import { plainString } from '../../shared/visible.ts';
import { useText } from '../i18n/i18n.ts';
import { Button } from '../ui/Button.tsx';
import { offerProblem, savedAs } from './arriving.ts';

export interface EnvironmentOffersProps {
  readonly offers: readonly Offer[];
  readonly profiles: readonly Profile[];
  readonly onUse: (offer: Offer) => void;
  readonly onOpen: (profileId: string) => void;
}

export function EnvironmentOffers({ offers, profiles, onUse, onOpen }: EnvironmentOffersProps): ReactNode {
  const text = useText();
  if (offers.length === 0) return null;
  return (
    <section className="saved-section">
      <h2 id="environment-offers" className="ways-head">
        {text.ways.environment}
      </h2>
      <ul className="ways-list" aria-labelledby="environment-offers">
        {offers.map((offer) => (
          <li key={offer.name} className="ways-row">
            <EnvironmentWords offer={offer} />
            <EnvironmentButton offer={offer} known={savedAs(offer, profiles)} onUse={onUse} onOpen={onOpen} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function EnvironmentWords({ offer }: { readonly offer: Offer }): ReactNode {
  const text = useText();
  const { name, draft } = offer;
  const problem = offerProblem(text, offer);
  return (
    <span className="ways-words">
      <span className="ways-title data">{name}</span>
      <span className="faint ellipsis">
        {draft === null ? (
          `${text.ways.unreadable}${problem === null ? '' : ` · ${problem}`}`
        ) : (
          <>
            <bdi className="data">{plainString(formatUri(draft.profile), 160)}</bdi>
            {draft.secrets.password !== undefined && ` · ${text.ways.withPassword}`}
          </>
        )}
      </span>
    </span>
  );
}

interface ButtonProps extends Pick<EnvironmentOffersProps, 'onUse' | 'onOpen'> {
  readonly offer: Offer;
  readonly known: Profile | null;
}

function EnvironmentButton({ offer, known, onUse, onOpen }: ButtonProps): ReactNode {
  const text = useText();
  if (offer.draft === null) return null;
  return (
    <Button onPress={() => (known === null ? onUse(offer) : onOpen(known.id))}>
      {known === null ? text.ways.connect : text.ways.open}
      <span className="hidden-text"> {known === null ? offer.name : plainString(profileTitle(known), 80)}</span>
    </Button>
  );
}
