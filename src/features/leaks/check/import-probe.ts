// Tries the dry run of an import for leaks: a file that names records out of reach must be answered like one that names none.
import type { Entity } from '../../../contract/entity.ts';
import { type Field, isVirtual } from '../../../contract/field.ts';
import type { ActionCase } from './action-case.ts';
import type { Planted } from './expect.ts';
import { type Place, type Prober, bodyOf, requestOf } from './prober.ts';

/** One column with one cell: in one file it names something out of reach, in the other nothing. */
interface Named {
  readonly what: string;
  readonly hidden: string;
  readonly none: string;
  readonly setting: Readonly<Record<string, unknown>>;
}

/** Two files that differ in what their cells name; each row fills one of the columns. */
interface Trial {
  readonly e: Entity;
  readonly named: readonly Named[];
  readonly key: object;
}

const title = 'Made up';
const idPattern = /[0-9a-f]{8}-[0-9a-f-]{27}/g;

/** What stands in a field as a cell would have it. */
function cellOf(r: Planted, field: string): string | undefined {
  const value = r.values[field];
  if (typeof value === 'string') return value;
  const [first] = Array.isArray(value) ? (value as { value?: unknown }[]) : [];
  return typeof first?.value === 'string' ? first.value : undefined;
}

/** The same letters in another order: as long, of the same shape, and nobody's. */
function another(value: string, marks: readonly string[]): string {
  return marks.reduce((text, mark) => text.replace(mark, [...mark].toReversed().join('')), value);
}

const isKey = (f: Field): boolean => (f.key === true || f.unique === true) && !isVirtual(f);

/** Fields by which a record out of reach could be found, each with what stands in one that is there. */
function keysOf(p: Prober, e: Entity): (Named & { readonly field: string; readonly f: Field })[] {
  return Object.entries(e.fields).flatMap(([field, f]) => {
    if (!isKey(f)) return [];
    const [r] = p.unseen(e).filter((x) => x.marks.has(field) && cellOf(x, field) !== undefined);
    if (r === undefined) return [];
    const hidden = cellOf(r, field)!;
    return [{ what: field, hidden, none: another(hidden, r.marks.get(field)!), setting: { field }, field, f }];
  });
}

/** As the key of the rows; and, where rows are but added, in fields only one may hold and in what they refer to. */
function trialsOf(p: Prober, e: Entity): Trial[] {
  const keys = keysOf(p, e);
  const byKey = keys.slice(0, 1).map(({ field, ...named }): Trial => {
    const key = { field, found: 'update', missing: 'create' };
    return { e, named: [{ ...named, what: `${field}, the key of the rows` }], key };
  });
  const single = keys
    .filter(({ f }) => f.unique === true)
    .map((k) => ({ ...k, what: `${k.field}, which only one holds` }));
  const referred = Object.entries(e.fields).flatMap(([field, f]): Named[] => {
    const target = f.kind === 'ref' || f.kind === 'links' ? p.world.catalog.lookup(f.to![0]!) : undefined;
    if (target === undefined || isVirtual(f)) return [];
    return keysOf(p, target)
      .slice(0, 1)
      .map(({ field: by, hidden, none }) => ({
        what: `${by} of a ${target.label.toLowerCase()} that ${field} refers to`,
        hidden,
        none,
        setting: { field, link: { entity: target.name, by, missing: 'refuse', role: null } },
      }));
  });
  const added = [...single, ...referred];
  if (added.length === 0) return byKey;
  return [...byKey, { e, named: added, key: { field: null, found: 'update', missing: 'create' } }];
}

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

/** A field this person may write; `of`: of another record of the row. */
interface Target {
  readonly of: string | null;
  readonly field: string;
}

interface Begun {
  readonly id: string;
  readonly allow: (mark: string) => boolean;
  readonly cells: readonly string[];
  readonly status: number;
}

/** Uploads the file, says what its columns are and starts the dry run; undefined where this person may not. */
async function begin(c: ActionCase, place: Place, { e, named, key }: Trial, side: 'hidden' | 'none') {
  const { p, actionOf, action } = c;
  const cells = named.map((n) => n[side]);
  const said = cells.join('\n').toLowerCase();
  const allow = (mark: string): boolean => said.includes(mark);
  const rows = cells.map((cell, n) => [title, ...cells.map((_, at) => (at === n ? quoted(cell) : ''))].join(','));
  const upload = requestOf(actionOf('import.upload'), {});
  const sent = await p.send(
    place,
    {
      ...upload,
      target: `${upload.target}?name=check.csv&entity=${e.name}`,
      headers: { 'content-type': 'application/octet-stream' },
      body: `${['one', ...cells.map((_, n) => `more ${n}`)].join(',')}\n${rows.join('\n')}\n`,
    },
    { allow },
  );
  const { id, targets = [] } = bodyOf(sent) as { id?: unknown; targets?: readonly Target[] };
  if (typeof id !== 'string') return undefined;
  const writes = (field: unknown): boolean => targets.some((t) => t.of === null && t.field === field);
  const own = e.title.at(-1)!;
  const isTaken = named.some((n) => n.setting['field'] === own);
  const columns = [
    { column: 0, field: isTaken ? null : own },
    // A column this person may not write is left out, in both files alike.
    ...named.map((n, at) => ({ column: at + 1, ...(writes(n.setting['field']) ? n.setting : { field: null }) })),
  ];
  const dialect = { headingRow: 1 };
  const changed = await p.ask(place, actionOf('import.change'), { id, dialect, columns, key }, { allow });
  const started = changed.status === 200 ? await p.ask(place, action, { id }, { allow }) : changed;
  return { id, allow, cells, status: started.status };
}

export async function probeImport(c: ActionCase): Promise<void> {
  const { p, settle, actionOf } = c;
  const tried: { trial: Trial; place: Place; hidden: Begun; none: Begun }[] = [];
  for (const e of p.world.catalog.entities.filter((x) => p.of(x).length > 0)) {
    const place = { path: 'import' as const, object: e.name };
    for (const trial of trialsOf(p, e)) {
      const hidden = await begin(c, place, trial, 'hidden');
      const none = hidden === undefined ? undefined : await begin(c, place, trial, 'none');
      if (hidden === undefined || none === undefined) break;
      tried.push({ trial, place, hidden, none });
    }
  }
  if (tried.length === 0) return;
  await settle();
  const told = async (place: Place, of: Begun): Promise<string> => {
    const view = await p.ask(place, actionOf('import.view'), { id: of.id }, { allow: of.allow });
    const { check, blockers } = bodyOf(view) as { check?: { report?: unknown } | null; blockers?: unknown };
    const text = JSON.stringify([of.status, check?.report ?? null, blockers]);
    return of.cells
      .reduce((t, cell) => t.replaceAll(JSON.stringify(cell).slice(1, -1), 'cell'), text)
      .replace(idPattern, 'id');
  };
  for (const { trial, place, hidden, none } of tried) {
    if ((await told(place, hidden)) === (await told(place, none))) continue;
    const by = trial.named.map((n) => n.what).join('; ');
    const request = requestOf(actionOf('import.view'), { id: hidden.id });
    p.found(place, request, 'session', `The dry run tells that there is a record out of reach, by ${by}.`);
  }
}
