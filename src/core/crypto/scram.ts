// Makes PostgreSQL's stored form of a password (SCRAM-SHA-256, RFC 5803), so that a role's password never travels to the server or its log.
import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

/**
 * Stretching protects passwords that can be guessed. These are 32 random bytes, so it would protect nothing and cost every new
 * connection milliseconds.
 */
const iterations = 1;

/** For `create role ... password '<this>'`. Only for passwords from `newToken` or `RootKey.derive`, never for one a person chose. */
export function scramVerifier(randomPassword: string): string {
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(randomPassword, salt, iterations, 32, 'sha256');
  const clientKey = createHmac('sha256', salted).update('Client Key').digest();
  const storedKey = createHash('sha256').update(clientKey).digest('base64');
  const serverKey = createHmac('sha256', salted).update('Server Key').digest('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}
