// API keys and connected applications as principals, made from their own rights and their owner's as both are now: for the door, and for explanations about all of them.
import type { Json } from '../../contract/json.ts';
import type { Catalog } from '../catalog.ts';
import type { Grant, Principal } from '../principal.ts';
import { type Restricted, withoutRestricted } from '../privacy/restricted.ts';
import { grantsOfRole } from '../roles.ts';
import type { Unit } from '../unit.ts';
import { withinOwner } from './key-grants.ts';
import { type LoadedPerson, personColumns, principalOf, valuesOf, withinModules } from './person.ts';

export interface KeyRow {
  readonly key: string;
  readonly keyName: string;
  readonly keyGrants: unknown;
  /** of a connection: what its application may do today; null: a key of its own */
  readonly applicationGrants: unknown;
  /** the owner's own record */
  readonly record: Readonly<Record<string, Json>>;
  readonly restricted: readonly Restricted[];
}

/** What the key may do: what it was given, with no right that its owner has not now. */
export function grantsOfKey(row: KeyRow, owner: readonly Grant[], catalog: Catalog): readonly Grant[] {
  const values = valuesOf(catalog.entity('user'), row.record);
  const given = (grants: unknown, what: string): Grant[] =>
    grantsOfRole({ id: row.key, key: row.key, name: `${what} ${row.keyName}`, grants }, catalog, values);
  const isConnection = row.applicationGrants !== null;
  const allowed = given(row.keyGrants, isConnection ? 'application' : 'key');
  // What the application may do today bounds what a person allowed it once.
  const bounded = isConnection ? withinOwner(allowed, given(row.applicationGrants, 'application')) : allowed;
  // What its owner sees by the right to look after requests of people, the key sees if it was given that right itself.
  return withoutRestricted(withinModules(withinOwner(bounded, owner)), row.restricted);
}

interface LoadedKeyPerson extends LoadedPerson, KeyRow {
  /** who approved the application it is a connection of; null: a key of its own */
  readonly approvedBy: string | null;
}

export interface KeyPerson {
  readonly me: Principal;
  readonly owner: { readonly id: string; readonly name: string };
  /** null: a key of its own; else the connection of an application, which its owner allowed */
  readonly application: { readonly approvedBy: string } | null;
}

/** Every key that holds now, as whoever uses it acts. */
export async function readKeyPeople(unit: Unit): Promise<KeyPerson[]> {
  const { rows } = await unit.query<LoadedKeyPerson>(
    `select ${personColumns}, k.id as key, k.name as "keyName", k.grants as "keyGrants", a.grants as "applicationGrants",
       (select by.name from data."user" by where by.id = a.made_by) as "approvedBy"
     from core.api_key k join data."user" u on u.id = k.owner left join core.application a on a.id = k.application
     where k.disabled_at is null and a.disabled_at is null and k.expires_at > $2 and u.status = 'active' and u.archived_at is null
       and ($1::uuid[] is null or k.id = any($1)) order by k.id`,
    [null, unit.at],
  );
  return rows.map((row) => {
    const owner = principalOf(unit, row);
    const grants = grantsOfKey(row, owner.grants, unit.catalog);
    return {
      me: { ...owner, kind: 'api_key', id: row.key, name: row.keyName, grants },
      owner: { id: owner.id, name: owner.name },
      application: row.approvedBy === null ? null : { approvedBy: row.approvedBy },
    };
  });
}
