// Fills a vault with the demonstration's data through the records like anybody else: one unit of work, all of it or nothing.
import type { Entity } from '../../contract/entity.ts';
import type { RowResult } from '../../core/records/results.ts';
import type { Tx, WriteRow } from '../../core/tx.ts';
import { activity } from '../activities/contract.ts';
import { company } from '../companies/contract.ts';
import { contact } from '../contacts/contract.ts';
import { deal, stage } from '../deals/contract.ts';
import { team, user } from '../members/contract.ts';
import { exchangeRate } from '../rates/contract.ts';
import { generateDemo } from './generate.ts';
import type { DemoData } from './generate.ts';
import { people, rates } from './words.ts';

/** Rows written in one go: few statements, and none of them huge. */
const atOnce = 250;

/** True when it was filled now, false when there were records already. `today` is the day the data look back from. */
export async function fillDemo(tx: Tx, today: Date): Promise<boolean> {
  const some = await tx.records.list(company, { limit: 1 });
  if (some.rows.length > 0) return false;
  await tx.mail.hold(
    'This vault was filled with made-up records; their addresses may belong to somebody. Nothing is ever sent from here.',
  );
  const data = generateDemo(today);
  await writeRates(tx, today);
  const owners = await writePeople(tx);
  const stages = (await tx.records.list(stage, { limit: 100 })).rows;
  const companies = await writeCompanies(tx, data, owners);
  const contacts = await write(
    tx,
    contact,
    data.contacts.map(({ owner, values, companies: links }) => ({
      values: {
        ...values,
        owner: owners[owner],
        companies: links.map((link) => ({ entity: 'company', id: companies[link.company], role: link.role })),
      },
    })),
  );
  const open = stages.filter((row) => row.outcome === 'open').sort((a, b) => Number(a.position) - Number(b.position));
  const stageOf = ({ outcome, progress }: DemoData['deals'][number]): string | undefined => {
    return outcome === 'open'
      ? open[Math.floor(progress * open.length)]?.id
      : stages.find((row) => row.outcome === outcome)?.id;
  };
  const deals = await write(
    tx,
    deal,
    data.deals.map((one) => ({
      values: {
        ...one.values,
        owner: owners[one.owner],
        company: companies[one.company],
        contact: contacts[one.contact],
        stage: stageOf(one),
      },
    })),
  );
  await write(
    tx,
    activity,
    data.activities.map(({ owner, values, about }) => ({
      values: {
        ...values,
        owner: owners[owner],
        about: [
          { entity: 'company', id: companies[about.company] },
          { entity: 'contact', id: contacts[about.contact] },
          ...(about.deal === undefined ? [] : [{ entity: 'deal', id: deals[about.deal] }]),
        ],
      },
    })),
  );
  return true;
}

/** People without an account: whoever becomes the owner may invite them. */
async function writePeople(tx: Tx): Promise<string[]> {
  const names = [...new Set(people.map((person) => person.team))];
  const teams = await write(
    tx,
    team,
    names.map((name) => ({ values: { name } })),
  );
  return write(
    tx,
    user,
    people.map(({ name, team: own }) => ({
      values: {
        name,
        email: `${name.toLowerCase().replace(' ', '.')}@demo.example`,
        teams: [{ entity: 'team', id: teams[names.indexOf(own)] }],
      },
    })),
    true,
  );
}

/** From a day before all deals, so that every amount has one. */
async function writeRates(tx: Tx, today: Date): Promise<void> {
  const date = `${today.getUTCFullYear() - 5}-01-01`;
  const rows = Object.entries(rates).map(([currency, rate]) => ({ values: { currency, date, rate } }));
  await write(tx, exchangeRate, rows);
}

/** Parents stand before their children, so they are there when the second half names them. */
async function writeCompanies(tx: Tx, data: DemoData, owners: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (let from = 0; from < data.companies.length; from += 20) {
    const rows = data.companies.slice(from, from + 20).map(({ owner, parent, values }) => ({
      values: { ...values, owner: owners[owner], ...(parent === undefined ? {} : { parent: ids[parent] }) },
    }));
    ids.push(...(await write(tx, company, rows)));
  }
  return ids;
}

/** Our own data must fit: a row that is refused is a fault of ours. */
async function write(tx: Tx, entity: Entity, rows: readonly WriteRow[], importing = false): Promise<string[]> {
  const results: RowResult[] = [];
  for (let from = 0; from < rows.length; from += atOnce) {
    results.push(...(await tx.records.writeMany(entity, rows.slice(from, from + atOnce), { importing })));
  }
  return results.map((result) => {
    if (!result.ok)
      throw new Error(
        `demonstration data do not fit: ${entity.name}: ${result.reason} ${JSON.stringify(result.errors)}`,
      );
    return result.id;
  });
}
