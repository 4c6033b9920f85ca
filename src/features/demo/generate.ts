// Makes the demonstration's data: the same ones for the same seed and day, with the shape of a business that is years old. Pure.
import { doings, firmNames, jobTitles, lands, lostReasons, trades } from './words.ts';
import type { Land } from './words.ts';

export interface DemoRecord {
  /** index of the owner among the demonstration's people */
  readonly owner: number;
  readonly values: Readonly<Record<string, unknown>>;
}

export interface DemoCompany extends DemoRecord {
  /** index of the parent among the companies before it */
  readonly parent: number | undefined;
}

export interface DemoContact extends DemoRecord {
  readonly companies: readonly { readonly company: number; readonly role: string }[];
}

export interface DemoDeal extends DemoRecord {
  readonly company: number;
  readonly contact: number;
  readonly outcome: 'open' | 'won' | 'lost';
  /** 0 to 1: how far along the open stages */
  readonly progress: number;
}

export interface DemoActivity extends DemoRecord {
  readonly about: { readonly company: number; readonly contact: number; readonly deal: number | undefined };
}

export interface DemoData {
  readonly companies: readonly DemoCompany[];
  readonly contacts: readonly DemoContact[];
  readonly deals: readonly DemoDeal[];
  readonly activities: readonly DemoActivity[];
}

export interface DemoSize {
  readonly companies: number;
  readonly contacts: number;
  readonly deals: number;
  readonly activities: number;
  readonly people: number;
}

export const usualSize: DemoSize = { companies: 200, contacts: 1_000, deals: 400, activities: 1_200, people: 6 };

/** Numbers that look random and are the same for the same seed (mulberry32): nothing secret is made of them. */
class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 0 <= x < 1 */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let x = this.#state;
    x = Math.imul(x ^ (x >>> 15), x | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 4_294_967_296;
  }

  below(n: number): number {
    return Math.floor(this.next() * n);
  }

  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  one<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }
}

const dayMs = 24 * 60 * 60 * 1000;

export function generateDemo(today: Date, size: DemoSize = usualSize, seed = 20_261_125): DemoData {
  const dice = new Dice(seed);
  const made = Array.from({ length: size.companies }, (_, index) => makeCompany(dice, index, size));
  const companies = made.map(({ company }) => company);
  const contacts = Array.from({ length: size.contacts }, (_, index) => makeContact(dice, index, made));
  const byCompany = Map.groupBy(contacts.keys(), (index) => contacts[index]!.companies[0]!.company);
  const deals = Array.from({ length: size.deals }, (_, index) => makeDeal(dice, index, { made, byCompany, today }));
  const activities = Array.from({ length: size.activities }, (_, index) =>
    makeActivity(dice, index, { contacts, deals, today }),
  );
  return { companies, contacts, deals, activities };
}

interface Made {
  readonly company: DemoCompany;
  readonly land: Land;
  readonly trade: (typeof trades)[number];
  readonly domain: string;
}

function makeCompany(dice: Dice, index: number, size: DemoSize): Made {
  // Every pair of first word and trade once, so that no two firms have one name.
  const first = firmNames[index % firmNames.length]!;
  const trade = trades[(index + Math.floor(index / firmNames.length)) % trades.length]!;
  const land = dice.one(lands);
  const [postalCode, city] = dice.one(land.cities);
  const domain = `${first}-${trade.name}.example`.toLowerCase();
  const employees = Math.round(5 * 10 ** (dice.next() * 2.6));
  const isCustomer = dice.chance(0.45);
  return {
    land,
    trade,
    domain,
    company: {
      owner: dice.below(size.people),
      parent: index > 20 && dice.chance(0.12) ? dice.below(20) : undefined,
      values: {
        name: `${first} ${trade.name} ${land.legalForm}`,
        domain,
        website: `https://www.${domain}/`,
        industry: trade.industry,
        status: isCustomer ? 'customer' : dice.one(['prospect', 'prospect', 'prospect', 'partner', 'former']),
        emails: [{ value: `info@${domain}`, label: 'work' }],
        ...(land.phone === undefined ? {} : { phones: [{ value: digits(dice, land.phone), label: 'work' }] }),
        address: {
          street: `${dice.one(land.streets)} ${dice.between(1, 98)}`,
          postalCode,
          city,
          country: land.country,
        },
        employees: String(employees),
        annualRevenue: { amount: `${employees * dice.between(90, 260) * 1000}.00`, currency: land.currency },
        founded: String(dice.between(1921, 2021)),
        ...(isCustomer ? { customerSince: `${dice.between(2015, 2025)}-${two(dice.between(1, 12))}-01` } : {}),
        externalId: `demo-company-${index + 1}`,
      },
    },
  };
}

function makeContact(dice: Dice, index: number, made: readonly Made[]): DemoContact {
  // Everybody has a firm; the first firms have more people than the last.
  const company = index < made.length ? index : Math.floor(dice.next() ** 1.6 * made.length);
  const { land, domain, company: firm } = made[company]!;
  const given = dice.one(land.given);
  const family = dice.one(land.family);
  const jobTitle = dice.one(jobTitles);
  const second = dice.chance(0.06) ? dice.below(made.length) : company;
  const mailbox = `${plain(given)}.${plain(family)}`;
  return {
    owner: firm.owner,
    companies: [
      { company, role: jobTitle },
      ...(second === company ? [] : [{ company: second, role: 'Board member' }]),
    ],
    values: {
      givenName: given,
      familyName: family,
      jobTitle,
      emails: [
        { value: `${mailbox}.${index + 1}@${domain}`, label: 'work' },
        ...(dice.chance(0.2) ? [{ value: `${mailbox}.${index + 1}@post.example`, label: 'home' }] : []),
      ],
      ...(land.phone === undefined
        ? {}
        : { phones: [{ value: digits(dice, land.phone), label: dice.one(['work', 'mobile']) }] }),
      stage:
        firm.values['status'] === 'customer'
          ? dice.one(['customer', 'customer', 'dormant'])
          : dice.one(['lead', 'lead', 'qualified']),
      externalId: `demo-contact-${index + 1}`,
    },
  };
}

interface DealWorld {
  readonly made: readonly Made[];
  readonly byCompany: ReadonlyMap<number, readonly number[]>;
  readonly today: Date;
}

function makeDeal(dice: Dice, index: number, { made, byCompany, today }: DealWorld): DemoDeal {
  const company = dice.below(made.length);
  const { land, trade, company: firm } = made[company]!;
  const product = dice.one(trade.products);
  const outcome = dice.chance(0.42) ? 'open' : dice.chance(0.58) ? 'won' : 'lost';
  const opened = dice.between(outcome === 'open' ? 2 : 40, outcome === 'open' ? 150 : 900);
  const amount = Math.round((800 * 10 ** (dice.next() * 2.2)) / 50) * 50;
  const closed = Math.max(1, opened - dice.between(10, 120));
  const expected = outcome === 'open' ? -dice.between(-15, 110) : closed;
  return {
    owner: dice.chance(0.85) ? firm.owner : dice.below(usualSize.people),
    company,
    contact: dice.one(byCompany.get(company)!),
    outcome,
    progress: dice.next(),
    values: {
      name: `${capital(product)} for ${String(firm.values['name']).split(' ')[0]}`,
      product: capital(product),
      amount: { amount: `${amount}.00`, currency: land.currency },
      openedOn: dateAgo(today, opened),
      expectedClose: dateAgo(today, expected),
      ...(outcome === 'open' ? {} : { closedOn: dateAgo(today, closed) }),
      ...(outcome === 'lost' ? { lostReason: dice.one(lostReasons) } : {}),
      externalId: `demo-deal-${index + 1}`,
    },
  };
}

interface ActivityWorld {
  readonly contacts: readonly DemoContact[];
  readonly deals: readonly DemoDeal[];
  readonly today: Date;
}

function makeActivity(dice: Dice, index: number, { contacts, deals, today }: ActivityWorld): DemoActivity {
  const deal = dice.chance(0.6) ? dice.below(deals.length) : undefined;
  const contact = deal === undefined ? dice.below(contacts.length) : deals[deal]!.contact;
  const company = deal === undefined ? contacts[contact]!.companies[0]!.company : deals[deal]!.company;
  const type = dice.one(['call', 'call', 'meeting', 'task', 'task', 'note'] as const);
  // Four in five lie behind us; of those a few were forgotten.
  const days = dice.chance(0.8) ? -dice.between(0, 200) : dice.between(0, 30);
  const due = new Date(startOfDay(today) + days * dayMs + dice.between(7, 16) * 60 * 60 * 1000);
  return {
    owner: (deal === undefined ? contacts[contact]! : deals[deal]!).owner,
    about: { company, contact, deal },
    values: {
      type,
      subject: dice.one(doings[type]),
      due: due.toISOString(),
      done: type !== 'note' && days < 0 && dice.chance(0.95),
      priority: dice.one(['low', 'normal', 'normal', 'normal', 'high']),
      externalId: `demo-activity-${index + 1}`,
    },
  };
}

function startOfDay(at: Date): number {
  return Math.floor(at.getTime() / dayMs) * dayMs;
}

function dateAgo(today: Date, days: number): string {
  return new Date(startOfDay(today) - days * dayMs).toISOString().slice(0, 10);
}

function digits(dice: Dice, pattern: string): string {
  return pattern.replace(/#/g, () => String(dice.below(10)));
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** As people write their names in an address: no accents, no apostrophes, no spaces. */
function plain(name: string): string {
  const letters: Record<string, string> = { ø: 'o', æ: 'ae', ß: 'ss', œ: 'oe', ł: 'l' };
  const bare = name.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '');
  return bare.replace(/[øæßœł]/g, (letter) => letters[letter]!).replace(/[^a-z]/g, '');
}
