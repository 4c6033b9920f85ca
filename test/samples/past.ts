// How the actions of the time machine are called for real.
import { now } from '../../src/core/clock.ts';
import { newId } from '../../src/core/ids.ts';
import { entities } from '../../src/features/entities.ts';
import type { ActionSample } from './actions.ts';
import { perform } from './engine.ts';
import type { Holder, Site } from './people.ts';
import { plant, sampleOf } from './records.ts';

async function makeCompany(site: Site, me: Holder): Promise<string> {
  const values = sampleOf(entities.company).values(`P${newId().slice(-8)}`);
  return plant(site.vault, site.db, entities.company, values, { owner: me.id });
}

/** When each field was there: just before it was retired. */
const instants = new Map<string, string>();

async function makeRetiredField(site: Site, me: Holder): Promise<string> {
  const wish = { entity: 'company', kind: 'text', label: `Then ${newId().slice(-8)}` };
  const done = await perform(site.vault, me.actor, 'shape.add-field', wish);
  if (done.outcome !== 'done') throw new Error(`no field: ${done.outcome}`);
  const { id } = done.output as { id: string };
  // It was there in the millisecond after it was committed.
  const tick = async (): Promise<Date> => {
    const from = now();
    while (now() <= from) await new Promise((done) => setImmediate(done));
    return now();
  };
  instants.set(id, (await tick()).toISOString());
  await tick();
  await perform(site.vault, me.actor, 'shape.retire-field', { id });
  return id;
}

const asOf = (): string => now().toISOString();
const ofCompanies = (): object => ({ object: 'company', at: asOf() });

/** A colleague with every right sees every record, and changes the model everybody has. */
const everybodys = 'done';

export const pastSamples: Readonly<Record<string, ActionSample>> = {
  'catalog.then': { input: () => ({ at: asOf() }) },
  'past.reach': {},
  'past.configuration': { input: () => ({ at: asOf() }) },
  'past.totals': { input: () => ({ at: asOf() }) },
  'past.list': { input: ofCompanies },
  'past.group': { input: ofCompanies },
  'past.difference': { input: ofCompanies },
  'past.preview': { input: ofCompanies },
  'past.view': {
    make: makeCompany,
    input: (_site, _me, id) => ({ object: 'company', at: asOf(), id }),
    colleague: everybodys,
  },
  'past.restore': {
    input: () => ({ ...ofCompanies(), search: 'nothing is called so' }),
    entries: ['job started'],
  },
  'past.restoreAll': {
    input: (site) => ({ at: asOf(), made: false, confirm: site.vault.name }),
    entries: ['job started'],
  },
  'past.restoreConfiguration': {
    make: makeRetiredField,
    input: (_site, _me, id) => ({ at: instants.get(id) ?? asOf(), things: [{ kind: 'field', id }] }),
    colleague: everybodys,
    entries: ['field brought back'],
  },
  'past.restoreField': {
    make: makeRetiredField,
    input: (_site, _me, id) => ({ id, at: instants.get(id) ?? asOf() }),
    colleague: everybodys,
    entries: ['field brought back'],
  },
};
