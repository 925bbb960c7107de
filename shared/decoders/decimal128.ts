/** IEEE 754 decimal128 in its binary encoding, as BSON has it, with all its digits. */

export function decimal128(high: bigint, low: bigint): string {
  const sign = high >> 63n === 1n ? '-' : '';
  const top = (high >> 58n) & 31n;
  if (top === 31n) return 'NaN';
  if (top === 30n) return `${sign}Infinity`;
  // The second form has more bits than 34 digits need: such a number counts as zero.
  const large = ((high >> 61n) & 3n) === 3n;
  const exponent = Number((high >> (large ? 47n : 49n)) & 0x3fffn) - 6176;
  const digits = large ? '0' : String(((high & 0x1ffffffffffffn) << 64n) | low);
  const scientific = exponent + digits.length - 1;
  if (exponent > 0 || scientific < -6) {
    const rest = digits.length > 1 ? `.${digits.slice(1)}` : '';
    return `${sign}${digits[0]}${rest}E${scientific < 0 ? '' : '+'}${scientific}`;
  }
  if (exponent === 0) return sign + digits;
  const padded = digits.padStart(1 - exponent, '0');
  return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
}
