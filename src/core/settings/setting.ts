// A document of what the company, or a person for himself, has decided: declared once as a value, from which changing it, its entry in the ledger and its way back follow alike.
import type { Permission } from '../../contract/permission.ts';
import { Problem } from '../../contract/problem.ts';
import type { SecurityClass } from '../../contract/security-change.ts';
import { assertAgreed } from '../access/agreed.ts';
import { may } from '../principal.ts';
import type { Queryable } from '../pg.ts';
import type { Unit } from '../unit.ts';

export type Doc = Readonly<Record<string, unknown>>;

export interface Setting<T extends object> {
  /** in the ledger: what an entry about it is called */
  readonly verb: string;
  /** other words for some changes of it */
  readonly also?: { readonly verb: string; readonly when: (before: T, after: T) => boolean };
  readonly title: string;
  /** each person has one of these, and changes no other's */
  readonly own?: true;
  /** who may change it */
  readonly right: Permission;
  /** what a second administrator may have to agree to */
  readonly security: SecurityClass | null;
  /** of each part, for whoever looks at what goes back */
  readonly labels: Readonly<Record<keyof T & string, string>>;
  readonly read: (q: Unit) => Promise<T>;
  /** the wish in its one form; refuses with invalid-input what nobody may set */
  readonly fit: (wish: T, unit: Unit) => T | Promise<T>;
  /** stores it, and holds what is there against it */
  readonly keep: (unit: Unit, after: T, before: T) => Promise<unknown>;
  /** how the entry says it, where it is not before and after, and the reading of that */
  readonly entry?: { readonly write: (before: T, after: T) => Doc; readonly read: (values: Doc) => Change };
}

export interface Change {
  readonly before: Doc;
  readonly after: Doc;
}

/** The only way a setting changes. Answers it as it is kept. */
export async function setSetting<T extends object>(unit: Unit, setting: Setting<T>, wish: T): Promise<T> {
  const { right, security, also } = setting;
  // A program has nothing of its own.
  if (setting.own === true && unit.me.kind !== 'user') throw new Problem('not-signed-in');
  unit.refuseUnless(may(unit.me, right), right);
  unit.assertWrites();
  const after = await setting.fit(wish, unit);
  if (security !== null) await assertAgreed(unit, security);
  const before = await setting.read(unit);
  await setting.keep(unit, after, before);
  unit.ledger.add({
    verb: also?.when(before, after) === true ? also.verb : setting.verb,
    outcome: 'done',
    permission: right,
    ...(setting.own === true ? { entity: 'user', record: unit.me.id } : {}),
    values: setting.entry?.write(before, after) ?? { before, after },
  });
  return after;
}

/** What an entry about it says. */
export function changeIn(setting: Pick<Setting<Doc>, 'entry'>, values: Doc): Change {
  return setting.entry?.read(values) ?? (values as unknown as Change);
}

export const verbsOf = ({ verb, also }: Pick<Setting<Doc>, 'verb' | 'also'>): readonly string[] =>
  also === undefined ? [verb] : [verb, also.verb];

/** One of the columns of what the company decided about signing in. `null`: as usual, so that a later standard holds where nobody decided otherwise. */
export async function keepSignIn(
  q: Queryable,
  column: 'passwords' | 'sessions' | 'guessing' | 'sign',
  value: object | null,
): Promise<void> {
  await q.query(`update core.sign_in_policy set version = version + 1, ${column} = $1`, [
    value === null ? null : JSON.stringify(value),
  ]);
}
