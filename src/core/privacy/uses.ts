// What people said about uses of what is held about them, as features see it. Types; uses-desk.ts makes the desk.
import type { UseName, UseState } from '../../contract/uses.ts';
import type { Subject } from './subjects.ts';

export interface UseMark {
  readonly use: UseName;
  readonly state: UseState;
  /** YYYY-MM-DD */
  readonly since: string;
  /** how it was said; null for whoever does not look after requests of people */
  readonly how: string | null;
}

export interface UseWish {
  readonly use: UseName;
  /** null: nothing was said, after all */
  readonly state: UseState | null;
  readonly since: string;
  readonly how: string;
}

export interface UseDesk {
  /** of a record one sees */
  of(subject: Subject): Promise<readonly UseMark[]>;
  /** with admin.privacy */
  set(subject: Subject, wish: UseWish): Promise<void>;
  /** whether somebody among the records of this kind has objected to the use since then, or taken consent back */
  refusedSince(entity: string, use: UseName, since: Date): Promise<boolean>;
}
