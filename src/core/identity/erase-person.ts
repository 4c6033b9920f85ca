// Erases somebody who had an account: the row stays as a pseudonym everything that was done points to, all that belonged to the person goes, and what quotes
// name or address is forgotten. There is no way back, in the database either.
import { randomBytes } from 'node:crypto';
import { Problem, invalidField } from '../../contract/problem.ts';
import { seal, unseal } from '../crypto/seal.ts';
import { countQuotes, replaceQuotes } from '../erasure/quotes.ts';
import type { FileDesk } from '../files.ts';
import { openValues } from '../ledger.ts';
import { assertNotHeld } from '../ledger/eraser.ts';
import { askErasure, readErasures } from '../ledger/erasures.ts';
import { fieldColumns } from '../schema/ddl.ts';
import { may } from '../principal.ts';
import type { Unit } from '../unit.ts';
import { type Left, assertNothingLeft, leftBy } from './leaving.ts';
import type { EraseWish, ErasedPerson, LeavingDesk } from './leaving-desk.ts';
import { within } from './members.ts';
import { forgetAttempts } from './throttle.ts';
import { foldName, nameHash } from './tokens.ts';
import { type UserRow, changeUser } from './user-rows.ts';

const shortest = 4;
const stepOf = 200;

interface Words {
  readonly texts: readonly string[];
  readonly reason: string;
}

const placeOf = (unit: Unit, id: string): string => `${unit.vault.keys.tenantId}/core.erased_person/${id}`;

async function pseudonymFor(unit: Unit): Promise<string> {
  for (;;) {
    const name = `Former member ${randomBytes(3).toString('hex').toUpperCase()}`;
    const { rowCount } = await unit.query('select 1 from core.erased_person where pseudonym = $1', [name]);
    if (rowCount === 0) return name;
  }
}

/** Names and addresses of now and before, and what who asks for it says besides; full ones alone, for a given name would take too much with it. */
async function textsOf(unit: Unit, user: UserRow, also: readonly string[]): Promise<string[]> {
  const { rows } = await unit.query<{ entry: string; plain: string; sealed: Buffer | null }>(
    `select v.entry, v.plain, v.sealed from core.ledger l join core.ledger_values v on v.entry = l.id
     where l.record = $1 and l.entity = 'user' and l.verb in ('created', 'edited')`,
    [user.id],
  );
  const earlier = rows.flatMap((row) => {
    const changes = openValues(unit.vault.keys, row)?.['changes'] as Record<string, unknown> | undefined;
    return ['name', 'email'].flatMap((field) => changes?.[field] ?? []);
  });
  const all = [user.name, user.email, ...earlier, ...also].filter((text) => typeof text === 'string');
  return [...new Set(all.map((text) => text.trim()).filter((text) => text.length >= shortest))];
}

/** What belonged to the person alone; the rest says by id who did what. */
const gone: readonly (readonly [table: string, whose: string])[] = [
  ['core.credential', 'user_id'],
  ['core.password_history', 'user_id'],
  ['core.recovery_code', 'user_id'],
  ['core.factor', 'user_id'],
  ['core.device', 'user_id'],
  ['core.link', 'user_id'],
  ['core.session', 'user_id'],
  ['core.member_role', 'user_id'],
  ['core.share', 'user_id'],
  ['core.deputy', 'user_id'],
  ['core.deputy', 'deputy'],
  ['core.notice', 'user_id'],
  ['core.kept', 'owner'],
  ['core.idempotency', 'actor'],
  ['core.saved_search', 'owner'],
  ['core.mail', 'person'],
  ['core.own_sign', 'user_id'],
  ['core.own_region', 'user_id'],
  ['core.tip_seen', 'user_id'],
];

async function removeBelongings(unit: Unit, user: UserRow): Promise<void> {
  for (const [table, whose] of gone) await unit.query(`delete from ${table} where ${whose} = $1`, [user.id]);
  await unit.query('update core.loss_report set sealed = null where user_id = $1', [user.id]);
  if (user.email !== null) await forgetAttempts(unit, nameHash(unit.vault.keys, foldName(user.email)));
  await unit.query(
    `update core.api_key set name = 'A key of a former member', disabled_at = coalesce(disabled_at, $2) where owner = $1`,
    [user.id, unit.at],
  );
  const { fields } = unit.catalog.entity('user');
  const columns = Object.entries(fields)
    .filter(([name]) => !['name', 'email', 'status'].includes(name))
    .flatMap(([name, f]) => fieldColumns(name, f).map((column) => `"${column.name}" = null`));
  if (columns.length > 0) await unit.query(`update data."user" set ${columns.join(', ')} where id = $1`, [user.id]);
}

function assertFits(user: UserRow, wish: EraseWish): void {
  if (user.status === 'active')
    throw new Problem('wrong-state', 'Close the account first: what was open ends, and what is owned is handed over.');
  if (wish.name.trim() !== user.name)
    throw invalidField('name', 'other', 'This is not the name of the person.', `“${user.name}”, letter by letter.`);
  const quoted = [user.name, user.email].find(
    (text) => text !== null && wish.reason.toLowerCase().includes(text.toLowerCase()),
  );
  if (quoted !== undefined)
    throw invalidField('reason', 'quotes', 'The reason stands on record for good; leave the person out of it.');
}

async function erase(unit: Unit, person: string, wish: EraseWish): Promise<string> {
  unit.assertWrites();
  if (person === unit.me.self.id) throw new Problem('not-allowed', 'Somebody else has to do this for you.');
  const begun = await openWords(unit, person);
  const user = await within(unit, person);
  if (begun !== undefined) {
    if (begun.words === null) throw new Problem('wrong-state', 'This person has been erased.');
    // What was begun and did not come to its end is gone on with.
    return begun.pseudonym;
  }
  assertFits(user, wish);
  assertNothingLeft(await leftBy(unit, person), user.name);
  await assertNotHeld(unit, [person]);
  const texts = await textsOf(unit, user, wish.also);
  const pseudonym = await pseudonymFor(unit);
  await changeUser(unit, user, { name: pseudonym, email: null, status: 'inactive' });
  await removeBelongings(unit, user);
  const words: Words = { texts, reason: wish.reason };
  await unit.query(
    'insert into core.erased_person (user_id, pseudonym, erased_at, erased_by, words) values ($1, $2, $3, $4, $5)',
    [
      person,
      pseudonym,
      unit.at,
      unit.me.self.id,
      seal(unit.vault.keys.purpose('fields'), Buffer.from(JSON.stringify(words)), placeOf(unit, person)),
    ],
  );
  return pseudonym;
}

interface Begun {
  readonly pseudonym: string;
  readonly erasedAt: Date;
  /** null: nothing is left to be done */
  readonly words: Words | null;
}

async function openWords(unit: Unit, person: string): Promise<Begun | undefined> {
  const { rows } = await unit.query<{ pseudonym: string; erased_at: Date; words: Buffer | null }>(
    'select pseudonym, erased_at, words from core.erased_person where user_id = $1',
    [person],
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  const { pseudonym, erased_at: erasedAt, words } = row;
  const opened = words === null ? null : unseal(unit.vault.keys.purpose('fields'), words, placeOf(unit, person));
  return { pseudonym, erasedAt, words: opened === null ? null : (JSON.parse(opened.toString('utf8')) as Words) };
}

async function replaceNext(unit: Unit, person: string, cursor: string | null) {
  unit.refuseUnless(may(unit.me, 'admin.members'), 'admin.members');
  const begun = await openWords(unit, person);
  if (begun?.words == null) return { cursor: null, changed: 0, held: 0 };
  return replaceQuotes(unit, begun.words.texts, { cursor, limit: stepOf, instead: begun.pseudonym });
}

async function finish(unit: Unit, person: string): Promise<void> {
  unit.refuseUnless(may(unit.me, 'admin.members'), 'admin.members');
  const begun = await openWords(unit, person);
  if (begun?.words == null) return;
  const { texts, reason } = begun.words;
  await askErasure(unit, { records: [person], texts, reason, instead: begun.pseudonym });
  await unit.query('update core.erased_person set words = null where user_id = $1', [person]);
}

async function erasedPeople(unit: Unit): Promise<ErasedPerson[]> {
  unit.refuseUnless(may(unit.me, 'admin.members'), 'admin.members');
  const { rows } = await unit.query<{ id: string; pseudonym: string; erased_at: Date; finished: boolean }>(
    'select user_id as id, pseudonym, erased_at, words is null as finished from core.erased_person order by erased_at desc limit 500',
  );
  const out: ErasedPerson[] = [];
  for (const { id, pseudonym, erased_at: at, finished } of rows)
    out.push({ id, pseudonym, erasedAt: at.toISOString(), finished, erasures: await readErasures(unit, id) });
  return out;
}

/** Kept documents that are nothing without the file they are of. */
const ofFiles = ['import', 'export'];

async function wipeNextFile(unit: Unit, files: Wiping, person: string, after: string | null) {
  unit.refuseUnless(may(unit.me, 'admin.members'), 'admin.members');
  const begun = await openWords(unit, person);
  if (begun?.words == null) return { next: null, wiped: 0 };
  return files.wipeQuoting({ texts: begun.words.texts, together: [], record: person }, after, ofFiles);
}

async function left(unit: Unit, person: string): Promise<Left & { name: string; quoted: boolean | null }> {
  const user = await within(unit, person);
  // Only where it is about to be asked: it reads every text there is.
  const texts = user.status === 'active' ? null : await textsOf(unit, user, []);
  // How many is not told: some of them may be records that who asks may not see.
  const quoted = texts === null ? null : (await countQuotes(unit, texts)).some((q) => q.count > 0);
  return { ...(await leftBy(unit, person)), name: user.name, quoted };
}

async function takeOver(unit: Unit, person: string, to: string): Promise<void> {
  unit.assertWrites();
  await within(unit, person);
  const searches = await unit.query('update core.saved_search set owner = $2 where owner = $1 and shared', [
    person,
    to,
  ]);
  const { rows } = await unit.query<{ id: string }>(
    `update core.share set given_by = $2 where given_by = $1 and until_at > $3 and user_id is distinct from $2::uuid
       and not coalesce(team in (select (t ->> 'id')::uuid from data."user" u, jsonb_array_elements(u.teams) t where u.id = $2), false)
     returning id`,
    [person, to, unit.at],
  );
  if (rows.length + searches.rowCount > 0)
    unit.ledger.add({
      verb: 'shares taken over',
      outcome: 'done',
      entity: 'user',
      record: person,
      values: { to, shares: rows.map((row) => row.id), searches: searches.rowCount },
    });
}

/** Of the files of a unit of work. */
type Wiping = Pick<FileDesk, 'wipeQuoting'>;

export function makeLeavingDesk(unit: Unit, files: Wiping): LeavingDesk {
  return {
    left: (person) => left(unit, person),
    takeOver: (person, to) => takeOver(unit, person, to),
    erase: (person, wish) => erase(unit, person, wish),
    replaceNext: (person, cursor) => replaceNext(unit, person, cursor),
    wipeNextFile: (person, after) => wipeNextFile(unit, files, person, after),
    finish: (person) => finish(unit, person),
    erasedPeople: () => erasedPeople(unit),
  };
}
