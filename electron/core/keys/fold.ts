/** Upper and lower case in bytes. */

/** Only the letters of ASCII have two cases here: what else looks alike is other bytes to Redis. */
const folded: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte));
const asIs: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) => byte);

export const foldTable = (caseSensitive: boolean): Uint8Array => (caseSensitive ? asIs : folded);
