// The company's decisions about sessions: read when one begins, held against those that are open when they change.
import { isDeepStrictEqual } from 'node:util';
import { type SessionPolicy, type SessionTimes, sessionBounds, usualSessions } from '../../contract/session-policy.ts';
import { browserNames, outdated, readBrowser } from '../../contract/browsers.ts';
import { type FieldError, Problem } from '../../contract/problem.ts';
import { comerOf } from '../network/networks.ts';
import type { Queryable } from '../pg.ts';
import type { RoleRow } from '../roles.ts';
import { type Setting, keepSignIn } from '../settings/setting.ts';
import type { Unit } from '../unit.ts';

export async function readSessionPolicy(q: Queryable): Promise<SessionPolicy> {
  const { rows } = await q.query<{ sessions: Partial<SessionPolicy> | null }>(
    'select sessions from core.sign_in_policy',
  );
  const stored = rows[0]?.sessions ?? {};
  return { ...usualSessions, ...stored, least: { ...usualSessions.least, ...stored.least } };
}

async function isAdministrator(unit: Unit, userId: string): Promise<boolean> {
  const { rows } = await unit.query<RoleRow>(
    'select r.id, r.grants from core.member_role m join core.role r on r.id = m.role_id where m.user_id = $1',
    [userId],
  );
  return comerOf(userId, rows).type === 'administrator';
}

/** What a session that begins now is bound by. */
export async function sessionTerms(unit: Unit, userId: string): Promise<SessionTimes & { readonly one: boolean }> {
  const policy = await readSessionPolicy(unit);
  const times = (await isAdministrator(unit, userId)) ? policy.administrator : policy.normal;
  return { ...times, one: policy.one };
}

/** Refuses what the policy does not let in for its age. What it says of itself may be a lie; whoever lies gets in. */
export async function assertBrowser(q: Queryable, userAgent: string | null): Promise<void> {
  const policy = await readSessionPolicy(q);
  if (policy.outdated !== 'refuse') return;
  const old = outdated(readBrowser(userAgent), policy.least);
  if (old[0] === undefined) return;
  const { what, version, least, link } = old[0];
  throw new Problem(
    'browser-refused',
    `${what} ${version} is out of date here; version ${least} or newer signs in. ${link}`,
  );
}

function checkTimes(times: SessionTimes, at: string): FieldError[] {
  return (['idle', 'absolute'] as const).flatMap((part) => {
    const { least, most } = sessionBounds[part];
    const fits = Number.isInteger(times[part]) && times[part] >= least && times[part] <= most;
    return fits
      ? []
      : [
          {
            field: `${at}.${part}`,
            code: 'bounds',
            reason: 'This is outside what anybody may set.',
            fits: `${least} to ${most} minutes.`,
          },
        ];
  });
}

function check(policy: SessionPolicy): void {
  const errors = [...checkTimes(policy.normal, 'normal'), ...checkTimes(policy.administrator, 'administrator')];
  for (const name of [...browserNames, 'windows', 'ios', 'android'] as const) {
    const least = policy.least[name];
    if (!Number.isInteger(least) || least < 0 || least > 10_000)
      errors.push({
        field: `least.${name}`,
        code: 'version',
        reason: 'This is not a version.',
        fits: 'A whole number.',
      });
  }
  if (errors.length > 0) throw new Problem('invalid-input', errors[0]!.reason, { errors });
}

/** Open sessions obey at once: idle times change, ends come nearer and never further away. */
const holdAgainst = `update core.session s set idle = make_interval(mins => $2), expires_at = least(s.expires_at, s.created_at + make_interval(mins => $3))
where s.ended_at is null and s.expires_at > $4 and (s.user_id = any($1)) = $5`;

async function keep(unit: Unit, after: SessionPolicy): Promise<void> {
  await keepSignIn(unit, 'sessions', isDeepStrictEqual(after, usualSessions) ? null : after);
  const { rows } = await unit.query<RoleRow & { user_id: string }>(
    'select m.user_id, r.id, r.grants from core.member_role m join core.role r on r.id = m.role_id',
  );
  const administrators = [...Map.groupBy(rows, (row) => row.user_id)]
    .filter(([id, roles]) => comerOf(id, roles).type === 'administrator')
    .map(([id]) => id);
  for (const [times, isOne] of [
    [after.administrator, true],
    [after.normal, false],
  ] as const)
    await unit.query(holdAgainst, [administrators, times.idle, times.absolute, unit.at, isOne]);
}

export const sessionSetting: Setting<SessionPolicy> = {
  verb: 'session policy set',
  title: 'How sessions end',
  right: 'admin.signin',
  security: 'signin',
  labels: {
    normal: 'People',
    administrator: 'Administrators',
    one: 'One session a person',
    distant: 'Distant networks',
    outdated: 'Out of date',
    least: 'Oldest versions',
  },
  read: readSessionPolicy,
  fit: (wish) => {
    check(wish);
    return wish;
  },
  keep,
};
