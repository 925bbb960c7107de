/** Text from the page, fit for where the system draws it (window title, menu): no control and no bidi characters, not too long. */

// Control characters, line and paragraph separators, and everything that turns the direction of the text around it.
const unwanted = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/gu;

export function plainText(text: string, maxLength: number): string {
  const clean = text.replace(unwanted, ' ').replace(/\s+/g, ' ').trim();
  const points = Array.from(clean);
  return points.length <= maxLength ? clean : `${points.slice(0, maxLength - 1).join('')}…`;
}
