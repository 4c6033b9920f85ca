// Makes the `applications` of a Tx: the list of applications people may connect is kept here alone, by people with the right to; the secret is never on record.
import { Problem } from '../../contract/problem.ts';
import { isId, newId } from '../ids.ts';
import { may } from '../principal.ts';
import type { Unit } from '../unit.ts';
import { applicationBounds, checkApplication } from './application-wish.ts';
import type { ApplicationDesk, ApplicationInfo, ApplicationWish } from './applications.ts';
import { assertHeld } from './assert-held.ts';
import { endConnections, readApplication, readApplications, readConnections } from './connection-rows.ts';
import { allow, question } from './consent.ts';
import { newSecret } from './key-secret.ts';
import { keyBounds } from './key-wish.ts';
import { exchange, revokeToken } from './tokens-desk.ts';

const right = 'admin.applications';

function assertSees(unit: Unit): void {
  unit.refuseUnless(may(unit.me, right), right);
}

/** A program approves no program. */
function assertPerson(unit: Unit): void {
  assertSees(unit);
  if (unit.me.kind !== 'user') throw new Problem('not-allowed', 'Applications are approved by people.');
  if (unit.purpose.reads)
    throw new Error(`the action ${unit.purpose.action} is declared as reading and tried to change an application`);
}

/** Locked against exchanges that are under way, which then find what it has become. */
async function lock(unit: Unit, id: string): Promise<ApplicationInfo> {
  assertPerson(unit);
  if (isId(id)) await unit.query('select 1 from core.application where id = $1 for update', [id]);
  const application = await readApplication(unit, id);
  if (application.disabledAt !== null)
    throw new Problem('wrong-state', 'This application has been disabled; approve it anew.');
  return application;
}

function note(unit: Unit, verb: string, id: string, values: Record<string, unknown>): void {
  unit.ledger.add({ verb, outcome: 'done', entity: 'application', record: id, permission: right, values });
}

async function assertNameFree(unit: Unit, name: string, but: string | null): Promise<void> {
  const { rowCount } = await unit.query(
    'select 1 from core.application where lower(name) = lower($1) and disabled_at is null and id is distinct from $2',
    [name, but],
  );
  // A person who is asked for consent goes by the name.
  if (rowCount > 0)
    throw new Problem('invalid-input', 'Another application has this name.', {
      errors: [{ field: 'name', code: 'already-exists', reason: 'Another application has this name.' }],
    });
}

async function addSecret(unit: Unit, id: string): Promise<{ secret: string; prefix: string }> {
  const { secret, hash, prefix } = newSecret('client');
  await unit.query('insert into core.application_secret (hash, application, prefix, made_at) values ($1, $2, $3, $4)', [
    hash,
    id,
    prefix,
    unit.at,
  ]);
  return { secret, prefix };
}

async function create(unit: Unit, wish: ApplicationWish): ReturnType<ApplicationDesk['create']> {
  assertPerson(unit);
  const { name, purpose, redirects, grants, confidential, rate } = checkApplication(
    wish,
    unit.at,
    unit.catalog,
  ) as ApplicationWish;
  assertHeld(unit, grants, `The application “${name}”`);
  await assertNameFree(unit, name, null);
  const { rows } = await unit.query<{ n: number }>(
    'select count(*)::int as n from core.application where disabled_at is null',
  );
  if (rows[0]!.n >= applicationBounds.applications)
    throw new Problem('too-large', `There may be at most ${applicationBounds.applications} applications.`);
  const id = newId();
  await unit.query(
    `insert into core.application (id, name, purpose, redirects, grants, confidential, rate, made_at, made_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [id, name, purpose, redirects, JSON.stringify(grants), confidential, rate, unit.at, unit.me.id],
  );
  const made = confidential ? await addSecret(unit, id) : null;
  note(unit, 'application approved', id, {
    name,
    purpose,
    redirects,
    grants,
    confidential,
    rate,
    prefix: made?.prefix ?? null,
  });
  return { application: await readApplication(unit, id), secret: made?.secret ?? null };
}

/** Against the version it was made from; also for taking changes back. */
export async function changeApplication(
  unit: Unit,
  id: string,
  version: number,
  wish: Partial<Omit<ApplicationWish, 'confidential'>>,
): Promise<ApplicationInfo> {
  const before = await lock(unit, id);
  if (before.version !== version)
    throw new Problem('conflict', 'Somebody else has changed this application. Look at it again before you save.');
  const next = checkApplication(wish, unit.at, unit.catalog);
  if (next.grants !== undefined)
    assertHeld(unit, next.grants, `The application “${next.name ?? before.name}”`, before.grants);
  if (next.name !== undefined) await assertNameFree(unit, next.name, id);
  const changes = Object.fromEntries(
    Object.entries(next)
      .map(([field, after]) => [field, [before[field as keyof typeof next], after]] as const)
      .filter(([, [was, is]]) => JSON.stringify(was) !== JSON.stringify(is)),
  );
  if (Object.keys(changes).length === 0) return before;
  unit.assertWrites();
  await unit.query(
    `update core.application set name = coalesce($2, name), purpose = coalesce($3, purpose), redirects = coalesce($4, redirects),
       grants = coalesce($5::jsonb, grants), rate = coalesce($6, rate), version = version + 1 where id = $1`,
    [
      id,
      next.name ?? null,
      next.purpose ?? null,
      next.redirects ?? null,
      next.grants === undefined ? null : JSON.stringify(next.grants),
      next.rate ?? null,
    ],
  );
  // What has not been exchanged yet was allowed for another application than this one now is.
  await unit.query('delete from core.authorization_code where application = $1 and key_id is null', [id]);
  if (next.name !== undefined)
    await unit.query('update core.api_key set name = $2 where application = $1', [id, next.name]);
  note(unit, 'application changed', id, { changes });
  return readApplication(unit, id);
}

async function rotate(unit: Unit, id: string, overlapHours: number): ReturnType<ApplicationDesk['rotate']> {
  const before = await lock(unit, id);
  if (!before.confidential) throw new Problem('wrong-state', 'This application cannot keep a secret, and has none.');
  if (!(overlapHours >= 0 && overlapHours <= keyBounds.overlapHours))
    throw new Problem('invalid-input', `The old secret may go on for 0 to ${keyBounds.overlapHours} hours.`);
  const until = new Date(unit.at.getTime() + overlapHours * 3_600_000);
  await unit.query('delete from core.application_secret where application = $1 and expires_at <= $2', [id, unit.at]);
  await unit.query('update core.application_secret set expires_at = least(expires_at, $2) where application = $1', [
    id,
    until,
  ]);
  const { secret, prefix } = await addSecret(unit, id);
  note(unit, 'application secret made', id, { prefix, oldUntil: until.toISOString() });
  return { application: await readApplication(unit, id), secret };
}

async function disable(unit: Unit, id: string): Promise<ApplicationInfo> {
  await lock(unit, id);
  // Its connections end with it, in the database.
  await unit.query('update core.application set disabled_at = $2, disabled_by = $3 where id = $1', [
    id,
    unit.at,
    unit.me.id,
  ]);
  await unit.query('delete from core.authorization_code where application = $1', [id]);
  await unit.query(
    'delete from core.refresh_token where key_id in (select id from core.api_key where application = $1)',
    [id],
  );
  note(unit, 'application disabled', id, {});
  return readApplication(unit, id);
}

async function revokeAll(unit: Unit, id: string): Promise<number> {
  await lock(unit, id);
  await unit.query('delete from core.authorization_code where application = $1 and key_id is null', [id]);
  const all = await readConnections(unit, 'application', id);
  await endConnections(
    unit,
    all.map((c) => c.id),
    'all connections of the application were ended',
  );
  return all.length;
}

/** Somebody else's is answered like one that is not there. */
async function revoke(unit: Unit, id: string): Promise<void> {
  if (unit.me.kind !== 'user') throw new Problem('not-allowed', 'People end connections.');
  const { rows } = isId(id)
    ? await unit.query<{ owner: string }>(
        'select owner from core.api_key where id = $1 and application is not null and disabled_at is null',
        [id],
      )
    : { rows: [] };
  const mine = rows[0]?.owner === unit.me.id;
  if (rows[0] === undefined || !(mine || may(unit.me, right))) throw new Problem('not-found');
  await endConnections(unit, [id], mine ? 'its person ended it' : 'an administrator ended it');
}

export function makeApplicationDesk(unit: Unit): ApplicationDesk {
  return {
    list: async () => {
      assertSees(unit);
      return readApplications(unit);
    },
    view: async (id) => {
      assertSees(unit);
      return readApplication(unit, id);
    },
    create: (wish) => create(unit, wish),
    change: (id, version, wish) => changeApplication(unit, id, version, wish),
    rotate: (id, overlapHours) => rotate(unit, id, overlapHours),
    disable: (id) => disable(unit, id),
    connectionsOf: async (id) => {
      assertSees(unit);
      return readConnections(unit, 'application', (await readApplication(unit, id)).id);
    },
    revokeAll: (id) => revokeAll(unit, id),
    revoke: (id) => revoke(unit, id),
    mine: () => readConnections(unit, 'owner', unit.me.self.id),
    question: (request) => question(unit, request),
    allow: (request, version) => allow(unit, request, version),
    exchange: (request) => exchange(unit, request),
    revokeToken: (request, token) => revokeToken(unit, request, token),
  };
}
