/** Small values that say more than they show: times, ids with a time inside, tokens, addresses. */
import { type Bytes, exactText } from '../bytes.ts';
import { address } from './address.ts';
import { base64url } from './base64.ts';
import { attempt, type Decoder, type Fact, refuse } from './decoder.ts';
import { millisecondsText, timeText } from './time.ts';
import { bytesNode, scalarText } from './tree.ts';

/** The text of something that is never long. */
function shortText(bytes: Bytes, most: number): string {
  if (bytes.length > most) return refuse('length', most);
  return exactText(bytes)?.trim() ?? refuse('not-utf8');
}

function small(name: string, title: string, confidence: (bytes: Bytes) => number, facts: (bytes: Bytes) => readonly Fact[]): Decoder {
  return {
    name,
    title,
    family: 'small',
    detect(bytes) {
      facts(bytes);
      return confidence(bytes);
    },
    decode: (bytes) => ({ kind: 'facts', facts: facts(bytes) }),
  };
}

const units = [
  ['seconds', 1_000_000_000n],
  ['milliseconds', 1_000_000n],
  ['microseconds', 1000n],
  ['nanoseconds', 1n],
] as const;

/** Years in which a number of that many digits is more likely a time than anything else. */
const nearest = ['2001', '2100'] as const;

const epoch = small(
  'epoch',
  'Unix time',
  () => 0.55,
  (bytes) => {
    const text = shortText(bytes, 32);
    if (!/^\d{9,20}(\.\d{1,9})?$/.test(text)) return refuse('mark', 0);
    const [whole = '', fraction = ''] = text.split('.');
    for (const [name, factor] of units) {
      if (fraction !== '' && name !== 'seconds') break;
      const time = timeText(BigInt(whole) * factor + BigInt(fraction.padEnd(9, '0').slice(0, 9)) * (name === 'seconds' ? 1n : 0n));
      if (time !== null && time >= nearest[0] && time < nearest[1])
        return [
          { name: 'time', text: time },
          { name, text },
        ];
    }
    return refuse('unlikely');
  },
);

const uuid = small(
  'uuid',
  'UUID',
  (bytes) => (bytes.length === 16 ? 0.2 : 0.97),
  (bytes) => {
    const digits = bytes.length === 16 && exactText(bytes) === null ? (scalarText(bytesNode(bytes)) ?? '') : uuidDigits(shortText(bytes, 50));
    const version = digits[12] ?? '';
    const facts: Fact[] = [
      { name: 'value', text: digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') },
      { name: 'version', text: version },
      { name: 'variant', text: '89ab'.includes(digits[16] ?? '') ? 'RFC 9562' : '' },
    ];
    // Versions 1 and 6 count 100 ns since 1582, version 7 milliseconds since 1970.
    const gregorian =
      version === '1'
        ? `${digits.slice(13, 16)}${digits.slice(8, 12)}${digits.slice(0, 8)}`
        : version === '6'
          ? `${digits.slice(0, 12)}${digits.slice(13, 16)}`
          : '';
    const time =
      gregorian !== ''
        ? timeText((BigInt(`0x${gregorian}`) - 122_192_928_000_000_000n) * 100n)
        : version === '7'
          ? millisecondsText(BigInt(`0x${digits.slice(0, 12)}`))
          : null;
    return time === null ? facts : [...facts, { name: 'time', text: time }];
  },
);

function uuidDigits(text: string): string {
  const match = /^(?:urn:uuid:|\{)?([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})\}?$/i.exec(text);
  return match === null ? refuse('mark', 0) : match.slice(1).join('').toLowerCase();
}

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

const ulid = small(
  'ulid',
  'ULID',
  () => 0.8,
  (bytes) => {
    const text = shortText(bytes, 30).toUpperCase();
    if (!/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(text)) return refuse('mark', 0);
    const time = millisecondsText(Array.from(text.slice(0, 10)).reduce((sum, char) => sum * 32n + BigInt(crockford.indexOf(char)), 0n));
    if (time === null || time < '2000' || time > '2200') return refuse('unlikely', 0, time ?? '');
    return [
      { name: 'time', text: time },
      { name: 'random', text: text.slice(10) },
    ];
  },
);

const objectId = small(
  'objectid',
  'ObjectId',
  (bytes) => (bytes.length === 24 ? 0.75 : 0.2),
  (bytes) => {
    const digits = bytes.length === 12 && exactText(bytes) === null ? (scalarText(bytesNode(bytes)) ?? '') : shortText(bytes, 24).toLowerCase();
    if (!/^[0-9a-f]{24}$/.test(digits)) return refuse('mark', 0);
    const time = timeText(BigInt(`0x${digits.slice(0, 8)}`) * 1_000_000_000n) ?? '';
    if (time < '2005' || time > '2060') return refuse('unlikely', 0, time);
    return [
      { name: 'time', text: time },
      { name: 'random', text: digits.slice(8, 18) },
      { name: 'counter', text: String(Number.parseInt(digits.slice(18), 16)) },
    ];
  },
);

const jwt = small(
  'jwt',
  'JWT (not verified)',
  () => 0.98,
  (bytes) => {
    const parts = shortText(bytes, 65_536).split('.');
    if (parts.length !== 3) return refuse('mark', 0);
    const [header = '', payload = ''] = parts.slice(0, 2).map(claims);
    if (!/"(alg|typ)"\s*:/.test(header)) return refuse('mark', 0, 'header');
    const dates = (['iat', 'nbf', 'exp'] as const).flatMap((claim): readonly Fact[] => {
      const seconds = new RegExp(`"${claim}"\\s*:\\s*(\\d{1,11})`).exec(payload)?.[1];
      const text = seconds === undefined ? null : timeText(BigInt(seconds) * 1_000_000_000n);
      return text === null ? [] : [{ name: claim === 'iat' ? 'issued' : claim === 'nbf' ? 'not-before' : 'expires', text }];
    });
    return [{ name: 'header', text: header }, { name: 'payload', text: payload }, ...dates, { name: 'signature', text: parts[2] ?? '' }];
  },
);

const tokenBudget = {
  limits: { bytes: 65_536, nodes: 0, depth: 0, milliseconds: 0 },
  left: () => 65_536,
  takeBytes: () => undefined,
  takeNode: () => undefined,
  checkDepth: () => undefined,
  step: () => undefined,
};

/** JSON of one part; what is inside is text, and its signature is not looked at. */
function claims(part: string): string {
  const done = base64url.decode(
    Uint8Array.from(part, (char) => char.charCodeAt(0)),
    { budget: tokenBudget, schemas: [], argument: '' },
  );
  const text = done.kind === 'bytes' ? exactText(done.bytes) : null;
  const parsed = attempt((): unknown => JSON.parse(text ?? ''));
  return text !== null && parsed.ok && typeof parsed.value === 'object' ? text : refuse('mark', 0, 'not JSON');
}

const ip = small(
  'ip',
  'IP address',
  (bytes) => (exactText(bytes) === null ? 0.05 : 0.9),
  (bytes) => {
    if ((bytes.length === 4 || bytes.length === 16) && exactText(bytes) === null) return address(bytes);
    return address(shortText(bytes, 60));
  },
);

export const smallValues: readonly Decoder[] = [epoch, uuid, ulid, objectId, jwt, ip];
