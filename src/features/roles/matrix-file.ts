// Lays all roles out for auditors: a line a right with its name and what it allows, a column a role, each cell the word people read on the page. Pure.
import { defuseCell } from '../../contract/defuse.ts';
import { type Verb, sentenceOf } from '../../contract/permission.ts';
import { rightNames } from '../../contract/right-names.ts';
import type { FullRole } from '../../core/access/roles-desk.ts';
import type { Catalogue } from './contract.ts';

type Said = Readonly<Record<string, unknown>>;
type Line = readonly [object: string, right: string, name: string, allows: string, ...cells: string[]];

const said = (role: FullRole, object: string): Said => role.grants.objects?.[object] ?? {};

function scopeText(scope: unknown): string {
  if (typeof scope === 'string') return scope;
  const { rule, within } = (scope ?? {}) as { rule?: string; within?: string };
  if (rule === undefined) return 'none';
  return within === undefined ? `rule: ${rule}` : `rule: ${rule}; within ${within}`;
}

function scopeOf(role: FullRole, object: string, verb: string): string {
  if (role.grants.everything === true) return 'all';
  const here = said(role, object);
  return scopeText(here[verb] ?? (verb === 'complete' ? here['edit'] : undefined));
}

function typesOf(role: FullRole): string {
  const types = Object.entries((said(role, 'activity')['types'] ?? {}) as Readonly<Record<string, Said>>);
  return types
    .flatMap(([type, own]) => Object.entries(own).map(([verb, scope]) => `${type} ${verb}: ${scopeText(scope)}`))
    .join('; ');
}

function rightOf(role: FullRole, object: string, field: string): string {
  if (role.grants.everything === true) return 'edit';
  const here = said(role, object);
  if (Object.keys(here).length === 0) return '';
  const fields = (here['fields'] ?? {}) as Readonly<Record<string, string>>;
  return fields[field] ?? (here['otherFields'] as string | undefined) ?? 'edit';
}

function leavesOf(role: FullRole, object: string): string {
  const {
    exportFormats: formats,
    exportRows: rows,
    exportReason: reason,
  } = said(role, object) as {
    exportFormats?: readonly string[];
    exportRows?: number;
    exportReason?: boolean;
  };
  if (scopeOf(role, object, 'export') === 'none') return '';
  return [
    formats === undefined ? 'any format' : formats.join(' '),
    rows === undefined ? 'any number' : `at most ${rows}`,
    reason === false ? 'without a reason' : 'for a reason',
  ].join(', ');
}

function holdsArea(role: FullRole, area: { readonly name: string; readonly usual: boolean }): boolean {
  const { everything, areas = [], without = [], objects = {} } = role.grants;
  if (everything === true || areas.includes(area.name)) return true;
  return area.usual && Object.keys(objects).length > 0 && !without.includes(area.name);
}

function linesOf(catalogue: Catalogue, roles: readonly FullRole[]): Line[] {
  type Cell = (role: FullRole) => string;
  const line = (object: string, right: string, cell: Cell, name = '', allows = ''): Line => [
    object,
    right,
    name,
    allows,
    ...roles.map(cell),
  ];
  const names = rightNames(catalogue.objects, catalogue.totals);
  const verb = (name: string): string => names.one(name).split(': ').at(-1)!;
  return [
    line('Role', 'held by', (r) => r.holders.map((h) => (h.active ? h.title : `${h.title} (closed)`)).join(', ')),
    line('Role', 'changed', (r) => r.updatedAt ?? (r.preset ? 'as it came' : '')),
    ...catalogue.objects.flatMap((o) => [
      ...o.verbs.map((v) => {
        const name = `${o.name}.${v}`;
        return line(o.label, verb(name), (r) => scopeOf(r, o.name, v), name, sentenceOf(v as Verb));
      }),
      ...(o.verbs.includes('export') ? [line(o.label, 'export: bounds', (r) => leavesOf(r, o.name))] : []),
      ...(o.types.length > 0 ? [line(o.label, 'by type', typesOf)] : []),
      ...o.fields.map((f) => line(o.label, `field: ${f.label}`, (r) => rightOf(r, o.name, f.name))),
    ]),
    ...catalogue.areas.map((a) =>
      line('', names.one(a.name), (r) => (holdsArea(r, a) ? 'yes' : 'no'), a.name, a.sentence),
    ),
  ];
}

const quoted = (text: string): string => `"${defuseCell(text).replaceAll('"', '""')}"`;

export function matrixCsv(catalogue: Catalogue, roles: readonly FullRole[]): string {
  const rows: readonly (readonly string[])[] = [
    ['Object', 'Right', 'Name', 'What it allows', ...roles.map((r) => r.name)],
    ...linesOf(catalogue, roles),
  ];
  return `\uFEFF${rows.map((row) => `${row.map(quoted).join(',')}\r\n`).join('')}`;
}
