// One lifelike record of each object, as it is sent and as it is stored. An object without a sample fails every generated test.
import type { Entity } from '../../src/contract/entity.ts';
import type { EntityName } from '../../src/contract/names.ts';
import { newId } from '../../src/core/ids.ts';
import type { PgConnection } from '../../src/core/pg.ts';
import { writeColumns } from '../../src/core/records/codec.ts';
import { tableName } from '../../src/core/schema/ddl.ts';
import type { Vault } from '../../src/core/vault.ts';
import { entities } from '../../src/features/entities.ts';

/** Ids every tenant is born with. */
export const born = {
  pipeline: '00000000-0000-7000-8000-000000000201',
  stage: '00000000-0000-7000-8000-000000000301',
} as const;

export interface Sample {
  /** values of a new record; `tag` makes texts unique and can be looked for */
  readonly values: (tag: string) => Readonly<Record<string, unknown>>;
  /** a change anybody who may edit the record can make */
  readonly patch: (tag: string) => Readonly<Record<string, unknown>>;
  /** fields in which `values` name records that have to be there first, each a new one: see `plantNeeds` */
  readonly needs?: Readonly<Record<string, EntityName>>;
  /** for fields in which not any text fits: two values, the first with marks that stand nowhere else */
  readonly canaries?: Readonly<Record<string, { value: unknown; changed: unknown; marks: readonly string[] }>>;
}

let days = 0;

/** A day no sample has had before. */
function newDay(): string {
  days += 1;
  return new Date(Date.UTC(1950, 0, days)).toISOString().slice(0, 10);
}

export const samples: Readonly<Record<string, Sample>> = {
  company: {
    values: (tag) => ({
      name: `Company ${tag}`,
      domain: `${tag.toLowerCase()}.example`,
      website: `https://${tag.toLowerCase()}.example`,
      industry: `Industry ${tag}`,
      status: 'customer',
      phones: [{ value: '+358401234567', label: `phone ${tag}` }],
      emails: [{ value: `info@${tag.toLowerCase()}.example`, label: null }],
      address: { street: `Street ${tag}`, postalCode: '00100', city: 'Helsinki', region: null, country: 'FI' },
      employees: '250',
      annualRevenue: { amount: '1234567.5', currency: 'EUR' },
      founded: '1984',
      customerSince: '2019-05-31',
      taxNumber: `FI-${tag}`,
      notes: `Notes ${tag}`,
      externalId: `ext-${tag}`,
    }),
    patch: (tag) => ({ notes: `Changed ${tag}` }),
  },
  contact: {
    values: (tag) => ({
      givenName: `Given${tag}`,
      familyName: `Family${tag}`,
      jobTitle: `Job ${tag}`,
      emails: [{ value: `${tag.toLowerCase()}@contact.example`, label: 'work' }],
      phones: [{ value: '+33628000000', label: 'mobile' }],
      stage: 'lead',
      birthday: '1971-02-28',
      address: { street: `Home ${tag}`, postalCode: null, city: 'Lyon', region: null, country: 'FR' },
      website: `https://${tag.toLowerCase()}.contact.example`,
      notes: `Notes ${tag}`,
      externalId: `ext-${tag}`,
    }),
    patch: (tag) => ({ jobTitle: `Changed ${tag}` }),
  },
  deal: {
    values: (tag) => ({
      name: `Deal ${tag}`,
      pipeline: born.pipeline,
      stage: born.stage,
      amount: { amount: '4999.99', currency: 'USD' },
      probability: '35',
      expectedClose: '2027-01-31',
      openedOn: '2026-10-01',
      product: `Product ${tag}`,
      notes: `Notes ${tag}`,
      externalId: `ext-${tag}`,
    }),
    patch: (tag) => ({ product: `Changed ${tag}` }),
  },
  dealLine: {
    values: (tag) => ({
      deal: newId(),
      position: '3',
      product: newId(),
      description: `Line ${tag}`,
      quantity: '4',
      price: { amount: '19.99', currency: 'EUR' },
      discount: '5',
      externalId: `ext-${tag}`,
    }),
    patch: (tag) => ({ description: `Changed ${tag}` }),
    needs: { deal: 'deal', product: 'product' },
  },
  product: {
    values: (tag) => ({
      name: `Product ${tag}`,
      code: `P-${tag}`,
      price: { amount: '24.5', currency: 'EUR' },
      unit: 'piece',
      active: true,
      description: `Description ${tag}`,
      externalId: `ext-${tag}`,
    }),
    patch: (tag) => ({ description: `Changed ${tag}` }),
  },
  priceList: {
    values: (tag) => ({
      name: `Price list ${tag}`,
      currency: 'CHF',
      validFrom: '2026-01-01',
      validTo: '2027-12-31',
      isDefault: false,
    }),
    patch: (tag) => ({ name: `Changed ${tag}` }),
    canaries: { currency: { value: 'XPF', changed: 'XAF', marks: ['XPF'] } },
  },
  price: {
    values: () => ({ priceList: newId(), product: newId(), amount: { amount: '20.9', currency: 'CHF' } }),
    patch: (tag) => ({ amount: { amount: String(tag.length), currency: 'CHF' } }),
    needs: { priceList: 'priceList', product: 'product' },
  },
  exchangeRate: {
    values: () => ({ currency: 'SEK', date: newDay(), rate: '0.0875' }),
    patch: (tag) => ({ rate: `0.${tag.length}` }),
    canaries: { currency: { value: 'XPF', changed: 'XAF', marks: ['XPF'] } },
  },
  tag: {
    values: (tag) => ({ name: `Tag ${tag}`, tone: 'info' }),
    patch: (tag) => ({ name: `Changed ${tag}` }),
  },
  activity: {
    values: (tag) => ({
      type: 'call',
      subject: `Subject ${tag}`,
      body: `Body ${tag}`,
      due: '2026-12-01T08:30:00.000Z',
      remindAt: '2026-12-01T08:00:00.000Z',
      done: false,
      priority: 'high',
      externalId: `ext-${tag}`,
    }),
    patch: (tag) => ({ body: `Changed ${tag}` }),
  },
  pipeline: {
    values: (tag) => ({ name: `Pipeline ${tag}`, isDefault: false }),
    patch: (tag) => ({ name: `Changed ${tag}` }),
  },
  stage: {
    values: (tag) => ({
      name: `Stage ${tag}`,
      pipeline: born.pipeline,
      probability: '40',
      outcome: 'open',
      position: '7',
    }),
    patch: (tag) => ({ name: `Changed ${tag}` }),
  },
  user: {
    values: (tag) => ({ name: `User ${tag}`, email: `${tag.toLowerCase()}@user.example`, status: 'placeholder' }),
    patch: (tag) => ({ name: `Changed ${tag}` }),
  },
  team: {
    values: (tag) => ({ name: `Team ${tag}` }),
    patch: (tag) => ({ name: `Changed ${tag}` }),
  },
  territory: {
    values: (tag) => ({ name: `Territory ${tag}` }),
    patch: (tag) => ({ name: `Changed ${tag}` }),
  },
} satisfies Record<EntityName, Sample>;

/** Any object a tenant has added itself. */
const ownSample: Sample = {
  values: (tag) => ({ name: `Thing ${tag}`, externalId: `ext-${tag}` }),
  patch: (tag) => ({ name: `Changed ${tag}` }),
};

export function sampleOf(e: Entity): Sample {
  if (e.own === true) return ownSample;
  const sample = Object.hasOwn(samples, e.name) ? samples[e.name] : undefined;
  if (sample === undefined) throw new Error(`${e.name} has no sample: give it one in test/samples/records.ts`);
  return sample;
}

let wholes = 0;

/** Plants the records that `values` name and that are not there yet, as belonging to `owner`. */
export async function plantNeeds(
  vault: Vault,
  db: PgConnection,
  e: Entity,
  values: Readonly<Record<string, unknown>>,
  owner: string | null = null,
): Promise<void> {
  // Whose a record becomes is named in what is sent to assign it.
  const whose = {
    ...(e.owner === 'owner' ? { owner: 'user' as const } : {}),
    ...(e.name === 'user' ? { teams: 'team' as const } : {}),
  };
  // The other one of a merge.
  const needs = { ...whose, ...sampleOf(e).needs, ...('other' in values ? { other: e.name } : {}) };
  for (const [field, name] of Object.entries(needs)) {
    const given = values[field];
    const ids = Array.isArray(given) ? given.map((link: { id: string }) => link.id) : [given];
    for (const id of ids.filter((x) => typeof x === 'string')) {
      const target: Entity = name === e.name ? e : entities[name];
      const { rows } = await db.query(`select 1 from ${tableName(target)} where id = $1`, [id]);
      wholes += 1;
      if (rows.length === 0) await plant(vault, db, target, sampleOf(target).values(`Needed${wholes}`), { id, owner });
    }
  }
}

/** Puts a record straight into its table, past the engine that is under test. Answers its id. */
export async function plant(
  vault: Vault,
  db: PgConnection,
  e: Entity,
  values: Readonly<Record<string, unknown>>,
  fixed: { readonly id?: string; readonly owner?: string | null } = {},
): Promise<string> {
  const id = fixed.id ?? newId();
  await plantNeeds(vault, db, e, values, fixed.owner ?? null);
  const owner = e.owner === 'owner' ? { owner: fixed.owner ?? null } : {};
  const zero = '00000000-0000-0000-0000-000000000000';
  const head = { id, version: 1, created_at: new Date(), created_by: zero, updated_at: new Date(), updated_by: zero };
  const columns = new Map<string, unknown>([
    ...Object.entries(head),
    ...writeColumns(vault.keys, e, id, { ...values, ...owner }),
  ]);
  const names = [...columns.keys()].map((name) => `"${name}"`);
  const marks = names.map((_, i) => `$${i + 1}`);
  await db.query(`insert into ${tableName(e)} (${names.join(', ')}) values (${marks.join(', ')})`, [
    ...columns.values(),
  ]);
  return id;
}
