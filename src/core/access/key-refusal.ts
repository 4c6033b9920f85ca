// Why a key was turned away: its bearer hears the same sentence whatever the reason, its owner reads the reason in the ledger.
import { Problem } from '../../contract/problem.ts';

export const keyRefusals = ['disabled', 'expired', 'replaced', 'token-expired', 'owner-gone', 'address'] as const;
export type KeyRefusal = (typeof keyRefusals)[number];

/** The key that was turned away; null: no such key, and nobody to tell. */
export interface RefusedKey {
  readonly id: string;
  readonly why: KeyRefusal;
}

export class KeyRefused extends Problem {
  readonly key: RefusedKey | null;

  constructor(key: RefusedKey | null) {
    super('key-refused');
    this.key = key;
  }
}
