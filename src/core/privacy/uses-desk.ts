// Makes the `uses` of a Tx: objections and consent by use, kept on a record, seen by whoever sees it, and asked for by what takes records away.
import type { Entity } from '../../contract/entity.ts';
import { Problem } from '../../contract/problem.ts';
import { type UseName, type UseState, againstUse } from '../../contract/uses.ts';
import { seal, unseal } from '../crypto/seal.ts';
import { may } from '../principal.ts';
import { viewRecord } from '../records/view.ts';
import { type Sql, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { assertDay } from './days.ts';
import type { Subject } from './subjects.ts';
import type { UseDesk, UseMark, UseWish } from './uses.ts';

const right = 'admin.privacy';
const against = [...againstUse];

export function makeUseDesk(unit: Unit): UseDesk {
  return {
    of: async (subject) => {
      await viewRecord(unit, unit.catalog.find(subject.entity), subject.id);
      return await usesOf(unit, subject);
    },
    set: (subject, wish) => setUse(unit, subject, wish),
    refusedSince: async (entity, use, since) => {
      const { rowCount } = await unit.query(
        'select 1 from core.use_mark where entity = $1 and purpose = $2 and state = any($3) and made_at > $4 limit 1',
        [entity, use, against, since],
      );
      return rowCount > 0;
    },
  };
}

interface Row {
  readonly purpose: UseName;
  readonly state: UseState;
  readonly since: string;
  readonly sealed: Buffer;
}

const placeOf = (unit: Unit, { entity, id }: Subject, use: UseName): string =>
  `${unit.vault.id}/core.use_mark/${entity}/${id}/${use}`;

async function usesOf(unit: Unit, subject: Subject): Promise<UseMark[]> {
  const { rows } = await unit.query<Row>(
    'select purpose, state, since::text as since, sealed from core.use_mark where entity = $1 and record = $2 order by purpose',
    [subject.entity, subject.id],
  );
  const tells = may(unit.me, right);
  const key = unit.vault.keys.purpose('files');
  return rows.map(({ purpose, state, since, sealed }) => ({
    use: purpose,
    state,
    since,
    how: tells ? unseal(key, sealed, placeOf(unit, subject, purpose)).toString('utf8') : null,
  }));
}

async function setUse(unit: Unit, subject: Subject, { use, state, since, how }: UseWish): Promise<void> {
  unit.refuseUnless(may(unit.me, right), right);
  if (subject.entity === 'user')
    throw new Problem('wrong-state', 'People with an account are no records that are used for this.');
  await viewRecord(unit, unit.catalog.find(subject.entity), subject.id);
  assertDay('since', since);
  unit.assertWrites();
  const key = [subject.entity, subject.id, use];
  const { rows } = await unit.query<Pick<Row, 'state'>>(
    'select state from core.use_mark where entity = $1 and record = $2 and purpose = $3 for update',
    key,
  );
  const before = rows[0]?.state ?? null;
  if (state === null && before === null) throw new Problem('wrong-state', 'Nothing is kept about this use.');
  if (state === 'withdrawn' && before !== 'consented')
    throw new Problem('wrong-state', 'There is no consent that could be taken back. Keep an objection instead.');
  if (state === null)
    await unit.query('delete from core.use_mark where entity = $1 and record = $2 and purpose = $3', key);
  else
    await unit.query(
      `insert into core.use_mark (entity, record, purpose, state, since, sealed, made_at, made_by) values ($1, $2, $3, $4, $5, $6, $7, $8)
       on conflict (entity, record, purpose) do update set state = excluded.state, since = excluded.since, sealed = excluded.sealed,
         made_at = excluded.made_at, made_by = excluded.made_by`,
      [
        ...key,
        state,
        since,
        seal(unit.vault.keys.purpose('files'), Buffer.from(how), placeOf(unit, subject, use)),
        unit.at,
        unit.me.self.id,
      ],
    );
  unit.ledger.add({
    verb: state === null ? 'use cleared' : `use ${state}`,
    outcome: 'done',
    entity: subject.entity,
    record: subject.id,
    permission: right,
    values: { use, before, state, since, how },
  });
  unit.events.push({ topic: 'model' });
}

/** Rows `r` of an object nobody spoke against this use of. */
export function notAgainst(e: Entity, use: UseName): Sql {
  return sql`not exists (select from core.use_mark m where m.entity = ${e.name} and m.record = r.id and m.purpose = ${use}
    and m.state = any(${against}))`;
}

/** What was said against a use of either stands for the record that stays of a merge. */
export async function uniteUses(unit: Unit, e: Entity, goes: string, stays: string): Promise<void> {
  const { rows } = await unit.query<Row>(
    'select purpose, state, since::text as since, sealed from core.use_mark where entity = $1 and record = $2 and state = any($3)',
    [e.name, goes, against],
  );
  const key = unit.vault.keys.purpose('files');
  for (const { purpose, state, since, sealed } of rows) {
    const how = unseal(key, sealed, placeOf(unit, { entity: e.name, id: goes }, purpose));
    const { rowCount } = await unit.query(
      `insert into core.use_mark (entity, record, purpose, state, since, sealed, made_at, made_by) values ($1, $2, $3, $4, $5, $6, $7, $8)
       on conflict (entity, record, purpose) do update set state = excluded.state, since = excluded.since, sealed = excluded.sealed,
         made_at = excluded.made_at, made_by = excluded.made_by where core.use_mark.state = 'consented'`,
      [
        e.name,
        stays,
        purpose,
        state,
        since,
        seal(key, how, placeOf(unit, { entity: e.name, id: stays }, purpose)),
        unit.at,
        unit.me.self.id,
      ],
    );
    if (rowCount > 0)
      unit.ledger.add({
        verb: `use ${state}`,
        outcome: 'done',
        entity: e.name,
        record: stays,
        values: { use: purpose, state, since, from: goes },
      });
  }
}
