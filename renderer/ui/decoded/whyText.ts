/** A decoder's reason in the user's language, with the format's own words behind it. */
import type { Why } from '../../../shared/decoders/decoder.ts';
import { plainString } from '../../../shared/visible.ts';
import type { Messages } from '../../i18n/en.ts';

export function whyText(text: Messages, { kind, at, detail }: Why): string {
  const words = detail === undefined || detail === '' ? text.decoded.whys[kind] : `${text.decoded.whys[kind]} (${plainString(detail, 160)})`;
  return at === undefined ? words : text.decoded.at(words, at);
}
