// Shows how samples of a column read under its settings, in words, with the engine's own check of the value.
import type { Field, Labelled } from '../../contract/field.ts';
import { checkValue } from '../../core/records/values.ts';
import { fullName, makeCellReader } from './cell-to-value.ts';
import type { ColumnSetting, Reading } from '../../contract/importing.ts';
import { splitName } from './split-name.ts';

/** `f`: the field the column goes to. */
export function readSamples(
  f: Field,
  setting: ColumnSetting,
  samples: readonly string[],
  year: number,
  country: string | null,
): Reading[] {
  // A field of the tenant's own may be called so too; it has a column.
  const isName = setting.field === fullName && f.column === undefined;
  const read = makeCellReader(isName ? fullName : f, setting, year);
  return samples.map((sample): Reading => {
    const result = read(sample);
    if (result === null) return null;
    if (!result.ok) return { ok: false, code: result.code, reason: result.reason, fits: result.fits };
    if (isName) return nameReading(String(result.value), setting);
    const checked = checkable(f, setting)
      ? checkValue(f, result.value, country)
      : { ok: true as const, value: result.value };
    if (!checked.ok) return { ok: false, code: checked.code, reason: checked.reason, fits: checked.fits };
    return { ok: true, value: checked.value ?? null, text: inWords(f, checked.value) };
  });
}

/** Parts of a field and keys of other records are checked once the row is put together. */
function checkable(f: Field, setting: ColumnSetting): boolean {
  return (
    (setting.part ?? null) === null &&
    f.kind !== 'money' &&
    f.kind !== 'address' &&
    f.kind !== 'ref' &&
    f.kind !== 'links'
  );
}

function nameReading(name: string, setting: ColumnSetting): Reading {
  const split = splitName(name, setting.format?.name);
  if (split === null) return null;
  const text = split.givenName === null ? split.familyName : `${split.givenName} | ${split.familyName}`;
  return { ok: true, value: split, text };
}

function inWords(f: Field, value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => wordOf(f, item)).join(', ');
  if (typeof value === 'object' && value !== null && 'amount' in value) {
    const { amount, currency } = value as { amount: string; currency: string | null };
    return currency === null ? amount : `${amount} ${currency}`;
  }
  return wordOf(f, value);
}

function wordOf(f: Field, item: unknown): string {
  if (typeof item === 'object' && item !== null && 'value' in item) {
    const { value, label } = item as Labelled;
    return label === null ? value : `${value} (${label})`;
  }
  if (typeof item === 'boolean') return item ? 'yes' : 'no';
  return f.options?.find((o) => o.key === item)?.label ?? String(item);
}
