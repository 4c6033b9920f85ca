// The configuration that decides who sees what, read to be copied for a check for leaks, and the results of such checks. No record is read:
// of teams and territories only which stands below which.
import type { RefOut } from '../contract/field.ts';
import type { Json } from '../contract/json.ts';
import type { Region } from '../contract/region.ts';
import { Problem } from '../contract/problem.ts';
import { newId } from './ids.ts';
import { may, zeroId } from './principal.ts';
import { titleSql } from './records/select.ts';
import { visibleRows } from './records/visible.ts';
import { sql } from './sql.ts';
import type { Unit } from './unit.ts';

/** A node of a tree: a team or a territory, without its name. */
export interface Branch {
  readonly id: string;
  readonly parent: string | null;
}

export interface Configuration {
  readonly roles: readonly {
    readonly id: string;
    readonly key: string;
    readonly name: string;
    readonly grants: Json;
  }[];
  /** rows of core.own_object and core.own_field, as they stand */
  readonly objects: readonly Readonly<Record<string, Json>>[];
  readonly fields: readonly Readonly<Record<string, Json>>[];
  readonly teams: readonly Branch[];
  readonly territories: readonly Branch[];
  readonly region: Region;
}

export interface LeakCheckResult {
  readonly id: string;
  readonly at: string;
  /** null: the command of whoever runs the machine */
  readonly by: RefOut | null;
  readonly ok: boolean;
  readonly report: Json;
}

export interface LeakDesk {
  /** refuses without `admin.leaks`; that it was read is put on record */
  configuration(): Promise<Configuration>;
  /** which roles there are to be checked */
  roles(): Promise<{ readonly key: string; readonly name: string }[]>;
  keep(ok: boolean, report: Json): Promise<string>;
  /** newest first */
  results(limit: number): Promise<LeakCheckResult[]>;
}

/** Older results go when a new one comes. */
const keptResults = 20;

export function makeLeakDesk(unit: Unit): LeakDesk {
  const allow = (): void => {
    unit.assertAlive();
    if (!may(unit.me, 'admin.leaks')) throw new Problem('not-allowed', undefined, { missing: 'admin.leaks' });
  };
  return {
    configuration: async () => {
      allow();
      const found = await readConfiguration(unit);
      unit.ledger.add({ verb: 'configuration read', outcome: 'done', values: { roles: found.roles.length } });
      return found;
    },
    roles: async () => {
      allow();
      return (await unit.query<{ key: string; name: string }>('select key, name from core.role order by name, key'))
        .rows;
    },
    keep: async (ok, report) => {
      allow();
      const id = newId();
      await unit.query('insert into core.leak_check (id, at, asked_by, ok, report) values ($1, $2, $3, $4, $5)', [
        id,
        unit.at,
        unit.me.id,
        ok,
        JSON.stringify(report),
      ]);
      await unit.query(
        'delete from core.leak_check where id not in (select id from core.leak_check order by at desc, id desc limit $1)',
        [keptResults],
      );
      unit.ledger.add({ verb: 'leaks checked', outcome: 'done', entity: 'leakCheck', record: id, values: { ok } });
      return id;
    },
    results: async (limit) => {
      allow();
      const user = unit.catalog.entity('user');
      const name = titleSql(unit.me, user, 'u') ?? sql`null::text`;
      const rows = await unit.run<{
        id: string;
        at: Date;
        asked_by: string;
        name: string | null;
        ok: boolean;
        report: Json;
      }>(sql`select c.id, c.at, c.asked_by, ${name} as name, c.ok, c.report from core.leak_check c
        left join data."user" u on u.id = c.asked_by and ${visibleRows(unit.me, user, 'u')}
        order by c.at desc, c.id desc limit ${limit}`);
      return rows.map((r) => ({
        id: r.id,
        at: r.at.toISOString(),
        by: r.asked_by === zeroId ? null : r.name === null ? { restricted: true } : { id: r.asked_by, title: r.name },
        ok: r.ok,
        report: r.report,
      }));
    },
  };
}

async function readConfiguration(unit: Unit): Promise<Configuration> {
  const ask = async <T>(text: string): Promise<T[]> => (await unit.query<{ row: T }>(text)).rows.map((r) => r.row);
  const roles = await ask<Configuration['roles'][number]>(
    `select jsonb_build_object('id', id, 'key', key, 'name', name, 'grants', grants) as row from core.role order by key`,
  );
  const objects = await ask<Record<string, Json>>('select to_jsonb(o) as row from core.own_object o order by id');
  const fields = await ask<Record<string, Json>>(
    'select to_jsonb(f) as row from core.own_field f order by position, id',
  );
  const tree = (name: 'team' | 'territory'): Promise<Branch[]> =>
    ask<Branch>(
      `select jsonb_build_object('id', id, 'parent', parent) as row from data.${name} where archived_at is null order by id`,
    );
  const [teams, territories] = [await tree('team'), await tree('territory')];
  const [region] = await ask<Region>(
    `select jsonb_build_object('locale', locale, 'currency', currency, 'timeZone', time_zone, 'country', country) as row from core.region`,
  );
  return { roles, objects, fields, teams, territories, region: region! };
}
