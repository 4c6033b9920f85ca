// Every delimited file of the real data is read cell for cell like a second reader does, and imported or refused with line and reason.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { parse } from 'csv-parse/sync';
import { newTenant } from '../../../test/harness/cluster.ts';
import { addUser } from '../../../test/harness/engine.ts';
import { workshop } from '../../../test/harness/workshop.ts';
import { Problem } from '../../contract/problem.ts';
import type { JobView } from '../jobs/contract.ts';
import { jobs } from '../jobs/server.ts';
import type { Dialect } from '../../contract/importing.ts';
import type { ImportView } from './contract.ts';
import { isBlank } from './csv-reader.ts';
import { decodeText } from './decode.ts';
import { readRecords } from './file-rows.ts';
import { imports } from './server.ts';
import { sniffDialect } from './sniff-dialect.ts';
import { EncodingScan } from './sniff-encoding.ts';

const data = new URL('../../../../shared/data/', import.meta.url);
const noData = existsSync(data) ? false : 'the folder of real data is not here';

const files = noData === false ? listFiles() : [];

function listFiles(): string[] {
  const all = readdirSync(data, { recursive: true }).map(String);
  return all.filter((name) => /\.(csv|tsv)$/i.test(name)).sort();
}

/** Files that are none, and why: they must be refused with that reason. */
const refused: Readonly<Record<string, RegExp>> = {
  'csv_dialects/csvkit/empty.csv': /holds no rows/,
  'salesforce_dataloader/tests/csvtext_BOM_UTF32BE.csv': /UTF-32/,
  'salesforce_dataloader/tests/csvtext_BOM_UTF32LE.csv': /UTF-32/,
};

async function lookAt(bytes: Buffer): Promise<{ dialect: Dialect; text: string; rows: string[][] }> {
  const scan = new EncodingScan();
  scan.feed(bytes);
  const { encoding } = scan.finish();
  let text = '';
  for await (const piece of decodeText(Readable.from([bytes]), encoding)) text += piece;
  const found = sniffDialect(text.slice(0, 262_144), text.length > 262_144);
  const dialect = { encoding, delimiter: found.delimiter, quote: found.quote, headingRow: found.headingRow };
  const rows: string[][] = [];
  for await (const records of readRecords(Readable.from([bytes]), dialect)) {
    for (const r of records) if (!isBlank(r.cells)) rows.push([...r.cells]);
  }
  return { dialect, text, rows };
}

test('cell for cell like a second reader', { skip: noData }, async () => {
  let compared = 0;
  for (const name of files) {
    if (name in refused && name.includes('UTF32')) continue;
    const { dialect, text, rows } = await lookAt(readFileSync(new URL(name, data)));
    const options = {
      delimiter: dialect.delimiter,
      quote: dialect.quote,
      relax_column_count: true,
      relax_quotes: true,
    };
    const other = parse(text, { ...options, record_delimiter: ['\r\n', '\n', '\r'] });
    assert.deepEqual(
      rows,
      other.filter((cells) => !isBlank(cells)),
      name,
    );
    compared += 1;
  }
  assert.ok(compared >= 60, `only ${compared} files`);
});

test('each is imported, or refused with its reason, and every row is accounted for', { skip: noData }, async () => {
  const acme = await newTenant('acme');
  const owner = await addUser(acme, 'Olga Owner', 'owner');
  const shop = workshop([imports, jobs], () => [acme], { settings: { againMs: 20 } });
  shop.dispatcher.start();
  const act = <T>(action: string, input: object, body?: Buffer): Promise<T> =>
    shop.act<T & object>(acme, owner.actor, action, input, body);
  let done = 0;
  for (const name of files) {
    const bytes = readFileSync(new URL(name, data));
    if (bytes.length > 150_000) continue;
    const uploading = act<ImportView>('import.upload', { name: name.split('/').at(-1)!, entity: 'company' }, bytes);
    const reason = refused[name];
    if (reason !== undefined) {
      await assert.rejects(
        uploading,
        (e: unknown) => e instanceof Problem && e.code === 'invalid-input' && reason.test(e.message),
        name,
      );
      continue;
    }
    const view = await uploading;
    const columns = view.columns.map((c) => ({ column: c.column, field: null }));
    const constants = [{ field: 'name', value: `{${view.columns[0]!.heading}}` }];
    const key = { field: null, found: 'update', missing: 'create' };
    // What the file cannot tell is answered with what was found.
    await act('import.change', { id: view.id, dialect: view.dialect, columns, constants, key });
    const { job } = await act<{ job: JobView }>('import.run', { id: view.id });
    let seen = job;
    while (['waiting', 'running'].includes(seen.status)) {
      await pause(10);
      seen = await act<JobView>('job.view', { id: job.id });
    }
    assert.equal(seen.status, 'done', `${name}: ${seen.error}`);
    const { counts, run } = await act<ImportView>('import.view', { id: view.id });
    const { rows } = await lookAt(bytes);
    assert.equal(counts!.rows, rows.length - view.dialect.headingRow, name);
    assert.equal(counts!.created + counts!.errors, counts!.rows, name);
    for (const group of run!.groups!)
      assert.ok(group.reason.length > 5 && group.lines.length > 0, `${name}: ${group.code}`);
    done += 1;
  }
  assert.ok(done >= 45, `only ${done} files`);
});
