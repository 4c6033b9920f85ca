// Signs: the company's, which everybody sees under its address, and a person's own, which only browsers that are known for the person get to see.
import type { Sign } from '../../contract/sign.ts';
import { seal, unseal } from '../crypto/seal.ts';
import { type Setting, keepSignIn, setSetting } from '../settings/setting.ts';
import type { Unit } from '../unit.ts';
import { tokenHash } from './tokens.ts';

export interface SignDesk {
  /** of the company; null: it has chosen none */
  company(): Promise<Sign | null>;
  /** needs admin.signin; null: none any more */
  setCompany(sign: Sign | null): Promise<void>;
  own(): Promise<Sign | null>;
  setOwn(sign: Sign | null): Promise<void>;
  /** the own signs of everybody this browser is known for: it shows them before anybody has said who he is, and names nobody */
  ofBrowser(deviceToken: string | null): Promise<Sign[]>;
}

/** A browser several people use shows the signs of so many, those who came last first. */
const shownMost = 4;

const place = (unit: Unit, user: string): string => `${unit.vault.id}/core.own_sign/${user}`;

async function companySign(unit: Unit): Promise<Sign | null> {
  const { rows } = await unit.query<{ sign: Sign | null }>('select sign from core.sign_in_policy');
  return rows[0]?.sign ?? null;
}

export const signSetting: Setting<{ readonly sign: Sign | null }> = {
  verb: 'sign set',
  title: 'Sign of the company',
  right: 'admin.signin',
  security: 'signin',
  labels: { sign: 'Sign' },
  read: async (unit) => ({ sign: await companySign(unit) }),
  fit: ({ sign }) => ({ sign: sign === null ? null : { ...sign, words: sign.words.trim() } }),
  keep: (unit, { sign }) => keepSignIn(unit, 'sign', sign),
};

function opened(unit: Unit, row: { readonly user_id: string; readonly sealed: Buffer }): Sign {
  const key = unit.vault.keys.purpose('fields');
  return JSON.parse(unseal(key, row.sealed, place(unit, row.user_id)).toString('utf8')) as Sign;
}

async function own(unit: Unit): Promise<Sign | null> {
  const { rows } = await unit.query<{ user_id: string; sealed: Buffer }>(
    'select user_id, sealed from core.own_sign where user_id = $1',
    [unit.me.id],
  );
  return rows[0] === undefined ? null : opened(unit, rows[0]);
}

async function setOwn(unit: Unit, sign: Sign | null): Promise<void> {
  unit.assertWrites();
  const { id } = unit.me;
  if (sign === null) await unit.query('delete from core.own_sign where user_id = $1', [id]);
  else {
    const text = Buffer.from(JSON.stringify({ ...sign, words: sign.words.trim() }));
    const sealed = seal(unit.vault.keys.purpose('fields'), text, place(unit, id));
    await unit.query(
      `insert into core.own_sign (user_id, sealed, set_at) values ($1, $2, $3)
       on conflict (user_id) do update set sealed = excluded.sealed, set_at = excluded.set_at`,
      [id, sealed, unit.at],
    );
  }
  // Which one stands nowhere else: a sign others can read tells nothing any more.
  unit.ledger.add({
    verb: sign === null ? 'own sign removed' : 'own sign set',
    outcome: 'done',
    entity: 'user',
    record: id,
    values: {},
  });
}

async function ofBrowser(unit: Unit, deviceToken: string | null): Promise<Sign[]> {
  const hash = tokenHash(deviceToken);
  if (hash === undefined) return [];
  const { rows } = await unit.query<{ user_id: string; sealed: Buffer }>(
    `select s.user_id, s.sealed from core.device d join core.own_sign s on s.user_id = d.user_id
     join data."user" u on u.id = d.user_id and u.status = 'active' and u.archived_at is null
     where d.token_hash = $1 and d.expires_at > $2 and d.lost is null order by d.expires_at desc, s.user_id limit ${shownMost}`,
    [hash, unit.at],
  );
  return rows.map((row) => opened(unit, row));
}

export function makeSignDesk(unit: Unit): SignDesk {
  return {
    company: () => companySign(unit),
    setCompany: async (sign) => void (await setSetting(unit, signSetting, { sign })),
    own: () => own(unit),
    setOwn: (sign) => setOwn(unit, sign),
    ofBrowser: (deviceToken) => ofBrowser(unit, deviceToken),
  };
}
