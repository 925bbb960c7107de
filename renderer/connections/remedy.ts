/** What the user can agree to where a connection was refused for want of trust: offered only where going on may be right. */
import type { ProfileFields } from '../../shared/connections/profile.ts';
import type { Fault, PeerCertificate } from '../../shared/fault.ts';

export type Remedy =
  | { readonly kind: 'hostkey'; readonly host: string; readonly port: number; readonly sha256: string }
  | { readonly kind: 'certificate'; readonly certificate: PeerCertificate }
  | { readonly kind: 'hosts'; readonly hosts: readonly string[] };

/** Null where there is nothing to agree to. A host key that changed or was revoked is never agreed to here. */
export function remedyOf(fault: Fault): Remedy | null {
  switch (fault.code) {
    case 'hostkey':
      return fault.kind === 'unknown' ? { kind: 'hostkey', host: fault.host, port: fault.port, sha256: fault.sha256 } : null;
    case 'connect':
      return fault.certificate === undefined ? null : { kind: 'certificate', certificate: fault.certificate };
    case 'approve':
      return fault.hosts.length === 0 ? null : { kind: 'hosts', hosts: fault.hosts };
    default:
      return null;
  }
}

/** The connection that remembers it; a host key is remembered by the host, for every connection. */
export function withRemedy<P extends Pick<ProfileFields, 'tlsOptions' | 'approved'>>(profile: P, remedy: Remedy): P {
  switch (remedy.kind) {
    case 'hostkey':
      return profile;
    case 'certificate':
      return { ...profile, tlsOptions: { ...profile.tlsOptions, pin: remedy.certificate.sha256 } };
    case 'hosts':
      return { ...profile, approved: [...new Set([...profile.approved, ...remedy.hosts])] };
  }
}

/** As openssl prints it, so that two can be compared by eye. */
export function fingerprintText(hex: string): string {
  return (hex.toUpperCase().match(/.{1,2}/g) ?? []).join(':');
}
