// Proposes where the columns of a file go: by their headings, else by the look of their cells; and for which object the file is. Pure.
import type { Entity } from '../../contract/entity.ts';
import type { EntityName } from '../../contract/names.ts';
import { shapeOfColumn } from './cell-shape.ts';
import type { ColumnSetting, CellGuess, Target } from '../../contract/importing.ts';
import { headingWords, headingsIn, plainHeading } from './heading-words.ts';
import { nothingWords, plain } from './read-words.ts';

export interface Column {
  readonly heading: string;
  /** cells of the rows looked at, in order */
  readonly cells: readonly string[];
}

export interface Suggestion {
  readonly setting: ColumnSetting;
  readonly because: 'heading' | 'content' | 'nothing';
}

interface Place {
  readonly field: string;
  readonly part: string | null;
  readonly label: string | null;
  readonly by: string | null;
}

function parsePlace(key: string): Place {
  const m = /^(\w+)(?:\.(\w+))?(?:#(\w+))?(?:@(\w+))?$/.exec(key)!;
  return { field: m[1]!, part: m[2] ?? null, label: m[3] ?? null, by: m[4] ?? null };
}

const places = new Map<EntityName, Map<string, Place[]>>();

/** Places by plain heading, in the order of the table: the first that is free is taken. */
function placesOf(entity: EntityName): Map<string, Place[]> {
  const known = places.get(entity);
  if (known !== undefined) return known;
  const out = new Map<string, Place[]>();
  for (const [key, words] of Object.entries(headingWords[entity] ?? {})) {
    for (const heading of headingsIn(words)) out.set(heading, [...(out.get(heading) ?? []), parsePlace(key)]);
  }
  places.set(entity, out);
  return out;
}

/** `targets` are those of the person: what is not among them is never proposed. */
export function suggestMapping(
  entity: EntityName,
  columns: readonly Column[],
  allTargets: readonly Target[],
): Suggestion[] {
  // Whether a row holds other records as well is a person's to say: a company is named far oftener than described.
  const targets = allTargets.filter((t) => t.of === null);
  const taken = new Set<string>();
  const out: Suggestion[] = columns.map((_, column) => ({ setting: { column, field: null }, because: 'nothing' }));
  const propose = (because: 'heading' | 'content', find: (c: Column, shape: CellGuess) => readonly Place[]): void => {
    for (const [i, column] of columns.entries()) {
      if (out[i]!.setting.field !== null) continue;
      const shape = shapeOfColumn(withoutNothing(column.cells));
      for (const place of find(column, shape)) {
        const setting = settle(i, place, targets, taken, column, shape);
        if (setting === null) continue;
        out[i] = { setting, because };
        break;
      }
    }
  };
  const known = placesOf(entity);
  propose('heading', (c) => labelPlaces(plainHeading(c.heading), targets));
  propose('heading', (c) => known.get(plainHeading(c.heading)) ?? []);
  propose('heading', (c, shape) => loosePlaces(plainHeading(c.heading), shape));
  propose('content', (_, shape) => (shape === 'email' ? [{ field: 'emails', part: null, label: null, by: null }] : []));
  return out;
}

/** The very words of our own pages and exports, whatever language or object they are of. */
function labelPlaces(heading: string, targets: readonly Target[]): Place[] {
  return targets.flatMap((t) =>
    plainHeading(t.label) === heading && t.field !== 'fullName'
      ? [{ field: t.field, part: t.part, label: null, by: null }]
      : [],
  );
}

/** "E-mail 4 - Value", "Phone (direct)": a word inside the heading, where the cells look like it too. */
function loosePlaces(heading: string, shape: CellGuess): Place[] {
  const label = labelIn(heading);
  if (shape === 'email' && /e?mail/.test(heading)) return [{ field: 'emails', part: null, label, by: null }];
  const looksLikePhone = shape === 'phone' || shape === 'number';
  if (looksLikePhone && /phone|tel|mobile|cell|fax|puhelin/.test(heading))
    return [{ field: 'phones', part: null, label, by: null }];
  return [];
}

function labelIn(heading: string): string | null {
  if (/work|business|office|company/.test(heading)) return 'work';
  if (/home|private|personal/.test(heading)) return 'home';
  if (/mobile|cell/.test(heading)) return 'mobile';
  if (/fax/.test(heading)) return 'fax';
  return /other/.test(heading) ? 'other' : null;
}

function settle(
  column: number,
  place: Place,
  targets: readonly Target[],
  taken: Set<string>,
  c: Column,
  shape: CellGuess,
): ColumnSetting | null {
  const target = targets.find((t) => t.field === place.field && (t.part ?? null) === (place.part ?? defaultPart(t)));
  if (target === undefined) return null;
  const spot = `${target.field}.${target.part ?? ''}`;
  const namesOnce =
    target.field === 'fullName' ? ['familyName.', 'givenName.'] : isNamePart(target.field) ? ['fullName.'] : [];
  if ((taken.has(spot) && !target.many) || namesOnce.some((n) => taken.has(n))) return null;
  const points = target.kind === 'ref' || target.kind === 'links';
  const link = points ? linkFor(place.by, target, shape) : undefined;
  if (link === null) return null;
  taken.add(spot);
  const empty = typedKinds.has(target.kind) ? nothingIn(c.cells) : [];
  return {
    column,
    field: target.field,
    ...(target.part === null ? {} : { part: target.part }),
    ...(place.label === null ? {} : { label: place.label }),
    ...(link === undefined ? {} : { link }),
    ...(empty.length === 0 ? {} : { empty }),
  };
}

function defaultPart(t: Target): string | null {
  return t.kind === 'money' ? 'amount' : t.kind === 'address' ? 'street' : null;
}

function isNamePart(field: string): boolean {
  return field === 'familyName' || field === 'givenName';
}

function linkFor(by: string | null, target: Target, shape: CellGuess): ColumnSetting['link'] | null {
  const to = target.links[0];
  if (to === undefined) return null;
  // What holds e-mail addresses names its records by them, whatever the heading says.
  const mail = to.by.find((k) => k === 'email' || k === 'emails');
  const wanted = shape === 'email' && mail !== undefined ? mail : (by ?? (to.by.includes('name') ? 'name' : 'title'));
  const key = to.by.includes(wanted) ? wanted : to.by.includes('title') && wanted === 'name' ? 'title' : null;
  if (key === null) return null;
  const missing = to.entity === 'user' && to.mayCreate && key !== 'externalId' ? 'create' : 'refuse';
  return { entity: to.entity, by: key, missing };
}

const typedKinds = new Set(['number', 'percent', 'money', 'date', 'dateTime', 'emails', 'email', 'url', 'checkbox']);

/** Words for "nothing" among the cells; only for kinds in which they could mean nothing else. */
function nothingIn(cells: readonly string[]): string[] {
  const found = new Set<string>();
  for (const cell of cells) if (nothingWords.includes(plain(cell))) found.add(cell.trim());
  return [...found].slice(0, 20);
}

function withoutNothing(cells: readonly string[]): string[] {
  return cells.filter((cell) => !nothingWords.includes(plain(cell)));
}

const fileWords: Readonly<Partial<Record<EntityName, RegExp>>> = {
  company: /compan|account|organi[sz]ation|firma|client|customer|kund|societ|yrity/i,
  contact: /contact|people|person|lead|kontakt|henkil/i,
  deal: /deal|opportunit|pipeline|sales|forecast/i,
  activity: /activit|task|call|meeting|event|note/i,
  user: /user|team|agent|employee|member|staff/i,
};

/** An object of the tenant's own is known by the labels of its fields. */
function labelsOf(e: Entity): Map<string, Place[]> {
  return new Map(
    Object.entries(e.fields).map(([field, f]) => [
      plainHeading(f.label),
      [{ field, part: null, label: null, by: null }],
    ]),
  );
}

function isNamed(e: Entity, fileName: string): boolean {
  if (e.own !== true) return fileWords[e.name]?.test(fileName) === true;
  const name = plainHeading(fileName);
  return [e.label, e.labelPlural].some((l) => plainHeading(l) !== '' && name.includes(plainHeading(l)));
}

/** The object whose headings fit best; null when none fits. The file's name decides between equals. */
export function suggestEntity(
  fileName: string,
  headings: readonly string[],
  entities: readonly Entity[],
): EntityName | null {
  const ranked = entities
    .map((e) => {
      const known = e.own === true ? labelsOf(e) : placesOf(e.name);
      const fields = new Set(
        headings.flatMap((h) => (known.get(plainHeading(h)) ?? []).slice(0, 1).map((p) => p.field)),
      );
      const needed = Object.entries(e.fields).filter(
        ([, f]) => f.required && f.default === undefined && f.computed !== true,
      );
      const has = (name: string): boolean => fields.has(name) || (name === 'familyName' && fields.has('fullName'));
      const whole = needed.every(([name]) => has(name)) ? 1 : 0;
      const named = isNamed(e, fileName) ? 3 : 0;
      const settings = e.setting && e.name !== 'user' ? -3 : 0;
      return { name: e.name, score: fields.size === 0 ? 0 : fields.size + whole + named + settings };
    })
    .sort((a, b) => b.score - a.score);
  return ranked[0] !== undefined && ranked[0].score > 0 ? ranked[0].name : null;
}
