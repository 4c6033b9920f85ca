// Makes the `pending` of a Tx: security changes are asked for, approved by somebody else, and carried out once, against the state they were made for.
import { Problem } from '../../contract/problem.ts';
import type { SecurityClass } from '../../contract/security-change.ts';
import { isId, newId } from '../ids.ts';
import { isPerson, may } from '../principal.ts';
import { setSetting } from '../settings/setting.ts';
import type { Unit } from '../unit.ts';
import { type PendingRow, basisOf, digestOf, infoOf, isRipe, pendingText, sealInput, stateOf } from './pending-rows.ts';
import { type ApprovalDoc, approvalSetting, readApprovals } from './approval-setting.ts';
import type { ApprovalPolicy, PendingDesk, PendingInfo, PendingWish } from './pending.ts';

const hour = 3_600_000;

/** The policy guards itself as long as it asks for anything: else one administrator would switch it off and on again. */
function asks(policy: ApprovalDoc, of: SecurityClass): boolean {
  return of === 'policy' ? policy.classes.length > 0 : policy.classes.includes(of);
}

/** Who else could approve. Told from the roles as they are stored; to count one too many only makes a change wait. */
async function othersThan(unit: Unit, person: string): Promise<number> {
  const { rows } = await unit.query<{ n: number }>(
    `select count(*)::int as n from data."user" u where u.id <> $1 and u.status = 'active' and u.archived_at is null
       and exists (select from core.member_role m join core.role r on r.id = m.role_id
                   where m.user_id = u.id and (r.grants -> 'everything' = 'true' or r.grants -> 'areas' ? 'admin.approve'))`,
    [person],
  );
  return rows[0]!.n;
}

function note(unit: Unit, verb: string, row: Pick<PendingRow, 'id' | 'action' | 'summary'>, more: object = {}): void {
  const values = { change: row.action, summary: row.summary, ...more };
  unit.ledger.add({ verb, outcome: 'done', entity: 'pendingChange', record: row.id, values });
}

async function read(unit: Unit, id: string, lock = false): Promise<PendingRow> {
  const text = `${pendingText} where p.id = $1${lock ? ' for update of p' : ''}`;
  const { rows } = isId(id) ? await unit.query<PendingRow>(text, [id]) : { rows: [] };
  const row = rows[0];
  const mine = row?.person === unit.me.self.id;
  if (row === undefined || !(mine || may(unit.me, 'admin.approve') || unit.me.kind === 'system'))
    throw new Problem('not-found');
  return row;
}

const open = async (unit: Unit, id: string): Promise<PendingInfo> => infoOf(unit, await read(unit, id));

function assertState(row: PendingRow, at: Date, ...states: string[]): void {
  const state = stateOf(row, at);
  if (!states.includes(state)) throw new Problem('wrong-state', `This change is ${state}.`);
}

/** Somebody who is signed in, may approve, and is not who asked: neither in person nor through a key. */
function assertOther(unit: Unit, row: PendingRow): void {
  unit.refuseUnless(may(unit.me, 'admin.approve'), 'admin.approve');
  if (unit.me.kind !== 'user') throw new Problem('not-allowed', 'People approve, not programs.');
  if (row.person === unit.me.id) throw new Problem('not-allowed', 'Somebody else has to approve what you asked for.');
}

async function decide(
  unit: Unit,
  id: string,
  status: 'approved' | 'refused',
  reason: string | null,
): Promise<PendingInfo> {
  const row = await read(unit, id, true);
  assertOther(unit, row);
  assertState(row, unit.at, ...(status === 'approved' ? ['waiting'] : ['waiting', 'approved']));
  await unit.query(
    `update core.pending_change set status = $2, decided_by = $3, decided_at = $4, decision_reason = $5,
       ended_at = case when $2 = 'refused' then $4::timestamptz end where id = $1`,
    [id, status, unit.me.id, unit.at, reason],
  );
  note(unit, status === 'approved' ? 'change approved' : 'change refused', row, { askedBy: row.person, reason });
  return open(unit, id);
}

async function cancel(unit: Unit, id: string): Promise<PendingInfo> {
  const row = await read(unit, id, true);
  if (row.person !== unit.me.self.id) throw new Problem('not-allowed', 'Only who asked for a change takes it back.');
  assertState(row, unit.at, 'waiting', 'approved', 'stale');
  await unit.query(`update core.pending_change set status = 'cancelled', ended_at = $2 where id = $1`, [id, unit.at]);
  note(unit, 'change cancelled', row);
  return open(unit, id);
}

async function setPolicy(unit: Unit, next: Omit<ApprovalPolicy, 'others'>): Promise<ApprovalPolicy> {
  await setSetting(unit, approvalSetting, next);
  return policy(unit);
}

async function policy(unit: Unit): Promise<ApprovalPolicy> {
  return { ...(await readApprovals(unit)), others: await othersThan(unit, unit.me.self.id) };
}

/** What this author asked for in the same words and has been agreed to; locked. */
async function agreed(unit: Unit, digest: Buffer): Promise<PendingRow | undefined> {
  const { rows } = await unit.query<PendingRow>(
    `${pendingText} where p.author = $1 and p.digest = $2 and p.collect and p.status in ('waiting', 'approved') and p.expires_at > $3
     order by p.made_at for update of p`,
    [unit.me.id, digest, unit.at],
  );
  return rows.find((row) => row.status === 'approved' || isRipe(row, unit.at));
}

async function check(
  unit: Unit,
  wish: Pick<PendingWish, 'action' | 'class' | 'collect' | 'input'>,
): Promise<'free' | 'waits' | { agreed: string }> {
  if (!isPerson(unit.me) || !asks(await readApprovals(unit), wish.class)) return 'free';
  const found = wish.collect ? await agreed(unit, digestOf(wish.action, wish.input)) : undefined;
  return found === undefined ? 'waits' : { agreed: found.id };
}

async function ask(unit: Unit, wish: PendingWish, reason: string | null): Promise<PendingInfo> {
  const digest = digestOf(wish.action, wish.input);
  // Asked twice at once: the second waits here and finds the first.
  await unit.query('select pg_advisory_xact_lock($1)', [digest.readInt32BE(0)]);
  const same = await unit.query<{ id: string }>(
    `select id from core.pending_change where author = $1 and digest = $2 and status in ('waiting', 'approved') and expires_at > $3`,
    [unit.me.id, digest, unit.at],
  );
  if (same.rows[0] !== undefined) return open(unit, same.rows[0].id);
  const { delayHours, expiresDays, others } = await policy(unit);
  const id = newId();
  const runs = others === 0 ? new Date(unit.at.getTime() + delayHours * hour) : null;
  const expires = new Date((runs ?? unit.at).getTime() + expiresDays * 24 * hour);
  await unit.query(
    `insert into core.pending_change (id, action, class, input, summary, reason, digest, basis, author, person, by_key, collect, operation,
       status, made_at, expires_at, runs_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'waiting', $14, $15, $16)`,
    [
      id,
      wish.action,
      wish.class,
      sealInput(unit, id, wish.input),
      wish.summary,
      reason,
      digest,
      basisOf(wish.basis),
      unit.me.id,
      unit.me.self.id,
      unit.me.kind === 'api_key',
      wish.collect,
      newId(),
      unit.at,
      expires,
      runs,
    ],
  );
  note(unit, 'change asked for', { id, ...wish }, { reason, runsAt: runs?.toISOString() ?? null });
  return open(unit, id);
}

/** Compares and marks as done in the transaction that carries it out: whatever fails behind it takes this back too. */
async function begin(unit: Unit, id: string, basis: unknown): Promise<void> {
  const row = await read(unit, id, true);
  if (row.author !== unit.me.id) throw new Error('a pending change is carried out in the name of its author');
  assertState(row, unit.at, 'waiting', 'approved');
  if (row.status === 'waiting' && !isRipe(row, unit.at))
    throw new Problem('wrong-state', 'Nobody has approved this change.');
  if (basisOf(basis)?.toString('hex') !== row.basis?.toString('hex')) throw new Problem('stale-change');
  await unit.query(`update core.pending_change set status = 'done', ended_at = $2 where id = $1`, [id, unit.at]);
  note(unit, 'approved change made', row, {
    askedBy: row.person,
    approvedBy: row.decidedBy,
    approver: row.deciderName,
    ...(row.decidedBy === null ? { because: 'nobody else could approve it and its waiting time was over' } : {}),
  });
}

async function renew(unit: Unit, id: string, basis: unknown): Promise<PendingInfo> {
  const row = await read(unit, id, true);
  if (row.author !== unit.me.id) throw new Problem('not-allowed', 'Only who asked for a change asks for it again.');
  assertState(row, unit.at, 'stale');
  const { delayHours, expiresDays, others } = await policy(unit);
  const runs = others === 0 ? new Date(unit.at.getTime() + delayHours * hour) : null;
  const expires = new Date((runs ?? unit.at).getTime() + expiresDays * 24 * hour);
  await unit.query(
    `update core.pending_change set status = 'waiting', basis = $2, runs_at = $3, expires_at = $4, decided_by = null,
       decided_at = null, decision_reason = null, ended_at = null, error = null where id = $1`,
    [id, basisOf(basis), runs, expires],
  );
  note(unit, 'change asked for again', row);
  return open(unit, id);
}

async function end(unit: Unit, id: string, status: 'stale' | 'failed', error: string): Promise<void> {
  unit.refuseUnless(unit.me.kind === 'system', 'system');
  const row = await read(unit, id, true);
  if (row.status !== 'waiting' && row.status !== 'approved') return;
  await unit.query('update core.pending_change set status = $2, error = $3, ended_at = $4 where id = $1', [
    id,
    status,
    error,
    unit.at,
  ]);
  note(unit, `change ${status}`, row, { error });
}

export function makePendingDesk(unit: Unit): PendingDesk {
  return {
    policy: () => policy(unit),
    setPolicy: (next) => setPolicy(unit, next),
    list: async () => {
      const all = may(unit.me, 'admin.approve');
      const { rows } = await unit.query<PendingRow>(
        `${pendingText} where $1 or p.person = $2 order by p.status in ('waiting', 'approved', 'stale') desc, p.made_at desc, p.id desc limit 200`,
        [all, unit.me.self.id],
      );
      return rows.map((row) => infoOf(unit, row));
    },
    view: (id) => open(unit, id),
    approve: (id, reason) => decide(unit, id, 'approved', reason),
    refuse: (id, reason) => decide(unit, id, 'refused', reason),
    cancel: (id) => cancel(unit, id),
    check: (wish) => check(unit, wish),
    ask: (wish, reason) => ask(unit, wish, reason),
    begin: (id, basis) => begin(unit, id, basis),
    renew: (id, basis) => renew(unit, id, basis),
    end: (id, status, error) => end(unit, id, status, error),
  };
}
