// Signs what is taken out of the ledger in a file: who took it, when, by which question, how far the log was, and the file's own hash.
import { createPublicKey, sign } from 'node:crypto';
import type { Keyring } from '../crypto/keyring.ts';
import { may } from '../principal.ts';
import { sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { signingKey } from './heads.ts';

export const extractFormat = 'strongroom.extract.1';

/** What the signature covers; all of it stands in the statement. */
export interface Extract {
  readonly file: string;
  /** of the file, hex */
  readonly sha256: string;
  readonly rows: number;
  /** the question in words, and whether looks are left out */
  readonly query: string;
  readonly changes: boolean;
  readonly from: string | null;
  readonly to: string;
  readonly asked: string;
  readonly reason: string | null;
}

export interface SignedExtract {
  /** one line of JSON, exactly the bytes that are signed */
  readonly statement: string;
  readonly signature: Buffer;
  /** the public key, PEM */
  readonly key: string;
  /** as the audit log and signed heads name it */
  readonly keyId: string;
}

export interface ExtractDesk {
  /** needs ledger.export */
  sign(extract: Extract): Promise<SignedExtract>;
}

export function makeExtractDesk(unit: Unit): ExtractDesk {
  return {
    sign: async (extract) => {
      unit.refuseUnless(may(unit.me, 'ledger.export'), 'ledger.export');
      unit.assertAlive();
      const [head] = await unit.run<{ size: number; root: string; at: Date }>(sql`
        select size, encode(root, 'hex') as root, at from core.ledger_head order by size desc limit 1`);
      const { vault, me, at } = unit;
      const statement = JSON.stringify({
        format: extractFormat,
        tenant: vault.id,
        by: { id: me.self.id, name: me.name },
        at: at.toISOString(),
        everybody: may(me, 'ledger.view'),
        ...extract,
        head: head === undefined ? null : { ...head, at: head.at.toISOString() },
        keyId: signingKey(vault.keys).id,
      });
      return signText(vault.keys, statement);
    },
  };
}

function signText(ring: Keyring, statement: string): SignedExtract {
  const { secret, id } = signingKey(ring);
  return {
    statement,
    signature: sign(null, Buffer.from(statement), secret),
    key: createPublicKey(secret).export({ format: 'pem', type: 'spki' }).toString(),
    keyId: id,
  };
}
