// Takes over what a person decided about an import; names that are none, or not theirs to write, are refused one by one.
import type { Entity } from '../../contract/entity.ts';
import { type FieldError, Problem } from '../../contract/problem.ts';
import type { Tx } from '../../core/tx.ts';
import { findTarget } from './blockers.ts';
import type { AlsoSetting, ColumnSetting, ConstantSetting, Dialect, KeySetting } from '../../contract/importing.ts';
import { type ImportDoc, type ImportSettings, refuseUnlessImporting } from './import-doc.ts';
import { lookAt } from './look.ts';
import { isZone } from './read-date.ts';
import { isCurrency } from './read-number.ts';
import { propose, withFormats } from './settle.ts';
import { usedSlots } from './slots.ts';
import { targetsOf } from './targets.ts';

export interface Decision {
  readonly entity?: ImportSettings['entity'] | undefined;
  readonly dialect?: { readonly [K in keyof Dialect]?: Dialect[K] | undefined } | undefined;
  readonly columns?: readonly ColumnSetting[] | undefined;
  readonly constants?: readonly ConstantSetting[] | undefined;
  readonly key?: KeySetting | undefined;
  readonly also?: readonly AlsoSetting[] | undefined;
}

/** Another object or dialect makes new proposals for all columns; then what was sent is put in their place. */
export async function decide(tx: Tx, doc: ImportDoc, input: Decision): Promise<ImportDoc> {
  // How a sheet was turned into text is the product's own business; only where its headings stand is a person's.
  const free = doc.workbook === undefined ? null : ['headingRow'];
  const chosen = Object.fromEntries(
    Object.entries(input.dialect ?? {}).filter(([name, v]) => v !== undefined && (free?.includes(name) ?? true)),
  );
  const dialect: Dialect = { ...doc.settings.dialect, ...chosen };
  const doubts = {
    encoding: 'encoding' in chosen ? [] : doc.doubts.encoding,
    delimiter: 'delimiter' in chosen ? [] : doc.doubts.delimiter,
    headingRow: doc.doubts.headingRow && !('headingRow' in chosen),
  };
  const entity = input.entity ?? doc.settings.entity;
  if (entity !== null) refuseUnlessImporting(tx, entity);
  const look = await lookAt(tx, doc.file.id, dialect);
  const fresh = entity !== doc.settings.entity || JSON.stringify(dialect) !== JSON.stringify(doc.settings.dialect);
  const base = fresh ? propose(tx, doc.file.name, dialect, look, entity) : doc.settings;
  checkNames(tx, base.entity, [...(input.columns ?? []), ...(input.constants ?? [])], look.headings.length);
  const columns = [...base.columns];
  const because = [...base.because];
  for (const setting of input.columns ?? []) {
    columns[setting.column] = setting;
    because[setting.column] = 'person';
  }
  const settings: ImportSettings = {
    ...base,
    columns: entity === null ? columns : namedToMade(tx, tx.catalog.entity(entity), columns, because),
    because,
    constants: input.constants ?? base.constants,
    key: input.key ?? base.key,
    also: input.also ?? base.also ?? [],
  };
  return { ...doc, doubts, settings: withFormats(tx, settings, look) };
}

/**
 * Where columns describe a record that another column names, that column says the field of it by which it was to be found: "Company" beside
 * "Company website" is the company's name.
 */
function namedToMade(
  tx: Tx,
  e: Entity,
  columns: readonly ColumnSetting[],
  because: ImportSettings['because'][number][],
): ColumnSetting[] {
  const slots = usedSlots(e, (name) => tx.catalog.entity(name), { columns });
  return columns.map((c) => {
    const slot = (c.of ?? null) === null ? slots.find((s) => s.of === c.field) : undefined;
    const by = c.link?.by;
    if (slot === undefined || by === undefined || (c.part ?? null) !== null) return c;
    const field = Object.hasOwn(slot.entity.fields, by)
      ? by
      : slot.entity.name === 'contact'
        ? 'fullName'
        : slot.entity.title[0]!;
    if (columns.some((other) => other.of === slot.of && other.field === field)) return c;
    because[c.column] = 'person';
    return { column: c.column, of: slot.of, field, ...(c.empty === undefined ? {} : { empty: c.empty }) };
  });
}

type Setting = Pick<ColumnSetting, 'of' | 'field' | 'part' | 'format'> & { readonly column?: number };

/** Fields that are none, or that this person may not write, are refused by name; columns that are none by number. */
function checkNames(tx: Tx, entity: ImportSettings['entity'], settings: readonly Setting[], width: number): void {
  const targets = entity === null ? [] : targetsOf(tx.me, tx.catalog, tx.catalog.entity(entity));
  const errors = settings.flatMap((s): FieldError[] => {
    const field = s.column === undefined ? 'constants' : `columns.${s.column}`;
    if (s.column !== undefined && s.column >= width) {
      const reason = `The file has ${width} columns.`;
      return [{ field, code: 'no-such-column', reason, fits: `0 to ${width - 1}.` }];
    }
    if (
      s.field !== null &&
      findTarget({ of: s.of ?? null, field: s.field, part: s.part ?? null }, targets) === undefined
    ) {
      const reason = `There is no field ${JSON.stringify(s.field.slice(0, 60))} that you may write.`;
      return [{ field, code: 'unknown-field', reason, fits: 'One of the fields offered.' }];
    }
    return formatErrors(field, s);
  });
  if (errors.length > 0) throw new Problem('invalid-input', undefined, { errors });
}

function formatErrors(field: string, { format }: Setting): FieldError[] {
  const errors: FieldError[] = [];
  if (format?.zone !== undefined && !isZone(format.zone)) {
    const reason = 'There is no such time zone.';
    errors.push({ field, code: 'no-such-zone', reason, fits: 'A name such as Europe/Helsinki.' });
  }
  if (format?.currency !== undefined && !isCurrency(format.currency)) {
    errors.push({ field, code: 'not-a-currency', reason: 'There is no such currency.', fits: 'A code such as EUR.' });
  }
  return errors;
}
