/** As a ref: what appears below the edge of a dialog is scrolled to, once. */
export function intoSight(place: HTMLElement | null): void {
  place?.scrollIntoView({ block: 'nearest' });
}
