// An authenticator in software: makes passkeys for a host and answers challenges, right or wrong as a test wants it.
import { type KeyObject, createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

const sha256 = (data: Buffer | string): Buffer => createHash('sha256').update(data).digest();
const b64 = (data: Buffer): string => data.toString('base64url');

export interface Deviation {
  readonly origin?: string;
  readonly rpId?: string;
  /** it did not recognise its holder */
  readonly unverified?: boolean;
  readonly counter?: number;
  readonly type?: string;
  /** a statement of a maker */
  readonly fmt?: string;
}

export class SoftKey {
  readonly id = randomBytes(24);
  readonly #key: KeyObject;
  readonly #cose: Buffer;
  readonly #origin: string;
  readonly #rpId: string;
  counter = 0;

  constructor(place: { readonly origin: string; readonly hostname: string }) {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { x, y } = publicKey.export({ format: 'jwk' });
    this.#key = privateKey;
    // {1: 2, 3: -7, -1: 1, -2: x, -3: y}
    this.#cose = Buffer.concat([
      Buffer.from('a5010203262001215820', 'hex'),
      Buffer.from(x!, 'base64url'),
      Buffer.from('225820', 'hex'),
      Buffer.from(y!, 'base64url'),
    ]);
    this.#origin = place.origin;
    this.#rpId = place.hostname;
  }

  #data(flags: number, { rpId, counter }: Deviation): Buffer {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter ?? this.counter);
    return Buffer.concat([sha256(rpId ?? this.#rpId), Buffer.of(flags), count]);
  }

  #client(type: string, challenge: string, { origin, type: other }: Deviation): Buffer {
    return Buffer.from(
      JSON.stringify({ type: other ?? type, challenge, origin: origin ?? this.#origin, crossOrigin: false }),
    );
  }

  #outer(): { id: string; rawId: string; type: 'public-key'; clientExtensionResults: Record<string, never> } {
    return { id: b64(this.id), rawId: b64(this.id), type: 'public-key', clientExtensionResults: {} };
  }

  make(challenge: string, wrong: Deviation = {}) {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(this.id.length);
    const flags = wrong.unverified === true ? 0x41 : 0x45;
    const data = Buffer.concat([this.#data(flags, wrong), Buffer.alloc(16), length, this.id, this.#cose]);
    const size = Buffer.of(0x58, data.length);
    const clientDataJSON = this.#client('webauthn.create', challenge, wrong);
    const fmt = wrong.fmt ?? 'none';
    // Good in itself: signed by the passkey alone, with no certificate of anybody.
    const signature = sign('sha256', Buffer.concat([data, sha256(clientDataJSON)]), this.#key);
    const statement =
      fmt === 'packed'
        ? [Buffer.from('a263616c672663736967', 'hex'), Buffer.of(0x58, signature.length), signature]
        : [Buffer.of(0xa0)];
    const attestation = Buffer.concat([
      Buffer.of(0xa3, 0x63),
      Buffer.from('fmt'),
      Buffer.of(0x60 + fmt.length),
      Buffer.from(fmt),
      Buffer.of(0x67),
      Buffer.from('attStmt'),
      ...statement,
      Buffer.of(0x68),
      Buffer.from('authData'),
      size,
      data,
    ]);
    return {
      ...this.#outer(),
      response: { attestationObject: b64(attestation), clientDataJSON: b64(clientDataJSON), transports: ['internal'] },
    };
  }

  answer(challenge: string, wrong: Deviation = {}) {
    this.counter += 1;
    const data = this.#data(wrong.unverified === true ? 0x01 : 0x05, wrong);
    const client = this.#client('webauthn.get', challenge, wrong);
    const signature = sign('sha256', Buffer.concat([data, sha256(client)]), this.#key);
    return {
      ...this.#outer(),
      response: {
        authenticatorData: b64(data),
        clientDataJSON: b64(client),
        signature: b64(signature),
        userHandle: null,
      },
    };
  }
}
