// What the company asks of every export beside the rights of roles, and how much a person has taken today. Rights say what may leave at all.
import { Problem } from '../contract/problem.ts';
import { type Setting, setSetting } from './settings/setting.ts';
import type { Unit } from './unit.ts';

export interface ExportRules {
  /** `roles`: a reason is asked where the person's roles ask for one */
  readonly reason: 'always' | 'roles';
  /** records one person may take in a day; null: any number */
  readonly dayRows: number | null;
  /** more than so many in a day: those who decide on exports are told; null: nobody is */
  readonly alertAbove: number | null;
}

export interface ExportRulesDesk {
  read(): Promise<ExportRules>;
  /** needs admin.exports */
  set(next: ExportRules): Promise<ExportRules>;
  /** records this person has taken, or asked for, since the company's day began */
  taken(): Promise<number>;
  /**
   * Counts an export against the person's day, in place of what was counted for it before, and answers all of the day. Refuses with
   * too-large beyond what the rules leave. Two at once cannot both take the rest.
   */
  take(id: string, rows: number): Promise<number>;
  /** nothing came of it */
  giveBack(id: string): Promise<void>;
}

/** Rows older than any day that may still go on somewhere. */
const forgottenAfterMs = 3 * 86_400_000;

async function readRules(unit: Unit): Promise<ExportRules> {
  const { rows } = await unit.query<ExportRules>(
    'select reason, day_rows as "dayRows", alert_above as "alertAbove" from core.export_rules',
  );
  return rows[0]!;
}

export const exportSetting: Setting<ExportRules> = {
  verb: 'export rules set',
  title: 'Export rules',
  right: 'admin.exports',
  security: 'exports',
  labels: { reason: 'Reason', dayRows: 'Records a day', alertAbove: 'Told above' },
  read: readRules,
  fit: ({ reason, dayRows, alertAbove }) => ({ reason, dayRows, alertAbove }),
  keep: (unit, { reason, dayRows, alertAbove }) =>
    unit.query('update core.export_rules set reason = $1, day_rows = $2, alert_above = $3', [
      reason,
      dayRows,
      alertAbove,
    ]),
};

export function makeExportRulesDesk(unit: Unit): ExportRulesDesk {
  const person = unit.me.self.id;
  const taken = async (): Promise<number> => {
    const { rows } = await unit.query<{ sum: number }>(
      `select coalesce(sum(rows), 0)::int as sum from core.export_taken
       where user_id = $1 and at >= date_trunc('day', $2::timestamptz at time zone $3) at time zone $3`,
      [person, unit.at, unit.me.region.timeZone],
    );
    return rows[0]!.sum;
  };
  return {
    read: () => readRules(unit),
    taken,
    set: (next) => setSetting(unit, exportSetting, next),
    take: async (id, rows) => {
      await unit.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`export_taken ${person}`]);
      await unit.query(
        `insert into core.export_taken (export, user_id, at, rows) values ($1, $2, $3, $4)
         on conflict (export) do update set rows = excluded.rows`,
        [id, person, unit.at, rows],
      );
      await unit.query('delete from core.export_taken where user_id = $1 and at < $2', [
        person,
        new Date(unit.at.getTime() - forgottenAfterMs),
      ]);
      const all = await taken();
      const { dayRows } = await readRules(unit);
      if (dayRows !== null && all > dayRows) throw beyondDay(dayRows, all - rows, rows);
      return all;
    },
    giveBack: async (id) => {
      await unit.query('delete from core.export_taken where export = $1 and user_id = $2', [id, person]);
    },
  };
}

/** Why so many more do not leave today. */
export function beyondDay(dayRows: number, taken: number, more: number): Problem {
  const left = Math.max(0, dayRows - taken);
  return new Problem(
    'too-large',
    `The company lets one person take ${dayRows} records a day; you have taken ${taken} today, and ${more} are more than the ${left} that are left.`,
  );
}
