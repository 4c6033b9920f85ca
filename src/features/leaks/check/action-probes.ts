// How every other action is tried for leaks, or why there is nothing to try. An action without a line fails a test, and the check itself.
import { now } from '../../../core/clock.ts';
import { newId } from '../../../core/ids.ts';
import { accountProbes } from './account-probes.ts';
import { type ActionProbe, others, perRecord, plain } from './action-case.ts';
import { probeImport } from './import-probe.ts';
import { ledgerProbes } from './ledger-probes.ts';
import { pastProbes } from './past-probes.ts';
import { type Prober, type Reply, bodyOf } from './prober.ts';
import { configuration, ownThings, secret } from './reasons.ts';
import { securityProbes } from './security-probes.ts';
import { probeSavedExport, totalsProbes } from './totals-probes.ts';

const probeFind: ActionProbe = async ({ p, action }) => {
  for (const e of p.world.catalog.entities) {
    for (const r of p.of(e)) {
      for (const [field, marks] of r.marks) {
        if (p.subject.expected.reads(r, field) || r.id === p.subject.id) continue;
        const reply = await p.ask({ path: 'search', object: e.name }, action, { q: marks[0] });
        if (reply.status === 200 && reply.text.includes(r.id))
          p.found(
            { path: 'search', object: e.name },
            { method: 'GET', target: `/api/v1/search?q=${marks[0]}` },
            'session',
            `It finds a record by ${field}, which this role cannot read there.`,
          );
      }
    }
  }
};

const columnsOf = (p: Prober, name: string): string[] => ['title', ...Object.keys(p.world.catalog.entity(name).fields)];

/** The file itself is fetched: only what may be seen and may leave stands in it. */
const probeExport: ActionProbe = async ({ p, action, settle, actionOf }) => {
  const started: { object: string; id: string }[] = [];
  for (const e of p.world.catalog.entities.filter((x) => p.of(x).length > 0)) {
    const place = { path: 'export' as const, object: e.name };
    const readable = columnsOf(p, e.name).filter((f) => f === 'title' || p.subject.expected.readsField(e, f));
    const blind = columnsOf(p, e.name).filter((f) => !readable.includes(f));
    const wish = { entity: e.name, format: 'csv', reason: 'A check for leaks' };
    const reply = await p.ask(place, action, { ...wish, columns: readable, ids: true });
    if (reply.status === 200) started.push({ object: e.name, id: String(bodyOf(reply)['id']) });
    for (const column of blind) {
      const refused: Reply = await p.ask(place, action, { ...wish, columns: [column] });
      const f = e.fields[column];
      const isKnown = f !== undefined && f.computed !== true && f.formula === undefined && f.rollUp === undefined;
      if (refused.status === 200 && isKnown) started.push({ object: e.name, id: String(bodyOf(refused)['id']) });
    }
  }
  await settle();
  for (const { object, id } of started) {
    const place = { path: 'export' as const, object };
    const file = await p.ask(place, actionOf('export.file'), { id });
    if (file.status !== 200) continue;
    for (const r of p.seen(p.world.catalog.entity(object)))
      if (!p.subject.expected.sees(r, 'export') && file.text.includes(r.id))
        p.found(
          place,
          { method: 'GET', target: `/api/v1/exports/${id}/file` },
          'session',
          'The file holds a record that may be seen and not taken away.',
        );
  }
};

/** What it says may leave is counted and named as the file would hold it. */
const probeExportCheck: ActionProbe = async ({ p, action }) => {
  for (const e of p.world.catalog.entities.filter((x) => p.of(x).length > 0))
    await p.ask({ path: 'export', object: e.name }, action, { entity: e.name });
};

const probeTotals: ActionProbe = async (c) => {
  const { p, action } = c;
  await probeSavedExport(c);
  for (const e of p.world.catalog.entities.filter((x) => p.of(x).length > 0))
    for (const name of Object.keys(e.fields))
      await p.ask({ path: 'export', object: e.name }, action, {
        entity: e.name,
        by: name,
        measures: `max:${name}`,
        reason: 'A check for leaks',
      });
};

/** It counts records a rule holds for: of those that are seen, and no others. */
const probeTryRule: ActionProbe = async ({ p, action }) => {
  for (const e of p.world.catalog.entities.filter((x) => p.of(x).length > 0))
    await p.ask({ path: 'count', object: e.name }, action, { object: e.name, rule: 'true' });
};

/** A hold is counted over what one sees, by fields one reads. */
const probeHold: ActionProbe = async ({ p, action }) => {
  for (const e of p.world.catalog.entities.filter((x) => p.of(x).length > 0))
    await p.ask({ path: 'count', object: e.name }, action, { entity: e.name });
};

/** A probe, or the reason why no value of a record can come out. */
export const actionProbes: Readonly<Record<string, ActionProbe | string>> = {
  ...accountProbes,
  ...ledgerProbes,
  ...pastProbes,
  ...securityProbes,
  ...totalsProbes,
  'session.start': secret,
  'session.end': secret,
  'session.list': plain('other'),
  'session.endOne': others('other', 'session'),
  'session.endOthers': 'it ends one’s own sessions, and the check goes on in one',
  'link.read': secret,
  'link.use': secret,
  'password.change': secret,
  'me.view': plain('other'),
  'role.list': plain('other'),
  'role.view': configuration,
  'role.full': plain('other'),
  'role.create': configuration,
  'role.edit': configuration,
  'role.remove': configuration,
  'role.tryRule': probeTryRule,
  'role.download': plain('other'),
  'role.whatIf': plain('other', () => ({ id: newId(), grants: {} })),
  'accessTest.list': plain('other'),
  'accessTest.add': configuration,
  'accessTest.remove': configuration,
  'member.roles': others('other', 'absent'),
  'member.setRoles': configuration,
  'catalog.view': plain('other'),
  'search.find': probeFind,
  'settings.view': plain('other'),
  'settings.edit': configuration,
  'job.list': plain('other'),
  'job.view': others('file', 'job'),
  'job.cancel': others('file', 'job'),
  'operation.list': plain('history'),
  'operation.preview': others('history', 'operation', {}, 'tool.undo-others'),
  'operation.count': others('history', 'operation', {}, 'tool.undo-others'),
  'operation.undo': others('history', 'operation', {}, 'tool.undo-others'),
  'bin.list': plain('list', () => ({ limit: 200 })),
  'bin.tree': perRecord('list', (entity, id) => [{ entity, id }]),
  'bin.restore': perRecord('list', (entity, id) => [{ items: [{ entity, id }], with: 'related' }]),
  'bin.count': plain('count', () => ({ filter: {} })),
  'bin.purge': perRecord('list', (entity, id) => [{ items: [{ entity, id }], count: 1000 }]),
  'bin.policy': configuration,
  'bin.setPolicy': configuration,
  'hold.list': plain('other'),
  'hold.count': probeHold,
  'hold.set': configuration,
  'hold.lift': configuration,
  'import.upload': ownThings,
  'import.list': plain('file'),
  'import.view': others('file', 'import'),
  'import.change': others('file', 'import', { constants: [] }),
  'import.keep-mapping': others('file', 'import', { name: 'mine' }),
  'import.forget-mapping': others('file', 'absent'),
  'import.check': async (c) => {
    await others('file', 'import')(c);
    await probeImport(c);
  },
  'import.run': others('file', 'import'),
  'import.cancel': others('file', 'import'),
  'import.errors': others('file', 'import'),
  'import.undo': others('file', 'import'),
  'import.remove': others('file', 'import'),
  'export.start': probeExport,
  'export.totals': probeTotals,
  'export.check': probeExportCheck,
  'export.rules': configuration,
  'export.setRules': configuration,
  'notice.list': plain('other'),
  'notice.see': ownThings,
  'export.list': plain('file'),
  'export.view': others('file', 'export'),
  'export.file': others('file', 'export'),
  'export.remove': others('file', 'export'),
  'shape.view': plain('other'),
  'shape.view-objects': plain('other'),
  'shape.view-object': plain('other', ({ p }) => ({ name: p.world.catalog.entities[0]!.name })),
  'shape.count-filled': plain('other', ({ p }) => ({ name: p.world.catalog.entities[0]!.name })),
  'shape.use-of-field': configuration,
  'shape.check-formula': configuration,
  'shape.add-field': configuration,
  'shape.edit-field': configuration,
  'shape.retire-field': configuration,
  'shape.revive-field': configuration,
  'shape.retype-field': configuration,
  'shape.purge-field': configuration,
  'shape.add-object': configuration,
  'shape.edit-object': configuration,
  'shape.retire-object': configuration,
  'shape.revive-object': configuration,
  'share.give': perRecord('explain', (entity, id) => [{ entity, id, user: newId(), edit: false, until: '2099-01-01' }]),
  'share.end': others('explain', 'absent'),
  'share.list': perRecord('explain', (entity, id) => [{ entity, id }]),
  'share.own': plain('explain'),
  'deputy.name': 'it names a person by an id one must know, and answers with that person alone',
  'deputy.end': others('explain', 'absent'),
  'deputy.list': plain('explain'),
  'access.why': perRecord('explain', (entity, id) => [
    { entity, id, verb: 'view' },
    { entity, id, verb: 'edit' },
  ]),
  'access.whyUser': perRecord('explain', (entity, id) => [{ user: newId(), entity, id, verb: 'view' }], 'admin.access'),
  'access.verbs': perRecord('explain', (entity, id) => [{ entity, id }]),
  'access.holders': plain('explain'),
  'access.holdersFile': plain('explain'),
  'access.person': plain('explain', ({ p }) => ({ user: p.world.boss.id })),
  'access.then': plain('explain', ({ p }) => ({ user: p.world.boss.id, at: now().toISOString() })),
  'access.whyThen': perRecord(
    'explain',
    (entity, id) => [{ user: newId(), entity, id, verb: 'view', at: now().toISOString() }],
    'admin.access',
  ),
  'viewAs.start': 'whoever looks as somebody else sees no more than before: see test/looking.test.ts',
  'viewAs.leave': 'it answers nothing',
  'viewAs.stop': others('explain', 'absent'),
  'viewAs.list': plain('explain'),
  'accessRequest.ask': perRecord('explain', (entity, id) => [
    { permission: `${entity}.edit`, entity, record: id, reason: 'A check for leaks' },
  ]),
  'accessRequest.list': plain('explain'),
  'accessRequest.grant': others('explain', 'absent', { until: '2099-01-01' }),
  'accessRequest.refuse': others('explain', 'absent', { word: 'No' }),
  'accessRequest.withdraw': others('explain', 'absent'),
  'access.who': perRecord('explain', (entity, id) => [{ entity, id }], 'admin.access'),
  'access.reach': plain('explain', ({ p }) => ({ user: p.subject.id })),
  'reassign.preview': plain('explain', ({ p }) => ({ user: p.world.boss.id })),
  'reassign.start': ownThings,
  'approval.list': plain('other'),
  'approval.view': others('other', 'absent'),
  'approval.approve': others('other', 'absent'),
  'approval.refuse': others('other', 'absent'),
  'approval.cancel': others('other', 'absent'),
  'approval.renew': others('other', 'absent'),
  'approval.collect': others('other', 'absent'),
  'approval.setPolicy': configuration,
  'application.list': plain('other'),
  'application.create': configuration,
  'application.change': configuration,
  'application.rotate': configuration,
  'application.disable': configuration,
  'application.connections': others('other', 'absent'),
  'application.revokeAll': configuration,
  'connection.list': plain('other'),
  'connection.end': others('other', 'absent'),
  'consent.view': secret,
  'consent.give': secret,
  'token.issue': secret,
  'token.revoke': secret,
  'key.list': plain('other'),
  'right.list': plain('other'),
  'key.create': ownThings,
  'key.change': configuration,
  'key.rotate': configuration,
  'key.narrow': configuration,
  'key.disable': configuration,
  'leak.view': 'no record stands in a result, only made-up ones',
  'leak.start': 'no record stands in a result, only made-up ones',
  'event.stream': 'every stream is listened to while somebody else changes everything: see events.ts',
  'api.describeOAuth': 'it describes the program, the same for every vault',
  'api.describe': 'it describes the program, the same for every vault',
};
