/** TLS over any stream: the server's certificate is verified, or is the one that the user has pinned, or nothing is sent. */
import { createHash, type X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect, createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import { type Fault, fail, type PeerCertificate } from '../../../../shared/fault.ts';
import { certificateFault } from '../faults.ts';
import type { Secret } from '../secret.ts';
import { bare } from './tcp.ts';
import { settled, type Until } from './until.ts';

export interface TlsOptions {
  /** PEM; empty for the authorities that come with Node. */
  readonly ca: string;
  readonly cert: string;
  readonly servername: string;
  /** SHA-256 in hex of the certificate that is accepted whatever else is wrong with it; every other one is verified as usual. */
  readonly pin: string;
  readonly key: () => Secret | null;
  readonly passphrase: () => Secret | null;
}

export async function openTls(plain: Duplex, host: string, options: TlsOptions, until: Until): Promise<TLSSocket> {
  const name = options.servername === '' ? bare(host) : options.servername;
  let secure: TLSSocket;
  try {
    secure = connect({
      socket: plain,
      secureContext: contextOf(options),
      ...(isIP(name) === 0 ? { servername: name } : { host: name }),
      // The verdict is reached below, before a byte is sent: Node would drop the certificate together with the line,
      // and nobody could be asked about it.
      rejectUnauthorized: false,
    });
  } catch (thrown) {
    plain.destroy();
    throw thrown;
  }
  const fault = await settled<Fault | null>(secure, until, (done) => {
    const judge = (): void => done(verdict(secure, options.pin));
    secure.once('secureConnect', judge);
    return () => secure.off('secureConnect', judge);
  }).catch((thrown: unknown) => {
    plain.destroy();
    throw thrown;
  });
  if (fault === null) return secure;
  secure.on('error', () => undefined).destroy();
  plain.destroy();
  return fail(fault);
}

/** Null for a certificate that is good, or pinned. */
function verdict(secure: TLSSocket, pin: string): Fault | null {
  if (secure.authorized) return null;
  const certificate = secure.getPeerX509Certificate();
  const code = String(secure.authorizationError);
  if (certificate === undefined) return certificateFault(code, '', null);
  const seen = told(certificate);
  if (pin !== '' && seen.sha256 === pin) return null;
  return certificateFault(code, code === 'ERR_TLS_CERT_ALTNAME_INVALID' ? (certificate.subjectAltName ?? '') : '', seen);
}

const maxName = 300;

function told(certificate: X509Certificate): PeerCertificate {
  const line = (text: string): string => text.replaceAll('\n', ', ').slice(0, maxName);
  return {
    sha256: createHash('sha256').update(certificate.raw).digest('hex'),
    subject: line(certificate.subject),
    issuer: line(certificate.issuer),
    validTo: certificate.validTo,
  };
}

/** Errors of OpenSSL may quote what they could not read: none of their text is passed on. */
function contextOf({ ca, cert, key, passphrase }: TlsOptions): SecureContext {
  if (ca !== '' && !/-----BEGIN [A-Z0-9 ]*CERTIFICATE-----/.test(ca)) fail({ code: 'input', path: 'tlsOptions.ca', message: 'no certificate in PEM' });
  const secretKey = key();
  if (cert !== '' && secretKey === null) fail({ code: 'input', path: 'tlsOptions.cert', message: 'the client certificate has no private key' });
  const secretPassphrase = passphrase();
  try {
    return createSecureContext({
      minVersion: 'TLSv1.2',
      ...(ca !== '' && { ca }),
      ...(cert !== '' && secretKey !== null && { cert, key: secretKey.reveal() }),
      ...(cert !== '' && secretPassphrase !== null && { passphrase: secretPassphrase.reveal() }),
    });
  } catch (thrown) {
    return fail({ code: 'input', path: 'tlsOptions.cert', message: whyNot(thrown) });
  }
}

function whyNot(thrown: unknown): string {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  if (/MISMATCH/.test(code)) return 'the private key is not the one of the client certificate';
  if (/DECRYPT|PASSPHRASE|PASSWORD|INTERRUPTED/.test(code)) return 'the passphrase does not open the private key';
  return 'the client certificate or its private key cannot be read';
}
