// Says in one line what changes between two states of a role: what an approver reads. Pure.
import { isArea, isTotalsRight, verbs } from './permission.ts';
import type { RightNames } from './right-names.ts';

type Json = Readonly<Record<string, unknown>>;

const most = 12;

/** What it says where nothing is said: a right is then not there, anything else is as it is without. */
function silent(place: string): string {
  const last = place.slice(place.lastIndexOf('.') + 1);
  if (isArea(place) || isTotalsRight(place)) return 'no';
  return (verbs as readonly string[]).includes(last) ? 'none' : 'not set';
}

function text(place: string, value: unknown): string {
  if (value === undefined) return silent(place);
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.map(String).join(', ');
  const { rule, within } = value as { rule?: string; within?: string };
  if (rule === undefined) return JSON.stringify(value);
  return `rule ${rule}${within === undefined ? '' : ` within ${within}`}`;
}

const objectOf = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** Every place in a role as `company.view`, `company.fields.notes`, with what stands there. */
function places(grants: Json): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const [object, said] of Object.entries(objectOf(grants['objects']))) {
    for (const [name, value] of Object.entries(objectOf(said))) {
      if (name === 'types') {
        for (const [type, own] of Object.entries(objectOf(value)))
          for (const [verb, scope] of Object.entries(objectOf(own))) found.set(`${object}.${type}.${verb}`, scope);
      } else if (name !== 'fields') found.set(`${object}.${name}`, value);
      else for (const [field, right] of Object.entries(objectOf(value))) found.set(`${object}.fields.${field}`, right);
    }
  }
  if (grants['everything'] === true) found.set('everything', 'yes');
  for (const name of listOf(grants['areas'])) found.set(name, 'yes');
  for (const name of listOf(grants['without'])) found.set(name, 'taken away');
  return found;
}

export interface Difference {
  readonly place: string;
  readonly before: string;
  readonly after: string;
}

/** Every place either of them says something about. */
export function placesOf(before: Json, after: Json): Difference[] {
  const [was, is] = [places(before), places(after)];
  return [...new Set([...was.keys(), ...is.keys()])].map((place) => ({
    place,
    before: text(place, was.get(place)),
    after: text(place, is.get(place)),
  }));
}

export function differences(before: Json, after: Json): Difference[] {
  return placesOf(before, after).filter((pair) => pair.before !== pair.after);
}

/** `names`: what rights and fields are called. */
export function describeGrants(before: object, after: object, names: Pick<RightNames, 'place'>): string {
  const all = differences(before as Json, after as Json);
  if (all.length === 0) return 'Nothing it allows changes.';
  const named = all
    .slice(0, most)
    .map((d) => `${names.place(d.place)}: ${d.after}${d.before === silent(d.place) ? '' : ` (was ${d.before})`}`);
  return `${named.join('; ')}${all.length > most ? `; and ${all.length - most} more` : ''}.`;
}
