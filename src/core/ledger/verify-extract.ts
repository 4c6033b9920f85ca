// Verifies a file that was taken out of a ledger, offline: its statement is signed, and the file is the one the statement speaks of.
import { type KeyObject, createHash, createPublicKey, verify } from 'node:crypto';

export interface ExtractParts {
  readonly statement: Buffer;
  readonly signature: Buffer;
  /** the public key as PEM, as it lay beside the file */
  readonly key: string;
  readonly file: AsyncIterable<Buffer>;
}

export interface ExtractVerdict {
  /** what the statement says, a line each */
  readonly said: readonly string[];
  readonly findings: readonly string[];
}

interface Statement {
  readonly format: string;
  readonly tenant: string;
  readonly by: { readonly name: string };
  readonly at: string;
  readonly file: string;
  readonly sha256: string;
  readonly rows: number;
  readonly query: string;
  readonly from: string | null;
  readonly to: string;
  readonly head: { readonly size: number; readonly root: string } | null;
}

const spkiHead = 12;

/** `known`: the tenant's public key as one has it from elsewhere, base64; without it the key beside the file is believed, and that is said. */
export async function verifyExtract(parts: ExtractParts, known?: string): Promise<ExtractVerdict> {
  const findings: string[] = [];
  const key = readKey(parts.key);
  if (key === undefined) return { said: [], findings: ['key.pem holds no key that heads are signed with.'] };
  const raw = key.export({ format: 'der', type: 'spki' }).subarray(spkiHead).toString('base64');
  if (known !== undefined && known.trim() !== raw)
    findings.push('It is signed with another key than the one you gave.');
  if (!verify(null, parts.statement, key, parts.signature)) findings.push('The signature does not fit the statement.');
  const s = readStatement(parts.statement);
  if (s === undefined) return { said: [], findings: [...findings, 'The statement cannot be read.'] };
  const hash = createHash('sha256');
  for await (const chunk of parts.file) hash.update(chunk);
  if (hash.digest('hex') !== s.sha256) findings.push(`${s.file} is not the file that was signed.`);
  return {
    said: [
      `${s.file}: ${s.rows} entries of tenant ${s.tenant}, taken by ${s.by.name} at ${s.at}`,
      `Asked: ${s.query === '' ? 'everything' : s.query}, from ${s.from ?? 'the beginning'} to ${s.to}`,
      s.head === null ? 'Nothing was sealed then.' : `The log then had ${s.head.size} entries, root ${s.head.root}`,
      known === undefined
        ? `Signed with the key beside the file, ${raw}: compare it with what you know, or give --key.`
        : `Key: ${raw}`,
    ],
    findings,
  };
}

function readKey(pem: string): KeyObject | undefined {
  try {
    const key = createPublicKey(pem);
    return key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    return undefined;
  }
}

function readStatement(bytes: Buffer): Statement | undefined {
  try {
    const read = JSON.parse(bytes.toString('utf8')) as Statement;
    return read.format === 'strongroom.extract.1' && typeof read.sha256 === 'string' ? read : undefined;
  } catch {
    return undefined;
  }
}
