// What is reachable, stored, sent and depended on, as tables: the generated files of surface/. Each is made from the declarations alone.
import { methodOf, pathOf } from '../../src/contract/action.ts';
import { type Entity, columnOf } from '../../src/contract/entity.ts';
import { allPermissions } from '../../src/contract/permission.ts';
import { type ProblemRow, problems } from '../../src/contract/problem.ts';
import { describeApi, describeOAuth, eventStream, ledgerTail } from '../../src/contract/own-actions.ts';
import { entities } from '../../src/features/entities.ts';
import { features } from '../../src/features/index.ts';
import { writeCsv } from './csv.ts';
import { egressTable } from './egress.ts';
import { packagesTable, readLock, readManifest } from './packages.ts';
import { machineryPersonal } from './personal.ts';

const objects: readonly Entity[] = Object.values(entities);

function permissionsTable(): string {
  return writeCsv(
    ['permission', 'allows'],
    allPermissions().map((p) => [p.name, p.sentence]),
  );
}

/** Everything the outside may ask for. Actions of the tenant's own objects stand once, for all of them. */
function actionsTable(): string {
  const actions = [
    ...features.flatMap((f) => f.handlers.map((h) => h.action)),
    eventStream,
    ledgerTail,
    describeApi,
    describeOAuth,
  ];
  const rows = actions.map((a) => {
    const { access } = a;
    const may = 'may' in access ? access.may : 'public' in access ? 'public' : 'signed in';
    const because = 'because' in access ? access.because : '';
    const rights = a.changesRights === true ? 'changes rights' : a.reads ? 'reads' : 'changes';
    return [a.name, methodOf(a), pathOf(a), may, because, rights, a.transport, a.secret.join(' '), a.summary];
  });
  rows.sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1));
  return writeCsv(
    ['action', 'method', 'path', 'may', 'because', 'does', 'transport', 'never recorded', 'summary'],
    rows,
  );
}

function problemsTable(): string {
  const rows = Object.entries(problems).map(([code, row]: [string, ProblemRow]) => [
    code,
    row.status,
    row.hides === true,
    row.title,
  ]);
  return writeCsv(['code', 'status', 'hides', 'title'], rows);
}

function fieldsTable(): string {
  const rows = objects.flatMap((e) =>
    Object.entries(e.fields).map(([name, f]) => [
      e.name,
      name,
      f.kind,
      f.label,
      f.required,
      f.unique,
      f.key,
      f.search,
      f.personal,
      f.protected,
      f.computed,
      f.max,
      f.to?.join(' '),
      f.options?.map((o) => o.key).join(' '),
    ]),
  );
  const heading = [
    'object',
    'field',
    'kind',
    'label',
    'required',
    'unique',
    'key',
    'search',
    'personal',
    'protected',
    'computed',
  ];
  return writeCsv([...heading, 'max', 'to', 'options'], rows);
}

function personalTable(): string {
  const records = objects.flatMap((e) =>
    Object.entries(e.fields)
      .filter(([, f]) => f.personal === true)
      .map(([name, f]) => [
        `data.${e.name}.${f.protected === true ? 'sealed' : columnOf(name)}`,
        `${e.label}: ${f.label}`,
        f.protected === true ? 'sealed' : 'plain',
        'what the tenant keeps about people',
        'until the record is erased',
      ]),
  );
  return writeCsv(['where', 'what', 'stored', 'why', 'how long'], [...records, ...machineryPersonal]);
}

/** Every generated file by name, with the text it has to have. */
export async function surfaceFiles(): Promise<Map<string, string>> {
  return new Map([
    ['actions.csv', actionsTable()],
    ['permissions.csv', permissionsTable()],
    ['problems.csv', problemsTable()],
    ['fields.csv', fieldsTable()],
    ['personal-data.csv', personalTable()],
    ['packages.csv', packagesTable(readLock(), readManifest())],
    ['egress.csv', egressTable()],
  ]);
}
