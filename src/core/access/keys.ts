// API keys as features see them. Types only; keys-desk.ts makes the desk.
import type { RoleGrants } from '../roles.ts';

export interface KeySecretInfo {
  readonly prefix: string;
  readonly madeAt: string;
  /** null: as long as the key */
  readonly expiresAt: string | null;
}

export type KeyState = 'active' | 'expired' | 'disabled';

export interface KeyInfo {
  readonly id: string;
  readonly name: string;
  readonly owner: { readonly id: string; readonly title: string };
  readonly state: KeyState;
  readonly grants: RoleGrants;
  /** the rights it was given, by name, and when each was last used (to the hour; null: never) */
  readonly rights: readonly { readonly permission: string; readonly lastAt: string | null }[];
  /** rights it was given and its owner does not hold: worth nothing now */
  readonly idle: readonly string[];
  readonly addresses: readonly string[];
  /** requests a minute */
  readonly rate: number;
  readonly madeAt: string;
  readonly expiresAt: string;
  readonly disabledAt: string | null;
  readonly lastUsedAt: string | null;
  readonly lastAddress: string | null;
  readonly secrets: readonly KeySecretInfo[];
}

export interface KeyWish {
  readonly name: string;
  readonly grants: RoleGrants;
  readonly addresses: readonly string[];
  readonly rate: number;
  readonly expiresAt: string;
}

export interface KeyDesk {
  /** needs admin.keys, as everything here */
  list(): Promise<KeyInfo[]>;
  view(id: string): Promise<KeyInfo>;
  /** with no right its maker does not hold; the secret is answered once and kept nowhere */
  create(wish: KeyWish): Promise<{ readonly key: KeyInfo; readonly secret: string }>;
  /** only its owner: it acts in that name */
  change(id: string, wish: Partial<KeyWish>): Promise<KeyInfo>;
  /** a new secret; those there are go on for so many hours */
  rotate(id: string, overlapHours: number): Promise<{ readonly key: KeyInfo; readonly secret: string }>;
  /** leaves only the rights it has used */
  narrow(id: string): Promise<KeyInfo>;
  /** for good */
  disable(id: string): Promise<KeyInfo>;
}
