// The root key of an installation: wraps the tenants' keys and the passwords of their roles. It lives outside every database.
import { hkdfSync, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { keyBytes } from '../core/crypto/keyring.ts';
import { keyId, seal, unseal } from '../core/crypto/seal.ts';

/** Small on purpose and asynchronous, so that a passphrase, a PKCS#11 token or a key service can stand behind it. */
export interface RootKey {
  /** tells root keys apart; says nothing about the key */
  readonly id: string;
  /** Seals a key or secret for one place; only this root key opens it, only there. */
  wrap(plain: Buffer, place: string): Promise<Buffer>;
  unwrap(blob: Buffer, place: string): Promise<Buffer>;
  /** 32 bytes for a purpose, the same ones every time: secrets of the installation that need no place to be kept in. */
  derive(purpose: string): Promise<Buffer>;
}

/** Why there is no root key. The message is for who runs the machine. */
export class RootKeyError extends Error {
  override name = 'RootKeyError';
}

const heading = 'strongroom-root-key-1';

/** Opens the key in a file that only we may read, or undefined when there is no file. */
export function readRootKey(path: string): RootKey | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  if ((stat.mode & 0o077) !== 0) {
    const mode = (stat.mode & 0o777).toString(8);
    throw new RootKeyError(`Others may read the root key ${path} (mode ${mode}); expected 600. Run: chmod 600 ${path}`);
  }
  const [word, base64 = ''] = readFileSync(path, 'utf8').trim().split(' ');
  const key = Buffer.from(base64, 'base64');
  if (word !== heading || key.length !== keyBytes) {
    throw new RootKeyError(
      `${path} is not a root key: expected one line, "${heading}" and ${keyBytes} bytes in base64.`,
    );
  }
  return openRootKey(key);
}

/** Makes a new key file; an existing one is never overwritten, and a crash leaves either no file or a whole one. */
export function makeRootKey(path: string): RootKey {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const half = `${path}.${process.pid}.new`;
  writeFileSync(half, `${heading} ${randomBytes(keyBytes).toString('base64')}\n`, {
    mode: 0o600,
    flag: 'wx',
    flush: true,
  });
  try {
    linkSync(half, path);
  } catch (error) {
    // Another process was faster: its key is the key.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(half);
  }
  return readRootKey(path)!;
}

function openRootKey(root: Buffer): RootKey {
  const derive = (purpose: string): Buffer =>
    Buffer.from(hkdfSync('sha256', root, Buffer.alloc(0), `strongroom/root/v1/${purpose}`, keyBytes));
  const wrapping = derive('wrap');
  return {
    id: keyId(root).toString('hex'),
    wrap: async (plain, place) => seal(wrapping, plain, place),
    unwrap: async (blob, place) => unseal(wrapping, blob, place),
    derive: async (purpose) => derive(`secret/${purpose}`),
  };
}
