// Makes the `guessing` of a Tx: the policy, who and what is blocked now, and letting them in again.
import type { GuessingPolicy } from '../../contract/guessing-policy.ts';
import { Problem } from '../../contract/problem.ts';
import { isId } from '../ids.ts';
import { makeNoticeDesk } from '../notices.ts';
import { may } from '../principal.ts';
import { setSetting } from '../settings/setting.ts';
import type { Unit } from '../unit.ts';
import { guessingSetting, readGuessingPolicy } from './guessing-policy.ts';
import { forgetAttempts } from './throttle.ts';
import { foldName, nameHash } from './tokens.ts';

export interface BlockedPerson {
  readonly person: { readonly id: string; readonly title: string };
  /** for devices that are not known, or for a known one of his */
  readonly device: 'unknown' | 'known';
  /** null: until an administrator lets in again */
  readonly until: string | null;
  readonly lastAt: string;
}

export interface BannedAddress {
  readonly address: string;
  readonly failures: number;
  readonly until: string;
}

export interface GuessingDesk {
  /** everything here needs admin.signin */
  policy(): Promise<GuessingPolicy>;
  setPolicy(next: GuessingPolicy): Promise<GuessingPolicy>;
  blocked(): Promise<{ people: BlockedPerson[]; addresses: BannedAddress[] }>;
  release(person: string): Promise<void>;
  lift(address: string): Promise<void>;
  nameOf(person: string): Promise<string>;
  /** only the product itself: a name was blocked until an administrator lets it in */
  tellBlocked(person: string): Promise<void>;
}

interface AttemptRow {
  readonly name_hash: Buffer;
  readonly device_hash: Buffer;
  readonly not_before: Date | string;
  readonly locked_at: Date | null;
  readonly last_at: Date;
}

function assertAdmin(unit: Unit): void {
  unit.refuseUnless(may(unit.me, 'admin.signin'), 'admin.signin');
}

async function personOf(unit: Unit, id: string): Promise<{ name: string; email: string }> {
  const { rows } = isId(id)
    ? await unit.query<{ name: string; email: string | null }>('select name, email from data."user" where id = $1', [
        id,
      ])
    : { rows: [] };
  const email = rows[0]?.email;
  if (rows[0] === undefined || email === null || email === undefined) throw new Problem('not-found');
  return { name: rows[0].name, email };
}

const hashOf = (unit: Unit, email: string): Buffer => nameHash(unit.vault.keys, foldName(email));

/** Names that are nobody's are blocked like others, and stand in no list. */
async function blockedPeople(unit: Unit): Promise<BlockedPerson[]> {
  const { rows } = await unit.query<AttemptRow>(
    `select name_hash, device_hash, not_before, locked_at, last_at from core.attempt
     where locked_at is not null or (not_before > $1 and not_before <> 'infinity') order by last_at desc limit 2000`,
    [unit.at],
  );
  if (rows.length === 0) return [];
  const people = await unit.query<{ id: string; name: string; email: string }>(
    `select id, name, email from data."user" where email is not null and archived_at is null and status in ('active', 'invited')`,
  );
  const byHash = new Map(people.rows.map((p) => [hashOf(unit, p.email).toString('hex'), p]));
  return rows.flatMap((row): BlockedPerson[] => {
    const person = byHash.get(row.name_hash.toString('hex'));
    // A wait of some seconds is no block.
    const until = new Date(row.not_before);
    if (person === undefined || (row.locked_at === null && until.getTime() - row.last_at.getTime() < 60_000)) return [];
    return [
      {
        person: { id: person.id, title: person.name },
        device: row.device_hash.length === 0 ? 'unknown' : 'known',
        until: row.locked_at === null ? until.toISOString() : null,
        lastAt: row.last_at.toISOString(),
      },
    ];
  });
}

async function bannedAddresses(unit: Unit): Promise<BannedAddress[]> {
  const { rows } = await unit.query<{ bucket: string; failures: number; banned_until: Date }>(
    'select bucket, failures, banned_until from core.address_failure where banned_until > $1 order by last_at desc limit 500',
    [unit.at],
  );
  return rows.map((r) => ({ address: r.bucket, failures: r.failures, until: r.banned_until.toISOString() }));
}

async function release(unit: Unit, id: string): Promise<void> {
  assertAdmin(unit);
  unit.assertWrites();
  const { email } = await personOf(unit, id);
  await forgetAttempts(unit, hashOf(unit, email));
  unit.ledger.add({
    verb: 'let in again',
    outcome: 'done',
    permission: 'admin.signin',
    entity: 'user',
    record: id,
    values: {},
  });
}

async function lift(unit: Unit, address: string): Promise<void> {
  assertAdmin(unit);
  unit.assertWrites();
  const { rowCount } = await unit.query('delete from core.address_failure where bucket = $1', [address]);
  if (rowCount === 0) throw new Problem('not-found');
  unit.ledger.add({ verb: 'address let in again', outcome: 'done', permission: 'admin.signin', values: { address } });
}

async function tellBlocked(unit: Unit, id: string): Promise<void> {
  unit.refuseUnless(unit.me.kind === 'system', 'system');
  const { name } = await personOf(unit, id);
  const told = await makeNoticeDesk(unit).tell('admin.signin', `blocked ${id}`, {
    kind: 'blocked',
    person: { id, name },
  });
  unit.ledger.add({
    verb: 'blocked after wrong passwords',
    outcome: 'done',
    entity: 'user',
    record: id,
    values: { told },
  });
}

export function makeGuessingDesk(unit: Unit): GuessingDesk {
  return {
    policy: async () => {
      assertAdmin(unit);
      return readGuessingPolicy(unit);
    },
    setPolicy: (next) => setSetting(unit, guessingSetting, next),
    blocked: async () => {
      assertAdmin(unit);
      return { people: await blockedPeople(unit), addresses: await bannedAddresses(unit) };
    },
    release: (person) => release(unit, person),
    lift: (address) => lift(unit, address),
    nameOf: async (person) => (await personOf(unit, person)).name,
    tellBlocked: (person) => tellBlocked(unit, person),
  };
}
