// Where the columns of a file can go, for one object and one person: only fields that person may write, only records they may find.
import type { Entity } from '../../contract/entity.ts';
import type { Field } from '../../contract/field.ts';
import type { EntityName } from '../../contract/names.ts';
import type { Catalog } from '../../core/catalog.ts';
import { reachOf } from '../../core/policy.ts';
import { type Principal, may } from '../../core/principal.ts';
import type { Target } from '../../contract/importing.ts';
import { slotsOf } from './slots.ts';

type LinkTarget = Target['links'][number];

const addressParts = {
  street: 'street',
  postalCode: 'postal code',
  city: 'city',
  region: 'region',
  country: 'country',
} as const;

/** Objects this person may import into. */
export function importableEntities(me: Principal, catalog: Catalog): EntityName[] {
  return catalog.entities.map((e) => e.name).filter((name) => may(me, `${name}.import`));
}

/** Those of the row's own record, then those of the other records a row may hold. */
export function targetsOf(me: Principal, catalog: Catalog, e: Entity): Target[] {
  const slots = slotsOf(e, (name) => catalog.entity(name)).filter(
    (slot) => may(me, `${slot.entity.name}.import`) && mayWrite(me, e, slot.of),
  );
  return [
    ...ownTargets(me, catalog, e),
    ...slots.flatMap((slot) => {
      const single = slots.filter((s) => s.entity === slot.entity).length === 1;
      const name = single ? slot.entity.label : e.fields[slot.of]!.label;
      return ownTargets(me, catalog, slot.entity).map((t) => ({
        ...t,
        of: slot.of,
        label: `${name}: ${t.label}`,
        required: false,
      }));
    }),
  ];
}

function ownTargets(me: Principal, catalog: Catalog, e: Entity): Target[] {
  const out: Target[] = [];
  if (
    e.name === 'contact' &&
    !Object.hasOwn(e.fields, 'fullName') &&
    mayWrite(me, e, 'givenName') &&
    mayWrite(me, e, 'familyName')
  ) {
    out.push({ ...plainTarget('fullName', 'Full name', 'text'), required: false });
  }
  for (const [name, f] of Object.entries(e.fields)) {
    if (f.computed !== true && mayWrite(me, e, name)) out.push(...fieldTargets(me, catalog, name, f));
  }
  if (e.owner === 'owner' && mayWrite(me, e, 'owner')) {
    out.push({ ...plainTarget('owner', 'Owner', 'ref'), links: linksTo(me, catalog, ['user']) });
  }
  return out;
}

function mayWrite(me: Principal, e: Entity, field: string): boolean {
  return (['create', 'edit'] as const).some((verb) => reachOf(me, e, verb).editable(field).op !== 'none');
}

function plainTarget(field: string, label: string, kind: string): Target {
  return { of: null, field, part: null, label, kind, many: false, required: false, key: false, links: [] };
}

function fieldTargets(me: Principal, catalog: Catalog, name: string, f: Field): Target[] {
  const base = {
    ...plainTarget(name, f.label, f.kind),
    required: f.required && f.default === undefined,
    key: f.key === true,
  };
  switch (f.kind) {
    case 'address':
      return Object.entries(addressParts).map(([part, label]) => ({ ...base, part, label: `${f.label}: ${label}` }));
    case 'money':
      return [
        { ...base, part: 'amount' },
        { ...base, part: 'currency', label: `${f.label}: currency`, required: false },
      ];
    case 'emails':
    case 'phones':
      return [{ ...base, many: true }];
    case 'ref':
      return [{ ...base, links: linksTo(me, catalog, f.to!) }];
    case 'links':
      return [
        { ...base, many: true, links: linksTo(me, catalog, f.to!) },
        ...(f.roles === true
          ? [{ ...base, part: 'role', label: `${f.label}: role`, kind: 'text', required: false, key: false }]
          : []),
      ];
    default:
      return [base];
  }
}

function linksTo(me: Principal, catalog: Catalog, names: readonly EntityName[]): LinkTarget[] {
  return names.flatMap((entity) => {
    const e = catalog.entity(entity);
    const keys = keysOf(me, e);
    return keys.length === 0 ? [] : [{ entity, by: keys, mayCreate: mayMake(me, e) }];
  });
}

/** Fields by which this person can find a record: the keys that are readable on every record seen, and the title. */
export function keysOf(me: Principal, e: Entity): string[] {
  const readable = (name: string): boolean => reachOf(me, e, 'view').readable(name).op === 'all';
  const keys = Object.entries(e.fields).flatMap(([name, f]) => (f.key === true && readable(name) ? [name] : []));
  return e.title.every(readable) && !keys.includes(e.title.join()) ? [...keys, 'title'] : keys;
}

/** Whether a record may be made of nothing but its title: names of companies and people, yes; stages, which need more, no. */
function mayMake(me: Principal, e: Entity): boolean {
  if (reachOf(me, e, 'create').rows.op === 'none' || (e.made === undefined && !may(me, `${e.name}.import`)))
    return false;
  return Object.entries(e.fields).every(
    ([name, f]) => !f.required || f.default !== undefined || f.computed === true || e.title.includes(name),
  );
}
