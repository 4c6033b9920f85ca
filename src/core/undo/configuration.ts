// Takes back what an operation did to configuration, newest first; and says which classes of security change that belongs to.
import { type SecurityClass, securityClasses } from '../../contract/security-change.ts';
import { openValues } from '../ledger.ts';
import type { Anyway, UndoRecord } from '../operation.ts';
import type { Unit } from '../unit.ts';
import type { ConfigEntry, Kind } from './inverse.ts';
import type { Outcome } from './plan.ts';
import { mailKind } from './mail.ts';
import { networkKind } from './network.ts';
import { programKinds } from './programs.ts';
import { settingKinds } from './settings.ts';
import { shapeKinds } from './shape.ts';
import { closing, sharingKinds } from './sharing.ts';
import { savedTotalsKind } from './totals.ts';

export const kinds: readonly Kind[] = [
  ...settingKinds,
  networkKind,
  mailKind,
  ...programKinds,
  ...sharingKinds,
  ...shapeKinds,
  savedTotalsKind,
];

/** Every verb of the ledger that has a way back here; a test holds the actions against them. */
export const invertible: ReadonlySet<string> = new Set(kinds.flatMap((k) => k.verbs));

interface Row {
  readonly entry: string;
  readonly verb: string;
  readonly action: string;
  readonly entity: string | null;
  readonly record: string | null;
  readonly plain: string | null;
  readonly sealed: Buffer | null;
}

/** An operation of configuration is a handful of entries; imports and bulk changes have none. */
const most = 500;

async function entriesOf(unit: Unit, operation: string): Promise<ConfigEntry[]> {
  const { rows } = await unit.query<Row>(
    `select l.id as entry, l.verb, l.action, l.entity, l.record, v.plain, v.sealed from core.ledger l
     left join core.ledger_values v on v.entry = l.id
     where l.operation = $1 and l.outcome = 'done' and l.verb = any($2) and (l.verb <> 'edited' or l.entity = 'user')
     order by l.id desc limit ${most}`,
    [operation, [...invertible]],
  );
  return rows.map((row) => ({ ...row, id: row.entry, values: openValues(unit.vault.keys, row) }));
}

export interface ConfigurationWish {
  readonly dry: boolean;
  readonly anyway: Anyway;
  readonly tell: (record: UndoRecord) => void;
}

export async function undoConfiguration(
  unit: Unit,
  operation: string,
  result: Outcome,
  { dry, anyway, tell }: ConfigurationWish,
): Promise<void> {
  for (const entry of await entriesOf(unit, operation)) {
    const kind = kinds.find((k) => k.verbs.includes(entry.verb))!;
    const forced = anyway === 'all' || (anyway !== 'nothing' && anyway.some((x) => x.id === entry.id));
    const inverse = await kind.invert(unit, entry, forced);
    if (inverse === null) continue;
    const { entity, id, title, fields, does } = inverse;
    let reason = inverse.hindrance;
    if (reason === null && !dry) {
      const refused = await unit.attempt(inverse.run);
      if (refused !== null) reason = refused.detail ?? refused.extras.errors?.[0]?.reason ?? refused.message;
    }
    if (reason === null) result.back += 1;
    else {
      result.keptCount += 1;
      result.kept.push({ entity, id, title, reason });
    }
    tell({ entity, id, title, fields: [...fields], does: reason === null ? does : 'stay', reason });
  }
}

/** Which classes of security change taking it back belongs to, each once. */
export async function classesOf(unit: Unit, operation: string): Promise<SecurityClass[]> {
  const { rows } = await unit.query<{ verb: string; entity: string | null; versioned: boolean }>(
    `select distinct verb, entity, version is not null as versioned from core.ledger where operation = $1 and outcome = 'done'`,
    [operation],
  );
  const found = new Set<SecurityClass>();
  for (const row of rows) {
    const kind = row.verb === 'edited' ? undefined : kinds.find((k) => k.verbs.includes(row.verb));
    if (kind !== undefined && kind.security !== null) found.add(kind.security);
    if (row.entity === 'role' && row.versioned) found.add('roles');
    if (row.verb === 'roles set') found.add('members');
    if ((row.entity === 'team' || row.entity === 'territory') && row.versioned) found.add('teams');
    if (row.entity === 'user' && row.verb === 'edited')
      for (const name of await classesOfPeople(unit, operation)) found.add(name);
  }
  return (Object.keys(securityClasses) as SecurityClass[]).filter((name) => found.has(name));
}

/** Whether it changed in which teams or territories somebody is, and whether it closed or opened accounts. */
async function classesOfPeople(unit: Unit, operation: string): Promise<SecurityClass[]> {
  const { rows } = await unit.query<Pick<Row, 'entry' | 'plain' | 'sealed'>>(
    `select l.id as entry, v.plain, v.sealed from core.ledger l left join core.ledger_values v on v.entry = l.id
     where l.operation = $1 and l.entity = 'user' and l.verb = 'edited' and l.outcome = 'done' limit ${most}`,
    [operation],
  );
  const values = rows.map((row) => openValues(unit.vault.keys, row));
  const places = values.some((v) => {
    const changes = (v?.['changes'] ?? {}) as Record<string, unknown>;
    return 'teams' in changes || 'territories' in changes;
  });
  return [...(places ? (['teams'] as const) : []), ...(values.some(closing) ? (['members'] as const) : [])];
}
