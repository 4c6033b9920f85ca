// Imports and exports as a person makes them: over HTTP, from the first byte sent to the last one done.
import { setTimeout as pause } from 'node:timers/promises';
import type { Vault } from '../src/core/vault.ts';
import { contactValues, externalId } from './data/records.ts';
import type { Home } from './home.ts';
import { Connection, type Got } from './load/http.ts';
import { type Watched, median } from './measure.ts';
import { cpuOf, residentMB, serverCpu, used } from './proc.ts';
import { hostOf, signIn } from './product.ts';

export interface FileTimes {
  readonly what: 'import' | 'export';
  readonly size: number;
  readonly rows: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly rowsPerSecond: number;
  /** CPU of a thousand rows, in milliseconds: of the web process, of the PostgreSQL processes that serve connections, of its others */
  readonly cpuWeb: number;
  readonly cpuPg: number;
  readonly cpuPgOthers: number;
  /** p50 of `GET /me` by somebody else meanwhile, in milliseconds */
  readonly meanwhile: number;
  readonly residentMB: number;
}

interface Job {
  readonly status: string;
  readonly error: string | null;
}

interface Around {
  readonly home: Home;
  readonly vault: Vault;
  readonly size: number;
  readonly watched: Watched;
  readonly rows: number;
  readonly port: number;
}

class Client {
  readonly #connection: Connection;
  readonly #base: { host: string; origin: string; cookie: string };

  constructor(connection: Connection, base: { host: string; origin: string; cookie: string }) {
    this.#connection = connection;
    this.#base = base;
  }

  async send(method: 'GET' | 'POST' | 'PATCH', path: string, body?: Buffer | object): Promise<Got> {
    const bytes = body === undefined || Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
    const contentType = Buffer.isBuffer(body) ? 'application/octet-stream' : 'application/json';
    const got = await this.#connection.send({
      ...this.#base,
      method,
      path: `/api/v1${path}`,
      from: '10.1.0.1',
      contentType,
      ...(bytes === undefined ? {} : { body: bytes }),
    });
    if (got.status >= 300) throw new Error(`${method} ${path}: ${got.status} ${got.body.toString().slice(0, 1000)}`);
    return got;
  }

  async json<T>(method: 'GET' | 'POST' | 'PATCH', path: string, body?: Buffer | object): Promise<T> {
    return JSON.parse((await this.send(method, path, body)).body.toString()) as T;
  }
}

export async function measureFiles(
  what: 'import' | 'export',
  around: Around,
  say: (what: string) => void,
): Promise<FileTimes> {
  const cookie = await signIn(around.vault, around.port, 'owner');
  const base = { ...hostOf(around.vault, around.port), cookie };
  const connection = await Connection.open(around.port);
  const other = await Connection.open(around.port);
  try {
    const client = new Client(connection, base);
    const bystander = new Bystander(other, base);
    const times = await (what === 'import'
      ? importFile(client, bystander, around)
      : exportFile(client, bystander, around));
    say(
      `${what} ${around.size}: ${times.rows} rows in ${times.seconds.toFixed(1)} s, ${Math.round(times.rowsPerSecond)} rows/s, ` +
        `CPU per 1,000 rows: web ${times.cpuWeb.toFixed(0)}, pg ${times.cpuPg.toFixed(0)} + ${times.cpuPgOthers.toFixed(0)} ms; ` +
        `GET /me meanwhile ${times.meanwhile.toFixed(1)} ms; web ${Math.round(times.residentMB)} MB`,
    );
    return times;
  } finally {
    connection.close();
    other.close();
  }
}

/** Somebody else at work meanwhile: long work must not starve the rest. */
class Bystander {
  readonly #connection: Connection;
  readonly #base: { host: string; cookie: string };
  #on = true;

  constructor(connection: Connection, base: { host: string; cookie: string }) {
    this.#connection = connection;
    this.#base = base;
  }

  async ask(): Promise<number> {
    const times: number[] = [];
    while (this.#on) {
      const began = performance.now();
      await this.#connection.send({ ...this.#base, method: 'GET', path: '/api/v1/me', from: '10.1.0.2' });
      times.push(performance.now() - began);
      await pause(50);
    }
    return median(times);
  }

  stop(): void {
    this.#on = false;
  }
}

/** Runs the work while somebody else asks, and tells what it took. */
async function timed(
  what: 'import' | 'export',
  around: Around,
  bystander: Bystander,
  work: () => Promise<{ rows: number; bytes: number }>,
): Promise<FileTimes> {
  const { watched, size } = around;
  const before = { web: cpuOf(watched.web), pg: serverCpu(watched.postmaster) };
  const began = performance.now();
  const meanwhile = bystander.ask();
  const { rows, bytes } = await work();
  const seconds = (performance.now() - began) / 1000;
  bystander.stop();
  const after = serverCpu(watched.postmaster);
  const per = (ms: number): number => (ms / rows) * 1000;
  return {
    what,
    size,
    rows,
    bytes,
    seconds,
    rowsPerSecond: rows / seconds,
    cpuWeb: per(cpuOf(watched.web) - before.web),
    cpuPg: per(used(before.pg.backends, after.backends)),
    cpuPgOthers: per(used(before.pg.others, after.others)),
    meanwhile: await meanwhile,
    residentMB: residentMB(watched.web),
  };
}

async function ended(client: Client, path: string, jobOf: (view: never) => Job | undefined): Promise<void> {
  for (;;) {
    const job = jobOf(await client.json<never>('GET', path));
    if (job?.status === 'done') return;
    if (job === undefined || !['waiting', 'running'].includes(job.status))
      throw new Error(`${path} ended as ${job?.status ?? 'nothing'}: ${job?.error ?? ''}`);
    await pause(100);
  }
}

const headings = [
  'Given name',
  'Family name',
  'Job title',
  'Company',
  'E-mail',
  'Mobile',
  'Stage',
  'Birthday',
  'Notes',
  'External ID',
];

/** Companies are named by their number in the other system, as files that come from one do. */
function csvOf(around: Around, run: string): Buffer {
  const companies = Array.from({ length: Math.max(1, Math.floor(around.size / 5)) }, (_, n) => externalId('f', n));
  const lines = Array.from({ length: around.rows }, (_, n) => {
    const v = contactValues(80_000_000 + n, ['nobody'], companies) as Record<string, never>;
    const first = (name: string, part: string): string =>
      (v[name] as Record<string, string>[] | undefined)?.[0]?.[part] ?? '';
    const cells = [
      v['givenName'],
      v['familyName'],
      v['jobTitle'],
      first('companies', 'id'),
      first('emails', 'value'),
      first('phones', 'value'),
      v['stage'],
      v['birthday'] ?? '',
      v['notes'] ?? '',
      `imp-${run}-${n}`,
    ] as string[];
    return cells.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',');
  });
  return Buffer.from(`${headings.join(',')}\n${lines.join('\n')}\n`);
}

const columns = [
  { column: 0, field: 'givenName' },
  { column: 1, field: 'familyName' },
  { column: 2, field: 'jobTitle' },
  { column: 3, field: 'companies', link: { entity: 'company', by: 'externalId', missing: 'refuse', role: null } },
  { column: 4, field: 'emails', label: 'work' },
  { column: 5, field: 'phones', label: 'mobile' },
  { column: 6, field: 'stage' },
  { column: 7, field: 'birthday', format: { date: 'YMD' } },
  { column: 8, field: 'notes' },
  { column: 9, field: 'externalId' },
];

interface Import {
  readonly id: string;
  readonly questions: readonly { text: string }[];
  readonly blockers: readonly { reason: string }[];
  readonly counts: { created: number; errors: number } | null;
  readonly run: { job: Job } | null;
}

/** From the upload to the last row committed; what a person looks at in between is not waited for. */
async function importFile(client: Client, bystander: Bystander, around: Around): Promise<FileTimes> {
  const run = Date.now().toString(36);
  const file = csvOf(around, run);
  return await timed('import', around, bystander, async () => {
    const { id } = await client.json<Import>('POST', `/imports?name=contacts-${run}.csv&entity=contact`, file);
    const key = { field: 'externalId', found: 'update', missing: 'create' };
    const ready = await client.json<Import>('PATCH', `/imports/${id}`, { columns, key });
    if (ready.questions.length > 0 || ready.blockers.length > 0)
      throw new Error(`the import asks ${JSON.stringify([ready.questions, ready.blockers])}`);
    await client.send('POST', `/imports/${id}/run`, {});
    await ended(client, `/imports/${id}`, (view: Import) => view.run?.job);
    const { counts } = await client.json<Import>('GET', `/imports/${id}`);
    if (counts?.created !== around.rows)
      throw new Error(`the import made ${JSON.stringify(counts)} of ${around.rows} rows`);
    return { rows: around.rows, bytes: file.length };
  });
}

const exported = [
  'title',
  'givenName',
  'familyName',
  'jobTitle',
  'companies',
  'emails',
  'phones',
  'stage',
  'birthday',
  'address',
  'owner',
  'externalId',
];

/** From the request to the last byte of the file. */
async function exportFile(client: Client, bystander: Bystander, around: Around): Promise<FileTimes> {
  const most = Math.min(around.size, 100_000);
  const filter = { field: 'externalId', op: 'startsWith', value: 'c000' };
  return await timed('export', around, bystander, async () => {
    const reason = 'a measurement';
    const input = {
      entity: 'contact',
      format: 'csv',
      columns: exported,
      reason,
      sort: 'externalId',
      ...(around.size > most ? { filter } : {}),
    };
    const { id } = await client.json<{ id: string }>('POST', '/exports', input);
    await ended(client, `/exports/${id}`, (view: { job: Job }) => view.job);
    const view = await client.json<{ file: { rows: number } }>('GET', `/exports/${id}`);
    const { body } = await client.send('GET', `/exports/${id}/file`);
    return { rows: view.file.rows, bytes: body.length };
  });
}
