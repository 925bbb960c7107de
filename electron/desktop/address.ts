/** Addresses of servers on a command line that the system, or a second start of Keytide, hands over. */

const form = /^(?:rediss?|valkeys?):\/\/[^\s\p{Cc}]+$/iu;
const maxLength = 2048;

export function isAddress(text: string): boolean {
  return text.length <= maxLength && form.test(text);
}

/** Everything else on the line (switches of Chromium among it) is not looked at. */
export function addressesIn(argv: readonly string[]): readonly string[] {
  return argv.filter(isAddress);
}
