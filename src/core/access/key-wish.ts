// Checks what somebody wants a key to be: names, addresses, dates and rights, each refused with what would fit. Pure but for the clock given.
import { type Verb, verbs } from '../../contract/permission.ts';
import { type FieldError, Problem } from '../../contract/problem.ts';
import { normalRange } from '../address.ts';
import type { ObjectGrants, RoleGrants } from '../roles.ts';
import { type Catalog, isRightToGive } from '../catalog.ts';
import { type Scope, fieldRights } from '../principal.ts';
import { checkRoleGrants } from './check-role.ts';
import type { KeyWish } from './keys.ts';

const day = 86_400_000;

export const keyBounds = { name: 80, addresses: 50, rate: 6000, days: 400, overlapHours: 30 * 24 } as const;

/** How far a verb is given: on all of the object, and on single kinds of activity. */
export function scopesOfVerb(said: ObjectGrants, verb: Verb): Scope[] {
  return [said[verb], ...Object.values(said.types ?? {}).map((own) => own[verb])].filter(
    (scope) => scope !== undefined && scope !== 'none',
  );
}

/** Rights by name, as they were given: nothing is meant that is not said. */
export function namedRights(grants: RoleGrants): string[] {
  const ofObjects = Object.entries(grants.objects ?? {}).flatMap(([object, said]) =>
    verbs.filter((verb) => scopesOfVerb(said, verb).length > 0).map((verb) => `${object}.${verb}`),
  );
  return [...ofObjects, ...(grants.areas ?? [])];
}

/** The same without the rights that are not in `used`; what is said about fields and formats stays with its object. */
export function onlyRights(grants: RoleGrants, used: ReadonlySet<string>): RoleGrants {
  const objects = Object.entries(grants.objects ?? {}).flatMap(([object, said]): [string, ObjectGrants][] => {
    const gone = verbs.filter((verb) => !used.has(`${object}.${verb}`));
    const without = <T extends object>(part: T): T =>
      Object.fromEntries(Object.entries(part).filter(([name]) => !gone.includes(name as Verb))) as T;
    const kept = without(said);
    if (said.types === undefined) return verbs.some((verb) => kept[verb] !== undefined) ? [[object, kept]] : [];
    // What is said of single kinds of activity is as much a right as what is said of all.
    const types = Object.entries(said.types).map(([type, own]) => [type, without(own)] as const);
    const all = { ...kept, types: Object.fromEntries(types) };
    return verbs.some((verb) => scopesOfVerb(all, verb).length > 0) ? [[object, all]] : [];
  });
  return { ...grants, objects: Object.fromEntries(objects), areas: (grants.areas ?? []).filter((a) => used.has(a)) };
}

function unknownRight(grants: RoleGrants, catalog: Catalog): string | undefined {
  const area = (grants.areas ?? []).find((name) => !isRightToGive(name, catalog));
  if (area !== undefined) return area;
  for (const [object, said] of Object.entries(grants.objects ?? {})) {
    const entity = catalog.lookup(object);
    if (entity === undefined) return object;
    const { fields = {}, otherFields, ...rest } = said;
    const verb = Object.keys(rest).find((name) => !(verbs as readonly string[]).includes(name) && !limits.has(name));
    if (verb !== undefined) return `${object}.${verb}`;
    const field = Object.keys(fields).find((name) => entity.fields[name] === undefined && name !== 'owner');
    if (field !== undefined) return `${object}.${field}`;
    const right = [...Object.values(fields), otherFields ?? 'edit'].find((r) => !fieldRights.includes(r));
    if (right !== undefined) return `${object}: ${right}`;
  }
  return undefined;
}

/** What else may be said of an object. */
const limits = new Set(['exportFormats', 'exportRows', 'exportReason', 'types']);

/** The parts that were given, each in its one form, or a refusal that names every part that does not fit. */
export function checkWish(wish: Partial<KeyWish>, at: Date, catalog: Catalog): Partial<KeyWish> {
  const errors: FieldError[] = [];
  const refuse = (field: string, code: string, reason: string, fits: string): void => {
    errors.push({ field, code, reason, fits });
  };
  const out: { -readonly [K in keyof KeyWish]?: KeyWish[K] } = {};
  if (wish.name !== undefined) {
    out.name = wish.name.normalize('NFC').trim();
    if (out.name === '' || out.name.length > keyBounds.name)
      refuse('name', 'length', 'A key needs a name that tells what it is for.', `1 to ${keyBounds.name} characters.`);
  }
  if (wish.addresses !== undefined) {
    const ranges = wish.addresses.map(normalRange);
    const bad = wish.addresses.find((_, i) => ranges[i] === undefined);
    if (bad !== undefined)
      refuse(
        'addresses',
        'not-an-address',
        `"${bad.slice(0, 60)}" is no address.`,
        'Such as 203.0.113.7, 10.0.0.0/8 or 2001:db8::/32.',
      );
    if (ranges.length > keyBounds.addresses)
      refuse('addresses', 'too-many', 'These are too many addresses.', `At most ${keyBounds.addresses}.`);
    out.addresses = [...new Set(ranges.filter((r) => r !== undefined))];
  }
  if (wish.rate !== undefined) {
    out.rate = wish.rate;
    if (!Number.isInteger(wish.rate) || wish.rate < 1 || wish.rate > keyBounds.rate)
      refuse('rate', 'out-of-range', 'This is no number of requests a minute.', `1 to ${keyBounds.rate}.`);
  }
  if (wish.expiresAt !== undefined) {
    const until = new Date(wish.expiresAt).getTime();
    if (!(until > at.getTime()) || until > at.getTime() + keyBounds.days * day)
      refuse('expiresAt', 'out-of-range', 'A key ends one day.', `A time from now to ${keyBounds.days} days ahead.`);
    else out.expiresAt = new Date(until).toISOString();
  }
  if (wish.grants !== undefined) {
    out.grants = wish.grants;
    if (wish.grants.everything !== undefined || namedRights(wish.grants).length === 0)
      refuse(
        'grants',
        'required',
        'A key is given its rights one by one.',
        'At least one verb of an object, or one area.',
      );
    const unknown = unknownRight(wish.grants, catalog);
    if (unknown !== undefined)
      refuse(
        'grants',
        'no-such-right',
        `There is no "${unknown.slice(0, 120)}" to give.`,
        'What the catalogue of rights names.',
      );
  }
  if (errors.length > 0) throw new Problem('invalid-input', errors[0]!.reason, { errors });
  // Word by word as a role's: scopes, rights on fields, formats.
  if (out.grants !== undefined) checkRoleGrants(out.grants, catalog);
  return out;
}
