// Talks to the browser about passkeys: what the server sends becomes bytes, what the authenticator answers becomes text.

export interface PasskeyHint {
  readonly id: string;
  readonly transports: readonly string[];
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(plain, (c) => c.charCodeAt(0));
}

function text(buffer: ArrayBuffer): string {
  let plain = '';
  for (const byte of new Uint8Array(buffer)) plain += String.fromCharCode(byte);
  return btoa(plain).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

export function hasPasskeys(): boolean {
  return 'PublicKeyCredential' in window && 'credentials' in navigator;
}

const described = (hints: readonly PasskeyHint[]): PublicKeyCredentialDescriptor[] =>
  hints.map(({ id, transports }) => ({
    type: 'public-key',
    id: bytes(id),
    transports: [...transports] as AuthenticatorTransport[],
  }));

/** Without hints: any passkey for this address, which then has to recognise its holder. Undefined: nobody chose one. */
export async function askPasskey(
  { challenge, rpId }: { readonly challenge: string; readonly rpId: string },
  hints: readonly PasskeyHint[] | null,
): Promise<unknown> {
  const found = await navigator.credentials
    .get({
      publicKey: {
        challenge: bytes(challenge),
        rpId,
        userVerification: hints === null ? 'required' : 'preferred',
        ...(hints === null ? {} : { allowCredentials: described(hints) }),
      },
    })
    .catch(unlessRefused);
  if (!(found instanceof PublicKeyCredential)) return undefined;
  const response = found.response as AuthenticatorAssertionResponse;
  return {
    ...outer(found),
    response: {
      authenticatorData: text(response.authenticatorData),
      clientDataJSON: text(response.clientDataJSON),
      signature: text(response.signature),
      userHandle: response.userHandle === null ? null : text(response.userHandle),
    },
  };
}

export interface NewPasskeyOptions {
  readonly challenge: string;
  readonly rpId: string;
  readonly rpName: string;
  readonly user: { readonly id: string; readonly name: string; readonly title: string };
  readonly exclude: readonly PasskeyHint[];
  readonly algorithms: readonly number[];
}

export async function makePasskey(options: NewPasskeyOptions): Promise<unknown> {
  const made = await navigator.credentials
    .create({
      publicKey: {
        challenge: bytes(options.challenge),
        rp: { id: options.rpId, name: options.rpName },
        user: { id: bytes(options.user.id), name: options.user.name, displayName: options.user.title },
        pubKeyCredParams: options.algorithms.map((alg) => ({ type: 'public-key', alg })),
        excludeCredentials: described(options.exclude),
        authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
        attestation: 'none',
      },
    })
    .catch(unlessRefused);
  if (!(made instanceof PublicKeyCredential)) return undefined;
  const response = made.response as AuthenticatorAttestationResponse;
  return {
    ...outer(made),
    response: {
      attestationObject: text(response.attestationObject),
      clientDataJSON: text(response.clientDataJSON),
      transports: response.getTransports(),
    },
  };
}

function outer({ id, rawId, authenticatorAttachment }: PublicKeyCredential) {
  return { id, rawId: text(rawId), type: 'public-key', clientExtensionResults: {}, authenticatorAttachment };
}

/** Nobody answered, or said no: that is no mistake. */
function unlessRefused(error: unknown): null {
  if (error instanceof DOMException && ['NotAllowedError', 'AbortError', 'InvalidStateError'].includes(error.name))
    return null;
  throw error;
}
