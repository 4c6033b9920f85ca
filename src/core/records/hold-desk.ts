// Makes the `holds` of a Tx: setting and lifting legal holds, by right and with a reason. What a hold stands on is deleted by nobody.
import { Problem, invalidField } from '../../contract/problem.ts';
import type { Rule } from '../../contract/rule.ts';
import { unreadField } from '../access/rule-asks.ts';
import { isId, newId } from '../ids.ts';
import { compileRule } from '../policy-sql.ts';
import { may } from '../principal.ts';
import { tableName } from '../schema/ddl.ts';
import { and, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { asksWhoActs, heldReasons, holdRule } from './holds.ts';
import { findTitles } from './titles.ts';
import { visibleRows } from './visible.ts';

interface Named {
  readonly id: string;
  readonly title: string;
}

export interface Hold {
  readonly id: string;
  /** null: everything */
  readonly entity: string | null;
  /** null: not of one record; `title` null: one that may not be seen, or is gone */
  readonly record: { readonly id: string; readonly title: string | null } | null;
  readonly rule: string | null;
  readonly reason: string;
  readonly by: Named | null;
  readonly at: string;
  readonly lifted: { readonly by: Named | null; readonly at: string; readonly reason: string } | null;
}

export interface HoldWish {
  readonly entity?: string | undefined;
  readonly record?: string | undefined;
  readonly rule?: string | undefined;
}

export interface HoldDesk {
  /** those that stand first, then those that were lifted */
  list(): Promise<Hold[]>;
  /** records it would stand on now, of those one may see */
  count(wish: HoldWish): Promise<number>;
  set(wish: HoldWish & { readonly reason: string }): Promise<Hold>;
  lift(id: string, reason: string): Promise<Hold>;
  /** those of the records any hold stands on, by its rule too; for the product itself alone */
  heldOf(entity: string, ids: readonly string[]): Promise<ReadonlySet<string>>;
}

const listed = 500;

export function makeHoldDesk(unit: Unit): HoldDesk {
  return {
    list: () => list(unit, sql`true`),
    count: (wish) => count(unit, wish),
    set: (wish) => set(unit, wish),
    lift: (id, reason) => lift(unit, id, reason),
    heldOf: (entity, ids) => heldOf(unit, entity, ids),
  };
}

async function heldOf(unit: Unit, entity: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
  unit.assertAlive();
  unit.refuseUnless(unit.me.kind === 'system', 'system');
  const e = unit.catalog.lookup(entity);
  return new Set(e === undefined ? [] : (await heldReasons(unit, e, ids)).keys());
}

function allow(unit: Unit): void {
  unit.refuseUnless(may(unit.me, 'admin.holds'), 'admin.holds');
}

async function list(unit: Unit, where: ReturnType<typeof sql>): Promise<Hold[]> {
  allow(unit);
  const rows = await unit.run<{
    id: string;
    entity: string | null;
    record: string | null;
    rule: string | null;
    reason: string;
    set_by: string;
    set_at: Date;
    lifted_by: string | null;
    lifted_at: Date | null;
    lift_reason: string | null;
  }>(
    sql`select h.* from core.legal_hold h where ${where} order by h.lifted_at is not null, h.set_at desc, h.id limit ${listed}`,
  );
  const people = await findTitles(
    unit,
    unit.catalog.entity('user'),
    rows.flatMap((r) => [r.set_by, ...(r.lifted_by === null ? [] : [r.lifted_by])]),
  );
  const titles = new Map<string, string>();
  for (const [name, some] of Map.groupBy(
    rows.filter((r) => r.record !== null),
    (r) => r.entity!,
  )) {
    const e = unit.catalog.lookup(name);
    if (e !== undefined)
      for (const [id, title] of await findTitles(
        unit,
        e,
        some.map((r) => r.record!),
      ))
        titles.set(id, title);
  }
  const named = (id: string | null): Named | null =>
    id !== null && people.has(id) ? { id, title: people.get(id)! } : null;
  return rows.map((r) => ({
    id: r.id,
    entity: r.entity,
    record: r.record === null ? null : { id: r.record, title: titles.get(r.record) ?? null },
    rule: r.rule,
    reason: r.reason,
    by: named(r.set_by),
    at: r.set_at.toISOString(),
    lifted:
      r.lifted_at === null
        ? null
        : { by: named(r.lifted_by), at: r.lifted_at.toISOString(), reason: r.lift_reason ?? '' },
  }));
}

/** The object and its rule; refuses what could not stand: a rule that asks who acts, or for a field one may not read. */
function checked(unit: Unit, { entity, record, rule }: HoldWish): { rule: Rule | null } {
  if (entity === undefined) {
    if (record !== undefined || rule !== undefined)
      throw invalidField('entity', 'required', 'Say of which object the record or the rule is.');
    return { rule: null };
  }
  const e = unit.catalog.find(entity);
  if (record !== undefined && rule !== undefined)
    throw invalidField('rule', 'too-much', 'A hold stands on one record or on those a rule names, not on both.');
  if (rule === undefined) return { rule: null };
  const compiled = holdRule(unit, e, rule);
  if (asksWhoActs(compiled))
    throw invalidField(
      'rule',
      'bad-rule',
      'A hold means the same for everybody: it asks for fields of the record alone.',
    );
  const hidden = unreadField(unit.me, e, compiled);
  if (hidden !== undefined)
    throw invalidField(
      'rule',
      'bad-rule',
      `You may not read ${e.fields[hidden]?.label ?? hidden} of every record you see, so no hold of yours asks for it.`,
    );
  return { rule: compiled };
}

async function count(unit: Unit, wish: HoldWish): Promise<number> {
  allow(unit);
  const { rule } = checked(unit, wish);
  const objects = wish.entity === undefined ? unit.catalog.entities : [unit.catalog.find(wish.entity)];
  if (wish.record !== undefined && !isId(wish.record)) throw new Problem('not-found');
  let all = 0;
  for (const e of objects) {
    const conditions = [
      visibleRows(unit.me, e, 'r'),
      ...(rule === null ? [] : [compileRule(rule, e, 'r', unit.me.self)]),
      ...(wish.record === undefined ? [] : [sql`r.id = ${wish.record}::uuid`]),
    ];
    const [row] = await unit.run<{ n: number }>(
      sql`select count(*)::int as n from ${sql.raw(tableName(e))} r where ${and(conditions)}`,
    );
    all += row!.n;
  }
  return all;
}

async function set(unit: Unit, { reason, ...wish }: HoldWish & { reason: string }): Promise<Hold> {
  allow(unit);
  unit.assertWrites();
  checked(unit, wish);
  if (reason.trim() === '') throw invalidField('reason', 'required', 'A reason is needed: it is what others read.');
  // Waits for every deletion under way; the next one sees this hold.
  await unit.query('select 1 from core.bin_policy for update');
  if (wish.record !== undefined) {
    const e = unit.catalog.find(wish.entity!);
    const found = isId(wish.record)
      ? await unit.run(sql`select r.id from ${sql.raw(tableName(e))} r
          where ${and([sql`r.id = ${wish.record}::uuid`, visibleRows(unit.me, e, 'r')])}`)
      : [];
    if (found.length === 0) throw new Problem('not-found');
  }
  const id = newId();
  await unit.query(
    'insert into core.legal_hold (id, entity, record, rule, reason, set_by, set_at) values ($1, $2, $3, $4, $5, $6, $7)',
    [id, wish.entity ?? null, wish.record ?? null, wish.rule ?? null, reason.trim(), unit.me.self.id, unit.at],
  );
  unit.ledger.add({
    verb: 'hold set',
    outcome: 'done',
    entity: wish.entity ?? 'legalHold',
    record: wish.record ?? id,
    permission: 'admin.holds',
    values: { hold: id, rule: wish.rule ?? null, everything: wish.entity === undefined, reason: reason.trim() },
  });
  return (await list(unit, sql`h.id = ${id}::uuid`))[0]!;
}

async function lift(unit: Unit, id: string, reason: string): Promise<Hold> {
  allow(unit);
  unit.assertWrites();
  if (reason.trim() === '') throw invalidField('reason', 'required', 'A reason is needed: it is what others read.');
  const { rows } = isId(id)
    ? await unit.query<{ entity: string | null; record: string | null }>(
        `update core.legal_hold set lifted_by = $2, lifted_at = $3, lift_reason = $4 where id = $1 and lifted_at is null
         returning entity, record`,
        [id, unit.me.self.id, unit.at, reason.trim()],
      )
    : { rows: [] };
  if (rows[0] === undefined) throw new Problem('not-found');
  unit.ledger.add({
    verb: 'hold lifted',
    outcome: 'done',
    entity: rows[0].entity ?? 'legalHold',
    record: rows[0].record ?? id,
    permission: 'admin.holds',
    values: { hold: id, reason: reason.trim() },
  });
  return (await list(unit, sql`h.id = ${id}::uuid`))[0]!;
}
