// What keeps an import from starting: fields that are needed and not matched, two columns for one place, links that lead nowhere. Pure.
import type { Entity } from '../../contract/entity.ts';
import type { ColumnLink, ConstantSetting, ColumnSetting, Blocker, Target } from '../../contract/importing.ts';
import type { ImportSettings } from './import-doc.ts';
import type { EntityName } from '../../contract/names.ts';
import { makeTemplate } from './plan.ts';
import { type PlanSettings, type Slot, columnsFor, slotSettings, usedSlots } from './slots.ts';

type Setting = Pick<ColumnSetting, 'of' | 'field' | 'part' | 'link'>;

export function blockersOf(
  e: Entity | null,
  settings: ImportSettings,
  headings: readonly string[],
  targets: readonly Target[],
  objects: (name: EntityName) => Entity,
): Blocker[] {
  if (e === null) return [blocker(null, null, 'no-object', 'Choose what the rows are: companies, contacts, deals ...')];
  const own = columnsFor(settings.columns, null);
  if (own.every((c) => c.field === null) && settings.constants.length === 0)
    return [blocker(null, null, 'nothing-matched', 'Match at least one column with a field.')];
  const slots = usedSlots(e, objects, settings);
  const ofRow = targets.filter((t) => t.of === null);
  return [
    ...strayColumns(settings, slots),
    ...blockersOfOne(e, { ...settings, columns: own }, headings, ofRow),
    ...slots.flatMap((slot) => [
      ...namedTwice(slot, own),
      ...blockersOfOne(slot.entity, slotSettings(settings, slot), headings, targetsFor(slot, targets)).map((b) => ({
        ...b,
        field: b.field === null ? slot.of : `${slot.of}.${b.field}`,
        reason: `${slot.entity.label}: ${b.reason}`,
      })),
    ]),
  ];
}

/** The fields of one other record as if they were the row's own. */
function targetsFor(slot: Slot, targets: readonly Target[]): Target[] {
  return targets.filter((t) => t.of === slot.of).map((t) => ({ ...t, of: null }));
}

function strayColumns(settings: ImportSettings, slots: readonly Slot[]): Blocker[] {
  return settings.columns.flatMap((c) =>
    c.field === null || (c.of ?? null) === null || slots.some((s) => s.of === c.of)
      ? []
      : [blocker(c.column, c.of!, 'unknown-field', 'There is no such reference that leads to records you may import.')],
  );
}

/** The same record described by columns and named by a cell beside them. */
function namedTwice(slot: Slot, own: readonly ColumnSetting[]): Blocker[] {
  const named = own.find((c) => c.field === slot.of);
  const reason = `${slot.entity.label} is both named by this column and made of others. Let the column go to one of its fields.`;
  return named === undefined ? [] : [blocker(named.column, slot.of, 'twice', reason)];
}

function blockersOfOne(
  e: Entity,
  settings: PlanSettings,
  headings: readonly string[],
  targets: readonly Target[],
): Blocker[] {
  const used = settings.columns.filter((c) => c.field !== null);
  return [
    ...used.flatMap((c) => placeFaults(c.column, c, targets)),
    ...settings.constants.flatMap((c) => [...placeFaults(null, c, targets), ...templateFaults(c, headings)]),
    ...doubles(settings, targets),
    ...missing(e, settings, targets),
    ...keyFaults(settings, targets),
  ];
}

function blocker(column: number | null, field: string | null, code: string, reason: string, fits?: string): Blocker {
  return { column, field, code, reason, ...(fits === undefined ? {} : { fits }) };
}

export function findTarget(setting: Setting, targets: readonly Target[]): Target | undefined {
  const part = setting.part ?? null;
  const of = setting.of ?? null;
  return targets.find(
    (t) => t.of === of && t.field === setting.field && (t.part === part || (part === null && isFirstPart(t))),
  );
}

function isFirstPart(t: Target): boolean {
  return t.part === 'street' || t.part === 'amount';
}

function placeFaults(column: number | null, setting: Setting, targets: readonly Target[]): Blocker[] {
  const target = findTarget(setting, targets);
  if (target === undefined) {
    return [
      blocker(
        column,
        setting.field,
        'unknown-field',
        'There is no such field that you may write.',
        'One of the fields offered.',
      ),
    ];
  }
  if (target.kind !== 'ref' && target.kind !== 'links') return [];
  const link = setting.link ?? null;
  if (link === null)
    return [blocker(column, target.field, 'no-link', `Choose by which field ${target.label} names its record.`)];
  return linkFaults(column, target, link);
}

function linkFaults(column: number | null, target: Target, link: ColumnLink): Blocker[] {
  const to = target.links.find((l) => l.entity === link.entity);
  if (to === undefined) return [blocker(column, target.field, 'wrong-object', `${target.label} cannot point to that.`)];
  if (!to.by.includes(link.by)) {
    return [
      blocker(column, target.field, 'no-key', 'Records cannot be found by that field.', `One of: ${to.by.join(', ')}.`),
    ];
  }
  const makes = to.mayCreate && ['title', 'name', 'email', 'familyName', 'subject'].includes(link.by);
  if (link.missing === 'create' && !makes) {
    return [
      blocker(
        column,
        target.field,
        'cannot-make',
        'Missing records cannot be made from this column.',
        'Refuse the row, or leave the field empty.',
      ),
    ];
  }
  return [];
}

function templateFaults(c: ConstantSetting, headings: readonly string[]): Blocker[] {
  const { unknown } = makeTemplate(c.value, headings);
  return unknown.map((name) =>
    blocker(null, c.field, 'unknown-heading', `The file has no column ${JSON.stringify(name)}.`),
  );
}

/** Two sources for a place that holds one value. */
function doubles(settings: PlanSettings, targets: readonly Target[]): Blocker[] {
  const taken = new Set<string>();
  const out: Blocker[] = [];
  const sources = [
    ...settings.columns.map((c) => ({ ...c, at: c.column })),
    ...settings.constants.map((c) => ({ ...c, at: null })),
  ];
  for (const s of sources) {
    const target = s.field === null ? undefined : findTarget(s, targets);
    if (target === undefined || target.many) continue;
    const places =
      target.field === 'fullName' ? ['givenName.', 'familyName.'] : [`${target.field}.${target.part ?? ''}`];
    if (places.some((p) => taken.has(p)))
      out.push(blocker(s.at, target.field, 'twice', `${target.label} is matched twice.`));
    for (const p of places) taken.add(p);
  }
  return out;
}

function missing(e: Entity, settings: PlanSettings, targets: readonly Target[]): Blocker[] {
  if (settings.key.field !== null && settings.key.missing === 'skip') return [];
  const given = new Set([...settings.columns, ...settings.constants].map((s) => s.field));
  if (given.has('fullName')) given.add('familyName');
  return Object.entries(e.fields).flatMap(([name, f]) => {
    if (!f.required || f.default !== undefined || f.computed === true || given.has(name)) return [];
    const offered = targets.some((t) => t.field === name);
    const reason = offered
      ? `${f.label} is needed for new records.`
      : `${f.label} is needed for new records, and you may not write it.`;
    return [blocker(null, name, 'required', reason, 'A column, or one value for all rows.')];
  });
}

function keyFaults(settings: PlanSettings, targets: readonly Target[]): Blocker[] {
  const { field } = settings.key;
  if (field === null) return [];
  const given = new Set([...settings.columns, ...settings.constants].map((s) => s.field));
  const isTitle = field === 'title';
  if (!isTitle && !targets.some((t) => t.field === field && t.key)) {
    return [
      blocker(null, field, 'no-key', 'This field cannot tell whether a record exists.', 'One of the key fields.'),
    ];
  }
  const matched = isTitle
    ? given.has('fullName') || given.has('familyName') || given.has('name') || given.has('subject')
    : given.has(field);
  return matched
    ? []
    : [blocker(null, field, 'key-not-matched', 'No column is matched with the field that identifies records.')];
}
