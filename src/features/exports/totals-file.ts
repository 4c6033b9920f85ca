// Lays totals out as a table a program can read: a line a group, a column for each field of the grouping and each figure. Pure.
import type { Group, Groups } from '../../contract/record-answers.ts';
import type { Entity } from '../../contract/entity.ts';
import type { Field } from '../../contract/field.ts';
import type { GroupKey, Measure } from '../../contract/group.ts';
import type { FileColumn } from './columns.ts';
import { writeCsv } from './csv.ts';
import type { CsvOptions } from './contract.ts';

type Find = (name: string) => Entity;

const systemLabels: Readonly<Record<string, string>> = {
  title: 'Name',
  owner: 'Owner',
  createdAt: 'Created at',
  updatedAt: 'Updated at',
  createdBy: 'Created by',
  updatedBy: 'Updated by',
};

interface Named {
  readonly label: string;
  readonly field: Field | undefined;
}

/** `company.industry` is called "Company: Industry". */
function named(e: Entity, name: string, find: Find): Named {
  const dot = name.indexOf('.');
  const field = e.fields[dot < 0 ? name : name.slice(0, dot)];
  const label = field?.label ?? systemLabels[dot < 0 ? name : name.slice(0, dot)] ?? name;
  if (dot < 0) return { label, field };
  const inner = named(find(field?.to?.[0] ?? 'user'), name.slice(dot + 1), find);
  return { label: `${label}: ${inner.label}`, field: inner.field };
}

const figures: Readonly<Record<Measure['op'], string>> = {
  sum: 'Sum of',
  avg: 'Average of',
  min: 'Lowest',
  max: 'Highest',
  filled: 'Filled in:',
  weighted: 'Weighted',
};

/** Amounts of different currencies stand in columns of their own: a column adds up. */
export function totalsCsv(
  e: Entity,
  keys: readonly GroupKey[],
  measures: readonly Measure[],
  { groups }: Groups,
  find: Find,
  csv: CsvOptions,
): string {
  const row = (g: unknown): Group => g as Group;
  const columns: FileColumn[] = [
    ...keys.map((key, n): FileColumn => {
      const { label, field } = named(e, key.field, find);
      const heading = key.bucket === undefined ? label : `${label} (${key.bucket})`;
      return { heading, kind: 'text', read: (g) => keyText(row(g).keys[n] ?? null, field) };
    }),
    { heading: 'Number', kind: 'number', read: (g) => String(row(g).count) },
    ...measures.flatMap((m, n): FileColumn[] => {
      const { label, field } = named(e, m.field, find);
      const heading = `${figures[m.op]} ${label}`;
      if (field?.kind !== 'money' || m.op === 'filled')
        return [
          {
            heading,
            kind: field?.kind === 'date' || field?.kind === 'dateTime' ? 'date' : 'number',
            read: (g) => plain(row(g).measures[n] ?? null),
          },
        ];
      const currencies = [...new Set(groups.flatMap((g) => amounts(g, n).map((a) => a.currency)))];
      return currencies.map((currency) => ({
        heading: `${heading} (${currency})`,
        kind: 'number',
        read: (g) => amounts(row(g), n).find((a) => a.currency === currency)?.amount ?? null,
      }));
    }),
  ];
  return writeCsv(columns, { rows: groups, first: true }, csv);
}

function amounts(g: Group, n: number): readonly { amount: string; currency: string }[] {
  const value = g.measures[n];
  return Array.isArray(value) ? value : [];
}

function plain(value: Group['measures'][number]): string | null {
  return value === null || typeof value === 'object' ? null : String(value);
}

/** What is empty and what may not be known are told apart by the words the pages have for them. */
function keyText(value: Group['keys'][number], field: Field | undefined): string | null {
  if (value === null) return null;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'object') return 'restricted' in value ? 'Restricted' : value.title;
  return field?.options?.find((o) => o.key === value)?.label ?? value;
}
