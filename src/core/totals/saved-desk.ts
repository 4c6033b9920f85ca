// Makes the `savedTotals` of a Tx: questions to the totals are kept, offered, changed and put away here alone. Whoever may not open one is answered as if
// there were none, and the figures are always those of whoever asks.
import { groupLimits, parseKeys, parseMeasures } from '../../contract/group.ts';
import { totalsRight } from '../../contract/permission.ts';
import { Problem, invalidField } from '../../contract/problem.ts';
import { type TotalsQuestion, savedTotalsBounds } from '../../contract/saved-totals.ts';
import { isId, newId } from '../ids.ts';
import { may } from '../principal.ts';
import { canonical } from '../records/codec.ts';
import { findTitles } from '../records/titles.ts';
import type { Unit } from '../unit.ts';
import { askedOf, isComplete, missingOf, usableParts } from './question.ts';
import { holdersOf } from './holders.ts';
import type { OpenTo, SavedTotals, SavedTotalsDesk, SavedWish } from './saved.ts';
import { type SavedDoc, type SavedRow, openSaved, savedColumns, savedTotalsThing, sealSaved } from './saved-rows.ts';

export function makeSavedTotalsDesk(unit: Unit): SavedTotalsDesk {
  return {
    list: (away) => list(unit, away),
    view: async (id) => present(unit, await find(unit, id), true),
    save: (wish) => save(unit, wish),
    change: async (id, version, wish) => {
      const row = await lock(unit, id);
      if (row.version !== version)
        throw new Problem(
          'conflict',
          'Somebody has changed these totals meanwhile. Look at them again before you save.',
        );
      if (row.away_at !== null) throw new Problem('wrong-state', 'These totals are put away; bring them back first.');
      await rewrite(unit, row, await checked(unit, wish));
    },
    putAway: async (id) => setAway(unit, await lock(unit, id), true),
    bringBack: async (id) => setAway(unit, await lock(unit, id), false),
    remove: async (id) => remove(unit, await lock(unit, id)),
    ask: async (id) => askedOf(unit, openSaved(unit.vault, await openable(unit, id)).question),
    openTo: (id) => openTo(unit, id),
  };
}

/** One's own, in one's own session: not through a program, and not through somebody who looks. */
export function isMine({ me }: Unit, row: Pick<SavedRow, 'owner'>): boolean {
  return me.kind === 'user' && me.looking === undefined && row.owner === me.id;
}

/** Private ones are of one person alone; what is offered is opened by a right, and seen by who looks after all of it. */
function sees(unit: Unit, row: SavedRow): boolean {
  if (isMine(unit, row)) return row.offered || may(unit.me, 'tool.totals');
  if (!row.offered) return false;
  if (may(unit.me, 'tool.manage-totals')) return true;
  return row.away_at === null && may(unit.me, totalsRight(row.id));
}

/** The right that changing it asks for; null: it is one's own affair. */
function rightToChange(unit: Unit, row: SavedRow): 'tool.offer-totals' | 'tool.manage-totals' | null {
  if (!row.offered) return null;
  return isMine(unit, row) && !may(unit.me, 'tool.manage-totals') ? 'tool.offer-totals' : 'tool.manage-totals';
}

export function mayChangeSaved(unit: Unit, row: SavedRow): boolean {
  const right = rightToChange(unit, row);
  return sees(unit, row) && (right === null || may(unit.me, right));
}

/** Those that may be seen, put away ones too. */
export async function readSavedRows(unit: Unit): Promise<SavedRow[]> {
  const { rows } = await unit.query<SavedRow>(
    `select ${savedColumns} from core.saved_totals where sealed is not null and (owner = $1 or offered) order by id`,
    [unit.me.self.id],
  );
  return rows.filter((row) => sees(unit, row));
}

/** Undefined: there is none, or it is not for whoever asks. */
export async function readSaved(unit: Unit, id: string, locked = false): Promise<SavedRow | undefined> {
  if (!isId(id)) return undefined;
  const { rows } = await unit.query<SavedRow>(
    `select ${savedColumns} from core.saved_totals where id = $1 and sealed is not null${locked ? ' for update' : ''}`,
    [id],
  );
  return rows[0] !== undefined && sees(unit, rows[0]) ? rows[0] : undefined;
}

/** By their ids, of those that may be seen. */
export async function namesOfSaved(unit: Unit, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for (const id of new Set(ids)) {
    const row = await readSaved(unit, id);
    if (row !== undefined) names.set(id, openSaved(unit.vault, row).name);
  }
  return names;
}

async function find(unit: Unit, id: string): Promise<SavedRow> {
  const row = await readSaved(unit, id);
  if (row === undefined) throw new Problem('not-found');
  const right = totalsRight(row.id);
  if (may(unit.me, right)) unit.rightsUsed.add(right);
  return row;
}

/** What is put away is looked at by who may bring it back, and reckoned by nobody. */
async function openable(unit: Unit, id: string): Promise<SavedRow> {
  const row = await find(unit, id);
  if (row.away_at !== null) throw new Problem('wrong-state', 'These totals are put away; bring them back first.');
  return row;
}

async function lock(unit: Unit, id: string): Promise<SavedRow> {
  unit.assertWrites();
  const row = await readSaved(unit, id, true);
  if (row === undefined) throw new Problem('not-found');
  const right = rightToChange(unit, row);
  if (right !== null) unit.refuseUnless(may(unit.me, right), right);
  return row;
}

async function list(unit: Unit, away: boolean): Promise<SavedTotals[]> {
  const rows = (await readSavedRows(unit)).filter((row) => (row.away_at !== null) === away);
  const shown: SavedTotals[] = [];
  for (const row of rows) if (!away || mayChangeSaved(unit, row)) shown.push(await present(unit, row, false));
  const { compare } = new Intl.Collator(unit.me.region.locale, { numeric: true });
  return shown.sort((a, b) => compare(a.name, b.name) || (a.id < b.id ? -1 : 1));
}

const present = (unit: Unit, row: SavedRow, whole: boolean): Promise<SavedTotals> =>
  presentSaved(unit, row, openSaved(unit.vault, row), whole);

/** `doc`: as it is, or as it was when somebody looks back. */
export async function presentSaved(
  unit: Unit,
  row: SavedRow,
  { name, help, question }: SavedDoc,
  whole: boolean,
): Promise<SavedTotals> {
  const missing = await missingOf(unit, question);
  const mayChange = mayChangeSaved(unit, row);
  const works = missing.length === 0;
  const owners = await findTitles(unit, unit.catalog.entity('user'), [row.owner]);
  const mine = isMine(unit, row);
  return {
    id: row.id,
    name,
    help,
    entity: missing.includes('object') ? null : question.entity,
    offered: row.offered,
    mine,
    owner: owners.get(row.owner) ?? (mine ? unit.me.name : null),
    version: row.version,
    changedAt: row.changed_at.toISOString(),
    awayAt: row.away_at?.toISOString() ?? null,
    mayChange,
    works,
    missing: mayChange ? missing : [],
    question: !whole || (!works && !mayChange) ? null : await usableParts(unit, question),
  };
}

function plainText(field: 'name' | 'help', given: string): string {
  const text = given.normalize('NFC').trim();
  const most = savedTotalsBounds[field];
  if ((field === 'help' || text !== '') && text.length <= most) return text;
  throw invalidField(
    field,
    'length',
    field === 'name' ? 'Saved totals need a name.' : 'This is too long.',
    `At most ${most} characters.`,
  );
}

async function checkedQuestion(unit: Unit, q: TotalsQuestion): Promise<TotalsQuestion> {
  const [keys, measures] = [parseKeys(q.by), parseMeasures(q.measures)];
  if (keys === undefined || measures === undefined)
    throw invalidField('question', 'invalid', 'by and measures are lists such as stage,closedOn:month and sum:amount.');
  if (keys.length > groupLimits.keys || measures.length > groupLimits.measures)
    throw invalidField(
      'question',
      'too-many',
      `At most ${groupLimits.keys} fields and ${groupLimits.measures} figures.`,
    );
  if (q.filter !== null && JSON.stringify(q.filter).length > savedTotalsBounds.filter)
    throw invalidField('question', 'length', 'This filter is too long to be kept.');
  if (!isComplete(q.filter) || (await missingOf(unit, q)).length > 0)
    throw invalidField('question', 'cannot-ask', 'It asks for something that is not there or that you may not see.');
  return q;
}

/** What is given, in its one form; what this person could not ask himself is kept by nobody. */
async function checked(unit: Unit, wish: Partial<SavedWish>): Promise<Partial<SavedWish>> {
  return {
    ...(wish.name === undefined ? {} : { name: plainText('name', wish.name) }),
    ...(wish.help === undefined ? {} : { help: plainText('help', wish.help) }),
    ...(wish.offered === undefined ? {} : { offered: wish.offered }),
    ...(wish.question === undefined ? {} : { question: await checkedQuestion(unit, wish.question) }),
  };
}

/** How many somebody keeps, and how many are offered in all: those stand in the catalogue of every person. */
async function assertRoom(unit: Unit, { adding, offering }: { adding: boolean; offering: boolean }): Promise<void> {
  const { rows } = await unit.query<{ own: number; offered: number }>(
    `select count(*) filter (where owner = $1)::int as own, count(*) filter (where known)::int as offered
     from core.saved_totals where sealed is not null`,
    [unit.me.self.id],
  );
  if (adding && rows[0]!.own >= savedTotalsBounds.own)
    throw new Problem('wrong-state', `You keep ${savedTotalsBounds.own} totals already; delete one first.`);
  if (offering && rows[0]!.offered >= savedTotalsBounds.offered)
    throw new Problem('wrong-state', `${savedTotalsBounds.offered} totals are offered already; delete one first.`);
}

/** What is, or was, offered to others is a part of how the company works: it stands in the history of configuration by the right it took. */
function note(
  unit: Unit,
  verb: string,
  row: Pick<SavedRow, 'id' | 'offered'> & { readonly owner?: string },
  values: Record<string, unknown>,
): void {
  const isOwn = row.owner === undefined || row.owner === unit.me.id;
  const isManaged = may(unit.me, 'tool.manage-totals') || !isOwn;
  const permission = isManaged ? 'tool.manage-totals' : 'tool.offer-totals';
  const more = row.offered ? { permission } : {};
  unit.ledger.add({ verb, outcome: 'done', entity: savedTotalsThing, record: row.id, values, ...more });
  if (row.offered) unit.events.push({ topic: 'model' });
}

async function save(unit: Unit, given: SavedWish): Promise<string> {
  const { me } = unit;
  unit.refuseUnless(may(me, 'tool.totals'), 'tool.totals');
  if (me.kind !== 'user')
    throw new Problem('not-allowed', 'People keep totals; a program opens what is offered to it.');
  if (given.offered) unit.refuseUnless(may(me, 'tool.offer-totals'), 'tool.offer-totals');
  const wish = (await checked(unit, given)) as SavedWish;
  unit.assertWrites();
  await assertRoom(unit, { adding: true, offering: wish.offered });
  const id = newId();
  await unit.query(
    `insert into core.saved_totals (id, owner, sealed, version, offered, known, made_at, changed_at)
     values ($1, $2, $3, 1, $4, $4, $5, $5)`,
    [id, me.id, sealSaved(unit.vault, id, wish), wish.offered, unit.at],
  );
  note(unit, 'totals saved', { id, offered: wish.offered }, { after: { ...wish } });
  return id;
}

/** Writes what differs and puts it on record; for changes and for taking them back. */
export async function rewrite(unit: Unit, row: SavedRow, wish: Partial<SavedWish>): Promise<void> {
  const doc = openSaved(unit.vault, row);
  const was: SavedWish = { ...doc, offered: row.offered };
  const is: SavedWish = { ...was, ...wish };
  const changed = (['name', 'help', 'offered', 'question'] as const).filter(
    (field) => canonical(was[field]) !== canonical(is[field]),
  );
  if (changed.length === 0) return;
  if (is.offered && !was.offered) {
    unit.refuseUnless(may(unit.me, 'tool.offer-totals'), 'tool.offer-totals');
    await assertRoom(unit, { adding: false, offering: true });
  }
  await unit.query(
    `update core.saved_totals set sealed = $2, offered = $3, known = known or $3, version = version + 1, changed_at = $4 where id = $1`,
    [row.id, sealSaved(unit.vault, row.id, is), is.offered, unit.at],
  );
  const only = (wish: SavedWish) => Object.fromEntries(changed.map((field) => [field, wish[field]]));
  const about = { id: row.id, owner: row.owner, offered: was.offered || is.offered };
  note(unit, 'totals changed', about, { name: is.name, before: only(was), after: only(is) });
}

export async function setAway(unit: Unit, row: SavedRow, away: boolean): Promise<void> {
  if ((row.away_at !== null) === away)
    throw new Problem('wrong-state', away ? 'They are put away already.' : 'They are there already.');
  await unit.query('update core.saved_totals set away_at = $2, away_by = $3, version = version + 1 where id = $1', [
    row.id,
    away ? unit.at : null,
    away ? unit.me.self.id : null,
  ]);
  note(unit, away ? 'totals put away' : 'totals brought back', row, { name: openSaved(unit.vault, row).name });
}

/** What it was called and asked is gone; that its right was there stays, so that roles that name it go on being understood. */
async function remove(unit: Unit, row: SavedRow): Promise<void> {
  if (row.away_at === null) throw new Problem('wrong-state', 'Put them away first.');
  await unit.query('update core.saved_totals set sealed = null, offered = false, version = version + 1 where id = $1', [
    row.id,
  ]);
  note(unit, 'totals deleted', row, {});
}

async function openTo(unit: Unit, id: string): Promise<{ people: OpenTo[]; others: number }> {
  const row = await find(unit, id);
  unit.refuseUnless(mayChangeSaved(unit, row) || may(unit.me, 'admin.access'), 'admin.access');
  return row.offered && row.away_at === null ? holdersOf(unit, row.id) : { people: [], others: 0 };
}
