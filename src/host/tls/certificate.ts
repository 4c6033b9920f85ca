// Writes and signs X.509 certificates (RFC 5280) for the local authority: the few fields it needs, in DER, with P-256 keys.
import { createHash, createPublicKey, randomBytes, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

export interface CertificateRequest {
  /** common name of whom it is for */
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly issuer: { readonly name: string; readonly privateKey: KeyObject };
  readonly from: Date;
  readonly until: Date;
  /** an authority that may vouch for names under this one only; or the names of a server */
  readonly for: { readonly authorityOver: string } | { readonly names: readonly string[] };
}

const oid = {
  commonName: [2, 5, 4, 3],
  ecdsaSha256: [1, 2, 840, 10045, 4, 3, 2],
  subjectKey: [2, 5, 29, 14],
  keyUsage: [2, 5, 29, 15],
  alternativeNames: [2, 5, 29, 17],
  basicConstraints: [2, 5, 29, 19],
  nameConstraints: [2, 5, 29, 30],
  authorityKey: [2, 5, 29, 35],
  extendedUsage: [2, 5, 29, 37],
  serverAuth: [1, 3, 6, 1, 5, 5, 7, 3, 1],
} as const;

/** The certificate in PEM. */
export function makeCertificate(request: CertificateRequest): string {
  const algorithm = sequence(objectId(oid.ecdsaSha256));
  const unsigned = sequence(
    tagged(0xa0, integer(Buffer.of(2))),
    integer(Buffer.concat([Buffer.of(0x01), randomBytes(15)])),
    algorithm,
    distinguishedName(request.issuer.name),
    sequence(time(request.from), time(request.until)),
    distinguishedName(request.subject),
    request.publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...extensions(request))),
  );
  const signature = sign('sha256', unsigned, request.issuer.privateKey);
  const der = sequence(unsigned, algorithm, bitString(signature));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function extensions({ publicKey, issuer, for: use }: CertificateRequest): Buffer[] {
  const subjectKey = extension(oid.subjectKey, false, octets(keyHash(publicKey)));
  if ('authorityOver' in use) {
    const permitted = tagged(0xa0, sequence(tagged(0x82, Buffer.from(use.authorityOver))));
    return [
      extension(oid.basicConstraints, true, sequence(boolean(true), integer(Buffer.of(0)))),
      // certificate and revocation list signing
      extension(oid.keyUsage, true, Buffer.of(0x03, 0x02, 0x01, 0x06)),
      extension(oid.nameConstraints, true, sequence(permitted)),
      subjectKey,
    ];
  }
  const names = use.names.map((name) => tagged(0x82, Buffer.from(name)));
  return [
    extension(oid.basicConstraints, true, sequence()),
    // digital signature
    extension(oid.keyUsage, true, Buffer.of(0x03, 0x02, 0x07, 0x80)),
    extension(oid.extendedUsage, false, sequence(objectId(oid.serverAuth))),
    extension(oid.alternativeNames, false, sequence(...names)),
    subjectKey,
    extension(oid.authorityKey, false, sequence(tagged(0x80, keyHash(createPublicKey(issuer.privateKey))))),
  ];
}

function keyHash(key: KeyObject): Buffer {
  return createHash('sha1')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest();
}

function extension(id: readonly number[], critical: boolean, value: Buffer): Buffer {
  return sequence(objectId(id), ...(critical ? [boolean(true)] : []), octets(value));
}

function distinguishedName(commonName: string): Buffer {
  return sequence(tagged(0x31, sequence(objectId(oid.commonName), tagged(0x0c, Buffer.from(commonName)))));
}

/** UTCTime up to 2049, as RFC 5280 demands; later dates are not used here. */
function time(at: Date): Buffer {
  if (at.getUTCFullYear() > 2049) throw new Error('a certificate that lasts beyond 2049');
  return tagged(0x17, Buffer.from(`${at.toISOString().slice(2, 19).replace(/[-:T]/g, '')}Z`));
}

function objectId(parts: readonly number[]): Buffer {
  const [first = 0, second = 0, ...rest] = parts;
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): number[] {
  const digits = [value & 0x7f];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) digits.unshift((rest & 0x7f) | 0x80);
  return digits;
}

/** `bytes`: big-endian, without a sign; the first must be below 128. */
function integer(bytes: Buffer): Buffer {
  return tagged(0x02, bytes);
}

function boolean(value: boolean): Buffer {
  return tagged(0x01, Buffer.of(value ? 0xff : 0));
}

function octets(content: Buffer): Buffer {
  return tagged(0x04, content);
}

function bitString(content: Buffer): Buffer {
  return tagged(0x03, Buffer.concat([Buffer.of(0), content]));
}

function sequence(...parts: Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), content]);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest >>>= 8) bytes.unshift(rest & 0xff);
  return Buffer.concat([Buffer.of(tag, 0x80 | bytes.length, ...bytes), content]);
}
