// Where the values of an object stand in its table, by the names people and rules use for them.
import { type Entity, columnOf } from '../../contract/entity.ts';
import { type Field, type FieldKind, isVirtual } from '../../contract/field.ts';
import { hashColumn } from '../schema/ddl.ts';
import { type Sql, sql } from '../sql.ts';

/** One place a rule, filter or sort may look at. `hash` is set where only equality is possible, over the keyed hash. */
export interface Place {
  readonly name: string;
  readonly kind: FieldKind | 'title' | 'system';
  readonly column: Sql;
  readonly field: Field | null;
  readonly hash: Sql | null;
  /** where the currency of a reckoned amount is; stored amounts have a column beside them */
  readonly currency?: Sql | null;
  readonly sealed: boolean;
}

const systemPlaces: Readonly<Record<string, { column: string; kind: Place['kind'] }>> = {
  id: { column: 'id', kind: 'ref' },
  createdAt: { column: 'created_at', kind: 'dateTime' },
  updatedAt: { column: 'updated_at', kind: 'dateTime' },
  archivedAt: { column: 'archived_at', kind: 'dateTime' },
  createdBy: { column: 'created_by', kind: 'ref' },
  updatedBy: { column: 'updated_by', kind: 'ref' },
  title: { column: 'title', kind: 'title' },
};

/** Where a stored value is. Never throws for a name that is none: the caller decides how to refuse. */
export function placeOf(e: Entity, name: string, alias: string): Place | undefined {
  const at = (column: string): Sql => sql`${sql.ref(`${alias}.${column}`)}`;
  if (name === 'owner') {
    return e.owner === 'owner'
      ? { name, kind: 'ref', column: at('owner'), field: null, hash: null, sealed: false }
      : undefined;
  }
  const system = Object.hasOwn(systemPlaces, name) ? systemPlaces[name] : undefined;
  if (system !== undefined)
    return { name, kind: system.kind, column: at(system.column), field: null, hash: null, sealed: false };
  const field = Object.hasOwn(e.fields, name) ? e.fields[name] : undefined;
  if (field === undefined) return undefined;
  // Reckoned fields depend on who reads: see place.ts. In a rule they are empty.
  if (isVirtual(field)) return { name, kind: field.kind, column: sql`null`, field, hash: null, sealed: true };
  const sealed = field.protected === true;
  const hashed = sealed && (field.unique === true || field.key === true);
  return {
    name,
    kind: field.kind,
    column: sealed ? sql`null` : at(columnOf(name, field)),
    field,
    hash: hashed ? at(hashColumn(name, field)) : null,
    sealed,
  };
}

/** The objects a reference points to; users for the references every record has. */
export function targetsOf(place: Place): readonly string[] {
  if (place.field?.to !== undefined) return place.field.to;
  return place.kind === 'ref' && place.name !== 'id' ? ['user'] : [];
}
