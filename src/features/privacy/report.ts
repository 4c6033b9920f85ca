// All that is held about a person: read through the same door as everything else, so that whoever reports gets what he may see, and is told what is missing.
import type { Entity } from '../../contract/entity.ts';
import type { Json } from '../../contract/json.ts';
import { now } from '../../core/clock.ts';
import type { Tx } from '../../core/tx.ts';
import type { ReportView } from './contract.ts';

/** Of each kind of record that refers to the person. */
const relatedMost = 1_000;

export async function makeReport(tx: Tx, entity: string, id: string): Promise<ReportView> {
  const e = tx.catalog.find(entity);
  const row = (await tx.records.view(e, id)) as Readonly<Record<string, unknown>>;
  const names = Object.keys(e.fields);
  const present = names.filter((name) => Object.hasOwn(row, name));
  const history = await tx.records.history(e, id);
  const restriction = (await tx.subjects.restrictions()).find((r) => r.entity === e.name && r.id === id);
  return {
    entity: e.name,
    id,
    title: typeof row['title'] === 'string' ? row['title'] : '',
    madeAt: now().toISOString(),
    fields: [
      ...['createdAt', 'createdBy', 'updatedAt', 'updatedBy', 'archivedAt', 'owner']
        .filter((name) => row[name] !== undefined && row[name] !== null)
        .map((name) => ({ name, label: systemLabels[name]!, personal: false, value: row[name] })),
      ...present.map((name) => ({
        name,
        label: e.fields[name]!.label,
        personal: e.fields[name]!.personal === true,
        value: row[name] ?? null,
      })),
    ],
    missing: names.length - present.length,
    restricted: restriction === undefined ? null : { reason: restriction.reason, at: restriction.at },
    related: await relatedTo(tx, e, id),
    history: history.map((h) => ({
      at: h.at,
      by: h.by?.title ?? null,
      verb: h.verb,
      fields: h.changes.map((c) => e.fields[c.field]?.label ?? c.field),
    })),
    recipients: (await tx.subjects.recipients({ entity: e.name, id })).map((r) => ({
      how: r.how,
      who: r.who.title,
      application: r.application,
      times: r.times,
      first: r.first,
      last: r.last,
      says: r.says === null ? null : askedOf(r.says),
    })),
    uses: [...(await tx.uses.of({ entity: e.name, id }))],
    requests: [...(await tx.subjects.requests({ entity: e.name, id }))],
  };
}

const systemLabels: Readonly<Record<string, string>> = {
  owner: 'Owner',
  createdAt: 'Created at',
  createdBy: 'Created by',
  updatedAt: 'Updated at',
  updatedBy: 'Updated by',
  archivedAt: 'Archived at',
};

/** The question of an export or print; of other people's values nothing stands in it but what was asked for. */
function askedOf(plain: string): Record<string, unknown> {
  const values = JSON.parse(plain) as Record<string, unknown>;
  const keep = ['format', 'records', 'reason', 'query', 'filter', 'search', 'columns', 'file', 'ids'];
  return Object.fromEntries(keep.flatMap((key) => (values[key] === undefined ? [] : [[key, values[key]]])));
}

async function relatedTo(tx: Tx, subject: Entity, id: string): Promise<ReportView['related']> {
  const related: ReportView['related'] = [];
  for (const e of tx.catalog.entities) {
    for (const [field, f] of Object.entries(e.fields)) {
      if ((f.kind !== 'ref' && f.kind !== 'links') || f.to?.includes(subject.name) !== true) continue;
      if (!maySee(tx, e)) continue;
      const filter = { field, op: f.kind === 'links' ? 'has' : 'eq', value: id as Json } as const;
      const rows: Record<string, unknown>[] = [];
      let cursor: string | null = null;
      do {
        const page: { rows: readonly object[]; next: string | null } = await tx.records.list(e, {
          filter,
          limit: 200,
          archived: 'both',
          ...(cursor === null ? {} : { cursor }),
        });
        rows.push(...(page.rows as Record<string, unknown>[]));
        cursor = page.next;
      } while (cursor !== null && rows.length < relatedMost);
      if (rows.length > 0)
        related.push({ entity: e.name, label: e.labelPlural, field: f.label, rows, more: cursor !== null });
    }
  }
  return related;
}

/** Without the right to see any of it there is nothing to ask for; that it is so is no secret of a report. */
function maySee(tx: Tx, e: Entity): boolean {
  return tx.me.grants.some((g) => g.permission === `${e.name}.view` && g.rows.op !== 'none');
}
