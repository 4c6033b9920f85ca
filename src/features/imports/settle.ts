// Decides what can be decided about a file without a person: object, columns, key and the formats its cells tell.
import type { Entity } from '../../contract/entity.ts';
import type { Field } from '../../contract/field.ts';
import type { EntityName } from '../../contract/names.ts';
import type { Tx } from '../../core/tx.ts';
import { restoreCell } from '../../contract/defuse.ts';
import { now } from '../../core/clock.ts';
import { type Place, findFormat } from './column-format.ts';
import type { ColumnSetting, KeySetting, Question, Target, Dialect } from '../../contract/importing.ts';
import type { ImportSettings } from './import-doc.ts';
import type { Look } from './look.ts';
import { fieldOf } from './plan.ts';
import { slotsOf } from './slots.ts';
import { plain } from './read-words.ts';
import { type Column, suggestEntity, suggestMapping } from './suggest-mapping.ts';
import { importableEntities, targetsOf } from './targets.ts';

export function placeOf(tx: Tx): Place {
  const { currency, timeZone } = tx.me.region;
  return { year: now().getUTCFullYear(), currency, zone: timeZone };
}

export function columnsOf(look: Look): Column[] {
  return look.headings.map((heading, i) => ({ heading, cells: look.rows.map((r) => r.cells[i] ?? '') }));
}

/** Fresh proposals for all columns; `entity` when a person has chosen it. */
export function propose(
  tx: Tx,
  fileName: string,
  dialect: Dialect,
  look: Look,
  entity: EntityName | null,
): ImportSettings {
  const importable = importableEntities(tx.me, tx.catalog).map((name) => tx.catalog.entity(name));
  const chosen = entity ?? suggestEntity(fileName, look.headings, importable);
  const columns = columnsOf(look);
  if (chosen === null) {
    const none = columns.map((_, column) => ({ column, field: null }));
    return {
      entity: null,
      dialect,
      columns: none,
      because: none.map(() => 'nothing' as const),
      constants: [],
      key: noKey,
    };
  }
  const targets = targetsOf(tx.me, tx.catalog, tx.catalog.entity(chosen));
  const suggestions = suggestMapping(chosen, columns, targets);
  const settings = suggestions.map((s) => s.setting);
  const key = proposeKey(settings, targets);
  const proposed = {
    entity: chosen,
    dialect,
    columns: settings,
    because: suggestions.map((s) => s.because),
    constants: [],
    key,
  };
  return withFormats(tx, proposed, look);
}

const noKey: KeySetting = { field: null, found: 'update', missing: 'create' };

/** An id of another system identifies best, then an e-mail address, then a name that is a key. */
function proposeKey(columns: readonly ColumnSetting[], targets: readonly Target[]): KeySetting {
  const mapped = new Set(columns.flatMap((c) => (c.field === null || (c.of ?? null) !== null ? [] : [c.field])));
  const keys = targets.filter((t) => t.of === null && t.key && mapped.has(t.field)).map((t) => t.field);
  const field = ['externalId', 'email', 'emails', 'domain', 'name'].find((name) => keys.includes(name)) ?? null;
  return { ...noKey, field };
}

/** Formats that the cells tell for certain are put down; what they leave open is asked by `questionsOf`. */
export function withFormats(tx: Tx, settings: ImportSettings, look: Look): ImportSettings {
  const columns = settings.columns.map((setting) => {
    const found = formatOf(tx, settings, setting, look);
    return found === null || Object.keys(found.format).length === 0 ? setting : { ...setting, format: found.format };
  });
  return { ...settings, columns };
}

function formatOf(
  tx: Tx,
  settings: ImportSettings,
  setting: ColumnSetting,
  look: Look,
): ReturnType<typeof findFormat> | null {
  const field = fieldOfColumn(tx, settings, setting);
  if (field === undefined || setting.part === 'currency') return null;
  return findFormat(
    field.kind,
    cellsAsRead(look, setting),
    setting.format ?? {},
    placeOf(tx),
    hasCurrency(settings, setting),
  );
}

/** The field a column goes to, of the row's record or another one of the row. */
export function fieldOfColumn(tx: Tx, settings: ImportSettings, setting: ColumnSetting): Field | undefined {
  if (setting.field === null || settings.entity === null) return undefined;
  const objects = (name: EntityName): Entity => tx.catalog.entity(name);
  const e = objects(settings.entity);
  const of = setting.of ?? null;
  const entity = of === null ? e : slotsOf(e, objects).find((slot) => slot.of === of)?.entity;
  return entity === undefined ? undefined : fieldOf(entity, setting.field);
}

function hasCurrency(settings: ImportSettings, { of = null, field }: ColumnSetting): boolean {
  const inColumn = settings.columns.some((s) => (s.of ?? null) === of && s.field === field && s.part === 'currency');
  return inColumn || (of === null && settings.constants.some((s) => s.field === field && s.part === 'currency'));
}

/** Filled cells of a column as they are read: without words for nothing, aliases applied. */
function cellsAsRead(look: Look, setting: ColumnSetting): string[] {
  const empty = new Set((setting.empty ?? []).map(plain));
  const aliases = new Map((setting.aliases ?? []).map((a) => [plain(a.from), a.to]));
  return look.rows.flatMap((row) => {
    const cell = restoreCell(row.cells[setting.column] ?? '');
    const text = aliases.get(plain(cell)) ?? cell;
    return text.trim() === '' || empty.has(plain(text)) ? [] : [text];
  });
}

const asked = new WeakMap<Look, { readonly of: string; readonly questions: readonly Question[] }>();

/** Cells and settings say the same each time, so they are gone through once for them. */
export function questionsOf(tx: Tx, settings: ImportSettings, look: Look): readonly Question[] {
  const { entity, columns, constants, also } = settings;
  const of = JSON.stringify([entity, columns, constants, also, placeOf(tx), tx.me.version]);
  const known = asked.get(look);
  if (known?.of === of) return known.questions;
  const questions = findQuestions(tx, settings, look);
  asked.set(look, { of, questions });
  return questions;
}

function findQuestions(tx: Tx, settings: ImportSettings, look: Look): Question[] {
  return settings.columns.flatMap((setting) =>
    (formatOf(tx, settings, setting, look)?.questions ?? []).map((q) => ({ ...q, column: setting.column })),
  );
}
