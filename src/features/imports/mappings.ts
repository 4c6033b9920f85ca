// Mappings somebody keeps by name: what becomes of the columns of a file, by their headings, to be used again when such a file comes again.
import type { AlsoSetting, ColumnSetting, ConstantSetting, KeySetting } from '../../contract/importing.ts';
import type { EntityName } from '../../contract/names.ts';
import { Problem } from '../../contract/problem.ts';
import { now } from '../../core/clock.ts';
import { newId } from '../../core/ids.ts';
import type { Kept } from '../../core/kept.ts';
import type { Tx } from '../../core/tx.ts';
import { findTarget } from './blockers.ts';
import type { SavedMapping } from './contract.ts';
import { plainHeading } from './heading-words.ts';
import { type ImportDoc, type ImportSettings, refuseUnlessImporting } from './import-doc.ts';
import { lookAt } from './look.ts';
import { withFormats } from './settle.ts';
import { targetsOf } from './targets.ts';

export interface MappingDoc {
  readonly name: string;
  readonly entity: EntityName;
  /** settings of the columns that go somewhere, by their headings as they are compared */
  readonly columns: readonly { readonly heading: string; readonly setting: ColumnSetting }[];
  readonly constants: readonly ConstantSetting[];
  readonly key: KeySetting;
  readonly also: readonly AlsoSetting[];
}

const kind = 'import.mapping';
/** Kept so long after it was last used. */
const keptDays = 730;
const most = 100;

function until(): Date {
  return new Date(now().getTime() + keptDays * 86_400_000);
}

async function all(tx: Tx): Promise<Kept<MappingDoc>[]> {
  return await tx.kept.list<MappingDoc>(kind, { limit: most + 1, down: true });
}

/** The settings of an import under a name; one of that name takes the new settings. */
export async function keepMapping(tx: Tx, doc: ImportDoc, name: string): Promise<void> {
  const { settings } = doc;
  const entity = refuseUnlessImporting(tx, settings.entity);
  const { headings } = await lookAt(tx, doc.file.id, settings.dialect);
  const columns = settings.columns.flatMap((setting) => {
    const heading = plainHeading(headings[setting.column] ?? '');
    return setting.field === null || heading === '' ? [] : [{ heading, setting }];
  });
  const kept = await all(tx);
  const same = kept.find((k) => k.doc.name.toLowerCase() === name.toLowerCase());
  if (same === undefined && kept.length >= most)
    throw new Problem('too-large', `At most ${most} mappings can be kept. Remove one that is no longer used.`);
  const mapping: MappingDoc = {
    name,
    entity,
    columns,
    constants: settings.constants,
    key: settings.key,
    also: settings.also ?? [],
  };
  await tx.kept.put(kind, same?.id ?? newId(), JSON.parse(JSON.stringify(mapping)), until());
}

export async function forgetMapping(tx: Tx, id: string): Promise<void> {
  await tx.kept.get(kind, id);
  await tx.kept.remove(kind, id);
}

/** Those kept, and how many of their columns a file has; the one that fits best first. */
export async function mappingsFor(tx: Tx, headings: readonly string[]): Promise<SavedMapping[]> {
  const has = new Set(headings.map(plainHeading));
  return (await all(tx))
    .map(({ id, doc }) => ({
      id,
      name: doc.name,
      entity: doc.entity,
      columns: doc.columns.length,
      found: doc.columns.filter((c) => has.has(c.heading)).length,
    }))
    .sort((a, b) => b.found / b.columns - a.found / a.columns);
}

/** The settings with a kept mapping put over them. What it says of fields that this person may not write any more is left out. */
export async function useMapping(tx: Tx, doc: ImportDoc, id: string): Promise<ImportDoc> {
  const { doc: mapping } = await tx.kept.get<MappingDoc>(kind, id);
  const entity = refuseUnlessImporting(tx, mapping.entity);
  const look = await lookAt(tx, doc.file.id, doc.settings.dialect);
  const targets = targetsOf(tx.me, tx.catalog, tx.catalog.entity(entity));
  const left = [...mapping.columns];
  const columns = look.headings.map((heading, column): ColumnSetting => {
    const at = left.findIndex((c) => c.heading === plainHeading(heading));
    const setting = at < 0 ? undefined : left.splice(at, 1)[0]!.setting;
    return setting === undefined || findTarget(setting, targets) === undefined
      ? { column, field: null }
      : { ...setting, column };
  });
  const settings: ImportSettings = {
    entity,
    dialect: doc.settings.dialect,
    columns,
    because: columns.map((c) => (c.field === null ? 'nothing' : 'person')),
    constants: mapping.constants.filter((c) => findTarget(c, targets) !== undefined),
    key: mapping.key,
    also: mapping.also,
  };
  await tx.kept.put(kind, id, JSON.parse(JSON.stringify(mapping)), until());
  return { ...doc, settings: withFormats(tx, settings, look) };
}
