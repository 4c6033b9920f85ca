// How the time machine is tried for leaks: lists, totals and differences of every object, and single records, as of this very moment.
import { now } from '../../../core/clock.ts';
import { type ActionProbe, perRecord, plain } from './action-case.ts';

const at = (): string => now().toISOString();

/** Of every object that has records; whatever is answered is searched. */
const perObject =
  (more: Record<string, unknown> = {}): ActionProbe =>
  async ({ p, action }) => {
    for (const e of p.world.catalog.entities.filter((x) => p.of(x).length > 0))
      await p.ask({ path: 'history', object: e.name }, action, { object: e.name, at: at(), ...more });
  };

/** All rows with all fields; and filtered or sorted by what this role cannot read, which has to be refused. */
const probeList: ActionProbe = async ({ p, action }) => {
  for (const e of p.world.catalog.entities.filter((x) => p.of(x).length > 0)) {
    const place = { path: 'history' as const, object: e.name };
    const input = { object: e.name, at: at(), limit: '200', archived: 'both' };
    await p.ask(place, action, { ...input, count: 'exact' });
    for (const name of Object.keys(e.fields).filter((f) => !p.subject.expected.readsField(e, f)))
      for (const asked of [{ sort: name }, { filter: JSON.stringify({ field: name, op: 'empty' }) }]) {
        const reply = await p.ask(place, action, { ...input, ...asked });
        if (reply.status === 200)
          p.found(
            place,
            { method: 'GET', target: `/api/v1/past/${e.name}` },
            'session',
            `It answers a question about ${name} of then, which this role cannot read.`,
          );
      }
  }
};

export const pastProbes: Readonly<Record<string, ActionProbe | string>> = {
  'catalog.then': plain('other', () => ({ at: at() })),
  'past.reach': plain('history'),
  'past.configuration': plain('history', () => ({ at: at() })),
  'past.totals': plain('history', () => ({ at: at() })),
  'past.list': probeList,
  'past.view': perRecord('history', (object, id) => [{ object, id, at: at() }]),
  'past.group': perObject({ measures: '' }),
  'past.difference': perObject(),
  'past.preview': perObject(),
  'past.restore': 'it answers with counts, and with titles of what its preview and the records themselves show',
  'past.restoreConfiguration': 'it is about roles, settings, fields and objects; no record stands in it',
  'past.restoreAll': 'it answers with the id of a job of one’s own',
  'past.restoreField': 'it is about fields; no record stands in it',
};
