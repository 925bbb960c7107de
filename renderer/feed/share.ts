/** A part of all as a percentage: what is there but less than one is not nothing. */
import type { Format } from '../i18n/format.ts';

export function shareText(format: Format, share: number): string {
  return share > 0 && share < 0.01 ? `<${format.percent(0.01)}` : format.percent(share);
}
