// How long values of the ledger are kept: decided by the tenant's administrators, carried out by the product, both on record.
import { invalidField } from '../../contract/problem.ts';
import { may } from '../principal.ts';
import type { Unit } from '../unit.ts';
import type { NewArchive, Retention } from './archive-store.ts';
import { erasureVerb } from './header.ts';

/** Months: what the past is needed for in the product, and the least an auditor may count on. */
const retentionFloor = { live: 3, keep: 12 } as const;
const retentionMost = { live: 600, keep: 1_200 } as const;

interface ArchiveState {
  readonly part: string;
  readonly ends: string;
  readonly at: string;
  readonly entries: number;
  /** its values were destroyed then */
  readonly endedAt: string | null;
}

export interface RetentionState extends Retention {
  /** months whose values lie in the archive, oldest first */
  readonly archives: readonly ArchiveState[];
}

export interface RetentionDesk {
  /** with ledger.view */
  retention(): Promise<RetentionState>;
  /** with admin.ledger */
  setRetention(next: Retention): Promise<RetentionState>;
  /** for the product itself: a part lies in the archive now */
  keepArchive(archive: NewArchive): Promise<void>;
  /** for the product itself: the values of a part are destroyed, by the range of their entries */
  endArchive(part: string, ids: { readonly from: string; readonly to: string }): Promise<void>;
}

/** Who reads the ledger of everybody is told how it is kept, and so is who decides on that. */
export function mayLookAfter({ me }: Unit): boolean {
  return may(me, 'ledger.view') || may(me, 'admin.ledger');
}

export function makeRetentionDesk(unit: Unit): RetentionDesk {
  return {
    retention: async () => {
      unit.refuseUnless(mayLookAfter(unit), 'ledger.view');
      return await read(unit);
    },
    setRetention: (next) => set(unit, next),
    keepArchive: (archive) => keep(unit, archive),
    endArchive: (part, ids) => end(unit, part, ids),
  };
}

async function read(unit: Unit): Promise<RetentionState> {
  const { rows } = await unit.query<Retention>(
    'select live_months as "liveMonths", keep_months as "keepMonths" from core.ledger_retention',
  );
  const archives = await unit.query<{ part: string; ends: Date; at: Date; entries: number; ended: Date | null }>(
    'select part, ends, at, entries, ended_at as ended from core.ledger_archive order by ends',
  );
  return {
    ...rows[0]!,
    archives: archives.rows.map(({ part, ends, at, entries, ended }) => ({
      part,
      ends: ends.toISOString(),
      at: at.toISOString(),
      entries,
      endedAt: ended?.toISOString() ?? null,
    })),
  };
}

async function set(unit: Unit, { liveMonths, keepMonths }: Retention): Promise<RetentionState> {
  unit.refuseUnless(may(unit.me, 'admin.ledger'), 'admin.ledger');
  unit.assertWrites();
  if (liveMonths < retentionFloor.live || liveMonths > retentionMost.live)
    throw invalidField('liveMonths', 'invalid', `Expected ${retentionFloor.live} to ${retentionMost.live} months.`);
  if (keepMonths !== null && (keepMonths < retentionFloor.keep || keepMonths > retentionMost.keep))
    throw invalidField(
      'keepMonths',
      'invalid',
      `Expected ${retentionFloor.keep} to ${retentionMost.keep} months, or nothing for ever.`,
    );
  if (keepMonths !== null && keepMonths <= liveMonths)
    throw invalidField('keepMonths', 'invalid', 'Expected more months than values stay in the database.');
  const { rows } = await unit.query<Retention>(
    'select live_months as "liveMonths", keep_months as "keepMonths" from core.ledger_retention for update',
  );
  await unit.query('update core.ledger_retention set live_months = $1, keep_months = $2', [liveMonths, keepMonths]);
  unit.ledger.add({
    verb: 'retention set',
    outcome: 'done',
    permission: 'admin.ledger',
    values: { before: { ...rows[0]! }, after: { liveMonths, keepMonths } },
  });
  return read(unit);
}

async function keep(unit: Unit, a: NewArchive): Promise<void> {
  unit.refuseUnless(unit.me.kind === 'system', 'system');
  unit.assertAlive();
  const { part, headers } = a;
  await unit.query(
    `insert into core.ledger_archive (part, starts, ends, at, entries, manifest, signature, file, place, key)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      part.name,
      part.starts,
      part.ends,
      a.at,
      a.entries,
      a.manifest,
      a.signature,
      headers.file,
      headers.place,
      headers.key,
    ],
  );
  await unit.query(
    `insert into core.ledger_archive_block (first, last, part, entries, file, place, key)
     select b.first, b.last, $1, b.entries, b.file, b.place, b.key
     from unnest($2::uuid[], $3::uuid[], $4::int[], $5::uuid[], $6::text[], $7::bytea[]) as b (first, last, entries, file, place, key)`,
    [
      part.name,
      a.blocks.map((b) => b.first),
      a.blocks.map((b) => b.last),
      a.blocks.map((b) => b.entries),
      a.blocks.map((b) => b.file),
      a.blocks.map((b) => b.place),
      a.blocks.map((b) => b.key),
    ],
  );
  unit.ledger.add({
    verb: 'values archived',
    outcome: 'done',
    values: {
      part: part.name,
      entries: a.entries,
      files: a.blocks.length + 1,
      headers: headers.sha256,
      signature: a.signature,
    },
  });
}

async function end(
  unit: Unit,
  part: string,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  unit.refuseUnless(unit.me.kind === 'system', 'system');
  unit.assertAlive();
  await unit.query('update core.ledger_archive set ended_at = $2 where part = $1', [part, unit.at]);
  unit.ledger.add({
    verb: erasureVerb,
    outcome: 'done',
    values: { part, from, to, reason: 'the time values are kept is over' },
  });
}
