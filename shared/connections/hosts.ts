/** Which texts are host names and addresses, by one strict reading: what resolvers disagree about is neither. */

/** Null for a host name, an IPv4 or an IPv6 address (without brackets, with a zone where it has one). */
export function hostProblem(host: string): 'required' | 'ascii' | 'host' | null {
  if (host === '') return 'required';
  if (/[^\p{ASCII}]/u.test(host)) return 'ascii';
  if (host.includes(':')) return isIpv6(host) ? null : 'host';
  if (host.length > 253 || !/^[\w-]+(\.[\w-]+)*\.?$/.test(host)) return 'host';
  // 127.1 and 0x7f.1 are addresses to some resolvers and names to others.
  return /(^|\.)(\d+|0x[\da-f]*)\.?$/i.test(host) && !isIpv4(host) ? 'host' : null;
}

function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}

function isIpv6(text: string): boolean {
  const [address = '', zone, ...more] = text.split('%');
  if (more.length > 0 || (zone !== undefined && !/^[\w.-]{1,64}$/.test(zone))) return false;
  const halves = address.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1);
  const mapped = last !== undefined && isIpv4(last);
  // An IPv4 address stands for the last two groups, and only at the very end.
  const count = groups.length + (mapped ? 1 : 0);
  if (mapped && !address.endsWith(last)) return false;
  if (!(mapped ? groups.slice(0, -1) : groups).every((group) => /^[\da-f]{1,4}$/i.test(group))) return false;
  return halves.length === 2 ? count <= 7 : count === 8;
}
