// A company's data for questions to lists: companies, people, and an object of its own with a field of every kind, known in memory too.
import type { Entity } from '../../src/contract/entity.ts';
import type { Vault } from '../../src/core/vault.ts';
import { entities } from '../../src/features/entities.ts';
import { newTenant } from '../harness/cluster.ts';
import { type TestUser, addTeam, addUser, look, work } from '../harness/engine.ts';
import type { Spec, Thing, World } from './naive.ts';
import type { Pools } from './questions.ts';

export const today = '2026-11-25';

/** Small numbers that can be repeated: the same world in every run. */
export function dice(seed: number): (sides: number) => number {
  let state = seed % 2147483647 || 1;
  return (sides) => (state = (state * 48271) % 2147483647) % sides;
}

const texts = [
  ...['alpha', 'Alpha', 'älpha', 'Ärger', 'beta', 'Beta 2', 'beta-2', '10', '9', '%', '50%', 'a_b', '\\', 'a\\b'],
  ...[
    'Жук',
    'жук',
    'Жуковский',
    '東京',
    '東京都',
    '🂡 card',
    '"quoted"',
    "o'neil",
    'Oneil',
    'null',
    'straße',
    'strasse',
  ],
  ...['København', 'kobenhavn', 'ø', 'zz', 'Z', 'select 1', '[]', '{"a":1}', 'true', '-1', 'naïve'.replace('ï', 'i')],
];
const mails = [
  'a@example.com',
  'ab@example.com',
  'b@other.example',
  'zoë@example.com'.replace('ë', 'e'),
  'x_y@example.com',
];
const dates = [
  '0999-12-31',
  '1721-04-19',
  '2024-02-29',
  '2025-11-25',
  '2026-10-31',
  '2026-11-01',
  '2026-11-19',
  '2026-11-23',
  '2026-11-24',
  today,
  '2026-11-26',
  '2026-12-01',
  '2026-12-31',
  '2027-01-01',
  '9999-12-31',
];
const instants = [
  '1969-12-31T23:59:59.999Z',
  '2026-11-24T21:59:59.999Z',
  '2026-11-24T22:00:00.000Z',
  '2026-11-25T00:00:00.000Z',
  '2026-11-25T11:30:00.123Z',
  '2026-11-25T23:59:59.999Z',
  '2026-11-26T00:00:00.000Z',
  '2027-01-01T00:00:00.000Z',
];
const numbers = ['-99999999999', '-1.5', '-1', '0', '0.0001', '0.3', '1', '1.5', '2', '9', '10', '1234567.89'];

const kinds = {
  label: ['text', { kind: 'text' }],
  story: ['longText', { kind: 'text', unsorted: true }],
  site: ['url', { kind: 'text' }],
  mail: ['email', { kind: 'text' }],
  phone: ['phone', { kind: 'text' }],
  mails: ['emails', { kind: 'labelled' }],
  phones: ['phones', { kind: 'labelled' }],
  place: ['address', { kind: 'address' }],
  size: ['number', { kind: 'number' }],
  share: ['percent', { kind: 'number' }],
  price: ['money', { kind: 'money' }],
  day: ['date', { kind: 'date' }],
  moment: ['dateTime', { kind: 'dateTime' }],
  flag: ['checkbox', { kind: 'checkbox' }],
  one: ['select', { kind: 'select' }],
  many: ['multiSelect', { kind: 'options' }],
  firm: ['ref', { kind: 'ref', to: 'company' }],
  firms: ['links', { kind: 'links', to: 'company' }],
} as const;

export interface Lists {
  readonly vault: Vault;
  readonly reader: TestUser;
  readonly writer: TestUser;
  /** the object with a field of every kind */
  readonly own: Entity;
  readonly world: World;
  readonly pools: Pools;
  readonly things: Map<string, Thing>;
  /** random values of the object, in the form in which they are sent and in that of the naive list */
  values(roll: (sides: number) => number): Sent;
}

export interface Sent {
  readonly sent: Record<string, unknown>;
  readonly kept: Record<string, unknown>;
}

const ofThing: Readonly<Record<string, Spec>> = { owner: { kind: 'ref', to: 'user' } };

export async function makeLists(size: number): Promise<Lists> {
  const vault = await newTenant('lists');
  const teams = [await addTeam(vault, 'North'), await addTeam(vault, 'South')];
  const reader = await addUser(vault, 'Rita Reader', 'owner', [teams[0]!]);
  const writer = await addUser(vault, 'Wim Writer', 'owner', [teams[1]!]);
  const people = [
    reader,
    writer,
    await addUser(vault, 'Älva Mate', 'sales', [teams[0]!]),
    await addUser(vault, 'zed', 'sales'),
  ];
  const names = ['Rita Reader', 'Wim Writer', 'Älva Mate', 'zed'];
  const users = new Map(people.map((p, i) => [p.id, { id: p.id, title: names[i]!, values: { name: names[i] } }]));
  const roll = dice(20261125);
  const companies = await makeCompanies(vault, writer, roll);
  const fields: Record<string, Spec> = { ...ofThing };
  const made = await work(vault, writer, (tx) => tx.shape.addObject({ label: 'Thing', labelPlural: 'Things' }));
  const own = made.name;
  for (const [label, [kind, spec]] of Object.entries(kinds)) {
    const isList = kind === 'select' || kind === 'multiSelect';
    const options = isList ? [{ label: 'Zeta' }, { label: 'Eta' }, { label: 'Alpha' }] : undefined;
    const to = 'to' in spec ? ['company'] : undefined;
    const field = await work(vault, writer, (tx) => tx.shape.addField(own, kind, { label, options, to }));
    const keys = field.field.options?.map((o) => o.key);
    fields[field.name] = { ...spec, ...(keys === undefined ? {} : { options: keys }) };
  }
  const e = await look(vault, reader, async (tx) => tx.catalog.find(own));
  const byLabel = Object.fromEntries(Object.entries(e.fields).map(([name, f]) => [f.label, name]));
  const nameOf = (label: string): string => byLabel[label]!;
  const companyIds = [...companies.keys()];
  const values = (throwDice: (sides: number) => number): Sent =>
    randomValues(throwDice, nameOf, fields, { company: companyIds, user: people.map((p) => p.id) });
  const things = new Map<string, Thing>();
  for (let at = 0; at < size; at += 50) {
    const batch = Array.from({ length: Math.min(50, size - at) }, () => values(roll));
    const results = await work(vault, writer, (tx) =>
      tx.records.writeMany(
        e,
        batch.map((b) => ({ values: b.sent })),
      ),
    );
    results.forEach((r, i) => {
      if (!r.ok) throw new Error(JSON.stringify(r));
      things.set(r.id, { id: r.id, title: String(batch[i]!.kept['name']), values: batch[i]!.kept });
    });
  }
  const specs = {
    [own]: fields,
    company: {
      name: { kind: 'text' },
      industry: { kind: 'text' },
      employees: { kind: 'number' },
      parent: { kind: 'ref', to: 'company' },
    },
    user: { name: { kind: 'text' } },
  } satisfies World['specs'];
  const nobody = '00000000-0000-7000-8000-00000000dead';
  return {
    vault,
    reader,
    writer,
    own: e,
    world: {
      specs,
      records: { [own]: things, company: companies, user: users },
      me: { id: reader.id, teammates: [reader.id, people[2]!.id] },
      today,
    },
    pools: {
      texts,
      numbers,
      dates,
      instants,
      mails,
      ids: { company: [...companyIds, nobody], user: [...users.keys(), nobody] },
    },
    things,
    values,
  };
}

async function makeCompanies(vault: Vault, writer: TestUser, roll: (n: number) => number): Promise<Map<string, Thing>> {
  const out = new Map<string, Thing>();
  for (const name of [
    'Alpha Oy',
    'alpha oy',
    'Ärger GmbH',
    'Beta',
    'Жук',
    '東京',
    '10 Downing',
    '9 to 5',
    'Zz',
    'Østers',
  ]) {
    const parents = [...out.keys()];
    const values = {
      name,
      industry: roll(4) === 0 ? null : texts[roll(6)],
      employees: roll(4) === 0 ? null : String(roll(12)),
      parent: parents.length === 0 || roll(3) === 0 ? null : parents[roll(parents.length)],
    };
    const { id } = await work(vault, writer, (tx) => tx.records.create(entities.company, values as never));
    out.set(id, { id, title: name, values });
  }
  return out;
}

function randomValues(
  roll: (sides: number) => number,
  nameOf: (label: string) => string,
  fields: Readonly<Record<string, Spec>>,
  ids: Readonly<Record<'company' | 'user', readonly string[]>>,
): Sent {
  const of = <T>(list: readonly T[]): T => list[roll(list.length)]!;
  const some = <T>(list: readonly T[]): T[] => [...new Set([of(list), of(list)])];
  const sent: Record<string, unknown> = { name: of(texts), owner: roll(5) === 0 ? null : of(ids.user) };
  const kept: Record<string, unknown> = { ...sent };
  const put = (label: string, value: unknown, plain: unknown = value): void => {
    const empty = roll(4) === 0;
    sent[nameOf(label)] = empty ? null : value;
    kept[nameOf(label)] = empty ? null : plain;
  };
  put('label', of(texts));
  put('story', `${of(texts)}\n${of(texts)}`);
  put('site', `https://example.com/${roll(5)}`);
  put('mail', of(mails));
  put('phone', `+35840123450${roll(4)}`);
  put(
    'mails',
    some(mails).map((value) => ({ value, label: of(['work', null]) })),
  );
  put(
    'phones',
    some(['+358401234500', '+358401234501', '040 999']).map((value) => ({ value, label: null })),
  );
  put('place', { street: of(texts), postalCode: null, city: of(texts), region: null, country: of(['FI', 'DE']) });
  put('size', of(numbers));
  put('share', of(numbers));
  put('price', { amount: of(numbers), currency: of(['EUR', 'JPY']) });
  put('day', of(dates));
  put('moment', of(instants));
  put('flag', roll(2) === 0);
  put('one', of(fields[nameOf('one')]!.options!));
  put('many', some(fields[nameOf('many')]!.options!));
  put('firm', of(ids.company));
  const firms = some(ids.company);
  put(
    'firms',
    firms.map((id) => ({ entity: 'company', id })),
    firms,
  );
  return { sent, kept };
}
