// The generated records, by number: what an import or a form would send. Nothing here is chance; a number is always the same record.
import { Seeded } from './random.ts';
import { cities, familyName, firmName, givenNames, industries, jobTitles, phone, plain, streets } from './words.ts';

type Values = Record<string, unknown>;

/** How many of each make up a size. */
export interface Amounts {
  readonly contacts: number;
  readonly companies: number;
  readonly deals: number;
  readonly users: number;
  readonly teams: number;
}

/** A tenth of a company and half a deal for a contact, as in a real CRM of that size; people do not grow with the records. */
export function amountsOf(contacts: number): Amounts {
  const small = contacts < 10_000;
  return {
    contacts,
    companies: Math.max(1, Math.floor(contacts / 5)),
    deals: Math.floor(contacts / 2),
    users: small ? 24 : 500,
    teams: small ? 4 : 40,
  };
}

/** A number under which a record is found again: c00000012. */
export function externalId(letter: string, n: number): string {
  return letter + String(n).padStart(8, '0');
}

const day = (r: Seeded, from: number, years: number): string =>
  new Date(Date.UTC(from, 0, 1) + r.below(years * 365) * 86_400_000).toISOString().slice(0, 10);

function address(r: Seeded): Values {
  const [city, postalCode, country] = r.pick(cities);
  return { street: `${r.pick(streets)} ${r.below(200) + 1}`, postalCode, city, country };
}

export function domainOf(n: number): string {
  const r = new Seeded('company', n);
  return `${plain(firmName(r)).slice(0, 40)}-${n}.example`;
}

/** Whose a record is. Owners are spread evenly, so that everybody has some of everything. */
export function ownerOf(kind: string, n: number, users: readonly string[]): string {
  return users[new Seeded(`${kind} owner`, n).below(users.length)]!;
}

/** Where a record belongs: most in one territory, some in two. A stream of its own, so that nothing else about a record depends on it. */
function territoriesOf(kind: string, n: number, territories: readonly string[]): Values {
  const r = new Seeded(`${kind} territory`, n);
  if (territories.length === 0 || !r.chance(0.6)) return {};
  const ids = [r.pick(territories), ...(r.chance(0.08) ? [r.pick(territories)] : [])];
  return { territories: [...new Set(ids)].map((id) => ({ entity: 'territory', id, role: null })) };
}

export function companyValues(
  n: number,
  users: readonly string[],
  parents: readonly string[],
  territories: readonly string[] = [],
): Values {
  const r = new Seeded('company', n);
  const name = firmName(r);
  const domain = domainOf(n);
  const revenue = r.below(90_000) + 100;
  return {
    name,
    domain,
    website: `https://www.${domain}`,
    industry: r.pick(industries),
    status: r.pick(['prospect', 'prospect', 'customer', 'customer', 'partner', 'former']),
    ...(parents.length > 0 && r.chance(0.05) ? { parent: r.pick(parents) } : {}),
    phones: [{ value: phone(r), label: 'office' }],
    emails: [{ value: `info@${domain}`, label: null }],
    address: address(r),
    employees: r.below(5000) + 1,
    annualRevenue: { amount: `${revenue}000`, currency: r.pick(['EUR', 'EUR', 'USD']) },
    founded: 1900 + r.below(124),
    ...(r.chance(0.5) ? { customerSince: day(r, 2010, 15) } : {}),
    ...(r.chance(0.2) ? { taxNumber: `DE${String(n).padStart(9, '0')}` } : {}),
    externalId: externalId('f', n),
    ...territoriesOf('company', n, territories),
    owner: ownerOf('company', n, users),
  };
}

/** `companies`: ids by number. */
export function contactValues(
  n: number,
  users: readonly string[],
  companies: readonly string[],
  territories: readonly string[] = [],
): Values {
  const r = new Seeded('contact', n);
  const givenName = r.pick(givenNames);
  const family = familyName(r);
  const firm = r.below(companies.length);
  const links = [{ entity: 'company', id: companies[firm], role: r.chance(0.5) ? 'Employee' : null }];
  if (r.chance(0.1)) {
    const other = companies[r.below(companies.length)];
    if (other !== companies[firm]) links.push({ entity: 'company', id: other, role: 'Board' });
  }
  const emails = [{ value: `${plain(givenName)}.${plain(family)}.${n}@${domainOf(firm)}`, label: 'work' }];
  if (r.chance(0.2)) emails.push({ value: `${plain(family)}${n}@mail.example`, label: 'home' });
  const phones = [{ value: phone(r), label: 'mobile' }];
  if (r.chance(0.3)) phones.push({ value: phone(r), label: 'work' });
  return {
    givenName,
    familyName: family,
    jobTitle: r.pick(jobTitles),
    companies: links,
    emails,
    phones,
    stage: r.pick(['lead', 'lead', 'qualified', 'customer', 'customer', 'dormant']),
    ...(r.chance(0.3) ? { birthday: day(r, 1950, 55) } : {}),
    ...(r.chance(0.5) ? { address: address(r) } : {}),
    ...(r.chance(0.2)
      ? { notes: `Met at the fair in ${r.pick(cities)[0]}. Wants an offer for ${r.below(40) + 2} seats.` }
      : {}),
    externalId: externalId('c', n),
    ...territoriesOf('contact', n, territories),
    owner: ownerOf('contact', n, users),
  };
}

/** `stages`: ids in their order, the last two won and lost. */
export function dealValues(
  n: number,
  users: readonly string[],
  companies: readonly string[],
  contacts: readonly string[],
  stages: readonly string[],
  territories: readonly string[] = [],
): Values {
  const r = new Seeded('deal', n);
  const stage = r.below(stages.length);
  const closed = stage >= stages.length - 2;
  const opened = day(r, 2023, 3);
  return {
    name: `${r.pick(['New licence', 'Renewal', 'Pilot', 'Extension', 'Maintenance', 'Rollout'])} ${familyName(r)} ${n}`,
    company: r.pick(companies),
    contact: r.pick(contacts),
    stage: stages[stage],
    amount: { amount: `${r.below(200_000) + 100}.${r.digits(2)}`, currency: r.pick(['EUR', 'EUR', 'EUR', 'USD']) },
    ...(r.chance(0.1) ? { probability: r.below(100) } : {}),
    expectedClose: day(r, 2025, 3),
    openedOn: opened,
    ...(closed ? { closedOn: day(r, 2025, 1) } : {}),
    ...(stage === stages.length - 1 ? { lostReason: r.pick(['Price', 'Timing', 'Competitor', 'No answer']) } : {}),
    product: r.pick(['Basic', 'Plus', 'Pro', 'Support', 'Training']),
    externalId: externalId('d', n),
    ...territoriesOf('deal', n, territories),
    owner: ownerOf('deal', n, users),
  };
}
