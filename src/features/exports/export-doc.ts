// The document in which one person's export is kept: what was asked, why, by which job, and the file once it is finished.
import { createHash } from 'node:crypto';
import type { Entity } from '../../contract/entity.ts';
import type { Json } from '../../contract/json.ts';
import type { Permission } from '../../contract/permission.ts';
import { now } from '../../core/clock.ts';
import type { Kept } from '../../core/kept.ts';
import { type Principal, grantsOf } from '../../core/principal.ts';
import type { ExportQuery } from '../../core/records/export-desk.ts';
import type { Tx } from '../../core/tx.ts';
import { type CsvOptions, type ExportFormat, exportDays } from './contract.ts';
import { csvFormat } from './csv.ts';
import type { Mark, SheetFormat } from './sheet-format.ts';
import { xlsxFormat } from './xlsx.ts';

export interface ExportDoc {
  readonly entity: string;
  readonly format: ExportFormat;
  readonly columns: readonly string[];
  readonly ids: boolean;
  readonly csv: CsvOptions;
  readonly query: ExportQuery;
  readonly reason: string | null;
  readonly job: string;
  /** when it was asked for, as ISO text */
  readonly at: string;
  /** when it goes away, as ISO text */
  readonly until: string;
  /** records that matched then */
  readonly count: number;
  readonly file: StoredExport | null;
}

export interface StoredExport {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
  readonly rows: number;
  /** objects whose records or titles stand in it, and the rights under which they were read */
  readonly reads: readonly string[];
  readonly rights: string;
}

const kind = 'export';

/** The file, what it is made of and the document all go away then. */
export function exportExpiry(): Date {
  return new Date(now().getTime() + exportDays * 86_400_000);
}

export async function putExport(tx: Tx, id: string, doc: ExportDoc): Promise<void> {
  await tx.kept.put(kind, id, doc as unknown as Json, new Date(doc.until));
}

/** Refuses with not-found when it is not one's own. */
export async function getExport(tx: Tx, id: string, lock = false): Promise<Kept<ExportDoc>> {
  return await tx.kept.get<ExportDoc>(kind, id, { lock });
}

export async function listExportDocs(tx: Tx, limit: number): Promise<Kept<ExportDoc>[]> {
  return await tx.kept.list<ExportDoc>(kind, { limit, down: true });
}

export async function forgetExport(tx: Tx, id: string): Promise<void> {
  await tx.kept.remove(kind, id);
}

export function formatOf(doc: ExportDoc): SheetFormat {
  return doc.format === 'csv' ? csvFormat(doc.csv) : xlsxFormat;
}

export function markOf(tx: Tx, e: Entity, doc: ExportDoc, rows: number): Mark {
  const { filter, search, sort, use } = doc.query;
  const order = (sort ?? []).map((k) => (k.down ? `-${k.field}` : k.field)).join(', ');
  return {
    by: tx.me.name,
    at: doc.at,
    tenant: tx.tenant.name,
    address: tx.tenant.origin,
    what: e.labelPlural,
    rows,
    reason: doc.reason,
    ...(use === undefined ? {} : { use }),
    filter: filter === undefined ? null : JSON.stringify(filter),
    search: search === undefined || search === '' ? null : search,
    sort: order === '' ? null : order,
  };
}

/** Who, when and from where stand in the file's name, which is all a CSV file can carry besides its rows. */
export function fileName(mark: Pick<Mark, 'what' | 'by' | 'at' | 'tenant'>, extension: string): string {
  const plain = (text: string): string =>
    [
      ...text
        .replace(/[\\/:*?"<>|\p{Cc}\p{Cf}]/gu, ' ')
        .replace(/\s+/g, ' ')
        .trim(),
    ]
      .slice(0, 50)
      .join('');
  const at = mark.at.slice(0, 16).replace('T', ' ').replace(':', '');
  return `${plain(mark.what)} - exported by ${plain(mark.by)} on ${at} UTC from ${plain(mark.tenant)}.${extension}`;
}

/** Changes with every change of what this person may see of these objects or export: a file made under other rights is not handed out. */
export function rightsMark(me: Principal, reads: readonly string[]): string {
  const permissions = reads.flatMap((name) => [`${name}.view`, `${name}.export`] as Permission[]);
  const grants = permissions.map((permission) =>
    grantsOf(me, permission).map((g) => [
      g.permission,
      g.rows,
      [...g.fields].sort(([a], [b]) => (a < b ? -1 : 1)),
      g.otherFields,
      g.leaves,
    ]),
  );
  const text = JSON.stringify(grants);
  const who = text.includes('"me":') ? me.self : null;
  return createHash('sha256').update(text).update(JSON.stringify(who)).digest('base64url');
}
