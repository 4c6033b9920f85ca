// Makes the `network` of a Tx: reads, tries, changes and switches the rules on networks. Every change is of the whole set, against the version it was made from.
import { type NetworkRule, stateOn } from '../../contract/network.ts';
import { Problem } from '../../contract/problem.ts';
import { dateIn } from '../../contract/region.ts';
import { assertAgreed } from '../access/agreed.ts';
import { makeNoticeDesk } from '../notices.ts';
import { may } from '../principal.ts';
import type { Unit } from '../unit.ts';
import type { AskedFrom, NetworkDesk, NetworkWish } from './desk.ts';
import { type Asker, lockOutOf, seenBy, tryOn } from './lock-out.ts';
import { comerNow, noOne, readTraffic } from './people.ts';
import { viewOf } from './network-view.ts';
import { type StoredNetwork, inForce } from './rules.ts';
import { beganAfter, readStored } from './stored.ts';
import { type Comer, makeReady, verdictFor } from './verdict.ts';
import { differences, readWish, sayChanges } from './wish.ts';

function refuseUnlessViews(unit: Unit): void {
  unit.refuseUnless(may(unit.me, 'network.view') || may(unit.me, 'admin.network'), 'network.view');
}

/** For a change: the right, a trusted address, the row locked and of the version the wish was made from. */
async function begin(unit: Unit, from: AskedFrom | null, version: string | null): Promise<StoredNetwork> {
  unit.refuseUnless(may(unit.me, 'admin.network'), 'admin.network');
  unit.assertWrites();
  if (from?.doubt === true)
    throw new Problem(
      'wrong-state',
      'A proxy that is not named stands between you and us, so that nobody’s address can be trusted. Whoever runs the installation names it in STRONGROOM_TRUSTED_PROXIES.',
    );
  const stored = await readStored(unit, true);
  if (version !== null && stored.version !== version)
    throw new Problem('stale-change', 'Somebody else has changed the rules on networks meanwhile. Look at them again.');
  return stored;
}

function askerOf(unit: Unit, comer: Comer, address: string | null): Asker {
  return { id: unit.me.self.id, comer, address };
}

async function refuseLockOut(unit: Unit, rules: readonly NetworkRule[], address: string | null): Promise<void> {
  const traffic = await readTraffic(unit);
  const asker = askerOf(unit, comerNow(unit, traffic), address);
  const lockOut = lockOutOf(rules, { traffic, asker, at: unit.at, timeZone: unit.me.region.timeZone });
  if (lockOut === null) return;
  const you = lockOut.you ? `You are signed in from ${lockOut.address}, which would not be let in. ` : '';
  const all = lockOut.out === lockOut.administrators ? 'No administrator could sign in. ' : '';
  throw new Problem('locks-out', `${you}${all}Add the addresses, or try the set for ten minutes first.`, { lockOut });
}

interface Next {
  readonly rules?: readonly NetworkRule[];
  readonly redirect?: string | null;
  readonly trial?: Pick<StoredNetwork, 'rules' | 'redirect'> | null;
  readonly trialUntil?: Date | null;
  readonly offAt?: Date | null;
}

/** Whatever is written takes the place of a trial, unless it is one. */
async function write(unit: Unit, stored: StoredNetwork, next: Next): Promise<void> {
  const { rules = stored.rules, redirect = stored.redirect, trial = null, trialUntil = null } = next;
  const offAt = next.offAt === undefined ? stored.offAt : next.offAt;
  await unit.query(
    `update core.network set version = version + 1, rules = $1, redirect = $2, trial = $3, trial_started_at = $4,
       trial_until = $5, trial_by = $6, off_at = $7`,
    [
      JSON.stringify(rules),
      redirect,
      trial === null ? null : JSON.stringify(trial),
      trial === null ? null : unit.at,
      trialUntil,
      trial === null ? null : unit.me.self.id,
      offAt,
    ],
  );
}

function note(
  unit: Unit,
  verb: string,
  before: Pick<StoredNetwork, 'rules' | 'redirect'>,
  after: Pick<StoredNetwork, 'rules' | 'redirect'>,
  more: object = {},
): void {
  const changes = differences(before.rules, after.rules);
  const page = before.redirect === after.redirect ? {} : { redirect: [before.redirect, after.redirect] };
  unit.ledger.add({
    verb,
    outcome: 'done',
    permission: 'admin.network',
    values: { rules: changes, ...page, ...more },
  });
}

async function put(unit: Unit, stored: StoredNetwork, wish: NetworkWish, from: AskedFrom): Promise<void> {
  const next = readWish(wish, unit.vault.origin);
  await assertNamed(unit, next.rules);
  await refuseLockOut(unit, next.rules, from.address);
  await write(unit, stored, next);
  note(unit, 'network rules changed', stored, next);
}

async function save(unit: Unit, wish: NetworkWish, from: AskedFrom): Promise<void> {
  await put(unit, await begin(unit, from, wish.version), wish, from);
}

/** For taking changes back: these rules, by their ids, become what is given (null: they go); all others stay. Refuses what saving a set refuses. */
export async function putRulesBack(
  unit: Unit,
  { rules, redirect }: { readonly rules: ReadonlyMap<string, NetworkRule | null>; readonly redirect?: string | null },
): Promise<void> {
  await assertAgreed(unit, 'network');
  const from: AskedFrom = { address: unit.purpose.address, doubt: unit.purpose.addressDoubt === true };
  const stored = await begin(unit, from, null);
  const there = new Set(stored.rules.map(({ id }) => id));
  const again = [...rules.values()].filter((rule) => rule !== null && !there.has(rule.id)) as NetworkRule[];
  const set = stored.rules.flatMap((rule) => (rules.has(rule.id) ? (rules.get(rule.id) ?? []) : [rule]));
  const wish = {
    version: stored.version,
    rules: [...set, ...again],
    redirect: redirect === undefined ? stored.redirect : redirect,
  };
  await put(unit, stored, wish, from);
}

/** Roles and people it names are there. */
async function assertNamed(unit: Unit, rules: readonly NetworkRule[]): Promise<void> {
  const named = (who: NetworkRule['who']): string[] => [
    ...new Set(rules.filter((rule) => rule.who === who).flatMap((rule) => rule.named)),
  ];
  const roles = await unit.query('select 1 from core.role where id::text = any($1)', [named('roles')]);
  const people = await unit.query(`select 1 from data."user" where id::text = any($1)`, [named('people')]);
  if (roles.rowCount !== named('roles').length || people.rowCount !== named('people').length)
    throw new Problem('invalid-input', 'A rule names a role or a person that is not there.');
}

async function startTrial(unit: Unit, wish: NetworkWish, minutes: number, from: AskedFrom): Promise<void> {
  const stored = await begin(unit, from, wish.version);
  const trial = readWish(wish, unit.vault.origin);
  await assertNamed(unit, trial.rules);
  const until = new Date(unit.at.getTime() + minutes * 60_000);
  await write(unit, stored, { trial, trialUntil: until });
  note(unit, 'network trial started', stored, trial, { until: until.toISOString() });
}

function runningTrial(unit: Unit, stored: StoredNetwork): NonNullable<StoredNetwork['trial']> {
  const { trial } = stored;
  if (trial === null || new Date(trial.until) <= unit.at)
    throw new Problem('wrong-state', 'No trial is running. What was tried has been undone.');
  return trial;
}

async function confirmTrial(unit: Unit, from: AskedFrom): Promise<void> {
  const stored = await begin(unit, from, null);
  const trial = runningTrial(unit, stored);
  if (!(await beganAfter(unit, trial.startedAt)))
    throw new Problem(
      'wrong-state',
      'Confirm it from a session that began after the trial: sign in anew, from the network you will use.',
    );
  await refuseLockOut(unit, trial.rules, from.address);
  const next = { rules: trial.rules, redirect: trial.redirect };
  await write(unit, stored, next);
  note(unit, 'network trial confirmed', stored, next);
}

async function endTrial(unit: Unit): Promise<void> {
  const stored = await begin(unit, null, null);
  const trial = runningTrial(unit, stored);
  await write(unit, stored, {});
  note(unit, 'network trial ended', trial, stored);
}

async function switchOn(unit: Unit, from: AskedFrom): Promise<void> {
  const stored = await begin(unit, from, null);
  if (stored.offAt === null) throw new Problem('wrong-state', 'The rules on networks are not switched off.');
  await refuseLockOut(unit, stored.rules, from.address);
  await write(unit, stored, { offAt: null });
  note(unit, 'network rules switched on', stored, stored);
}

async function switchOff(unit: Unit): Promise<void> {
  unit.refuseUnless(unit.me.kind === 'system', 'system');
  const stored = await readStored(unit, true);
  if (stored.offAt !== null) throw new Problem('wrong-state', 'The rules on networks are switched off already.');
  await write(unit, stored, { offAt: unit.at });
  const told = await makeNoticeDesk(unit).tell('network.view', 'network off', { kind: 'network', what: 'off' });
  unit.ledger.add({
    verb: 'network rules switched off',
    outcome: 'done',
    values: { rules: stored.rules.length, told },
  });
}

export function makeNetworkDesk(unit: Unit): NetworkDesk {
  return {
    view: async () => {
      refuseUnlessViews(unit);
      const stored = await readStored(unit);
      const traffic = await readTraffic(unit);
      const today = dateIn(unit.at, unit.me.region.timeZone);
      const seen = seenBy(stored.rules, traffic);
      const rules = stored.rules.map((rule) => ({
        ...rule,
        state: stateOn(rule, today),
        seen: seen.get(rule.id) ?? 0,
      }));
      return viewOf(unit, stored, rules, traffic.names);
    },
    check: async (address, as, wish) => {
      refuseUnlessViews(unit);
      const set = wish === null ? inForce(await readStored(unit), unit.at) : readWish(wish, unit.vault.origin);
      const traffic = await readTraffic(unit);
      const today = dateIn(unit.at, unit.me.region.timeZone);
      const ready = set.rules.filter((rule) => !rule.report && stateOn(rule, today) === 'active').map(makeReady);
      const person = as.person === undefined ? noOne : (traffic.comers.get(as.person) ?? noOne);
      const comer: Comer = {
        type: as.type ?? person.type,
        roles: as.role === undefined ? person.roles : [as.role],
        person: person.person,
      };
      return verdictFor(ready, comer, address);
    },
    tryRun: async (wish, from) => {
      refuseUnlessViews(unit);
      const { rules } = readWish(wish, unit.vault.origin);
      const traffic = await readTraffic(unit);
      const asker = askerOf(unit, comerNow(unit, traffic), from.address);
      return tryOn(rules, { traffic, asker, at: unit.at, timeZone: unit.me.region.timeZone });
    },
    save: (wish, from) => save(unit, wish, from),
    startTrial: (wish, minutes, from) => startTrial(unit, wish, minutes, from),
    confirmTrial: (from) => confirmTrial(unit, from),
    endTrial: () => endTrial(unit),
    switchOn: (from) => switchOn(unit, from),
    switchOff: () => switchOff(unit),
    describe: async (wish) => {
      const stored = await readStored(unit);
      const next = readWish(wish, unit.vault.origin);
      return sayChanges(differences(stored.rules, next.rules), stored.redirect, next.redirect);
    },
  };
}
