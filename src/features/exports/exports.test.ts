// Exports through the door on a real PostgreSQL: what the list shows, under both rights, all of it or nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import { type TestUser, addUser } from '../../../test/harness/engine.ts';
import { workshop } from '../../../test/harness/workshop.ts';
import { Problem } from '../../contract/problem.ts';
import { entities } from '../entities.ts';
import { jobs } from '../jobs/server.ts';
import { records } from '../records/server.ts';
import { readCsvText } from '../imports/csv-reader.ts';
import type { ExportView } from './contract.ts';
import { exports } from './server.ts';

const acme = await newTenant('acme', 'Acme Oy');
const owner = await addUser(acme, 'Olga Owner', 'owner');
const shop = workshop([exports, jobs, records], () => [acme]);
shop.dispatcher.start();

type Input = Record<string, unknown>;

function act<T = ExportView>(action: string, input: Input = {}, user: TestUser = owner) {
  return shop.act<T & object>(acme, user.actor, action, input);
}

async function ended(view: ExportView, user = owner): Promise<ExportView> {
  for (let i = 0; i < 2400; i++) {
    const seen = await act('export.view', { id: view.id }, user);
    if (!['waiting', 'running'].includes(seen.job.status)) return seen;
    await pause(25);
  }
  throw new Error('the export did not end');
}

async function bytesOf(id: string, user = owner): Promise<{ name: string; type: string; bytes: Buffer }> {
  const { file } = (await act('export.file', { id }, user)).answer;
  const pieces: Buffer[] = [];
  for await (const piece of file!.stream) pieces.push(piece as Buffer);
  return { name: file!.name, type: file!.type, bytes: Buffer.concat(pieces) };
}

/** The cells of a finished CSV export, its headings first. */
async function exportCsv(input: Input, user = owner): Promise<string[][]> {
  const started = await act('export.start', { format: 'csv', reason: 'a test', ...input }, user);
  const done = await ended(started, user);
  assert.equal(done.job.status, 'done', done.job.error ?? '');
  const text = (await bytesOf(done.id, user)).bytes.toString('utf8').replace(/^\uFEFF/, '');
  const delimiter = (input['csv'] as { delimiter?: string } | undefined)?.delimiter ?? ',';
  return readCsvText(text, { delimiter, quote: '"' }).map((record) => {
    assert.equal(record.fault, null);
    return [...record.cells];
  });
}

test('the list one sees becomes a file: its filter, its order, its columns', async () => {
  for (const [name, employees] of [['Beta', '20'], ['Alpha', '5'], ['Gamma', '300']])
    await act('company.create', { name, employees, annualRevenue: { amount: '1234.50', currency: 'EUR' } });
  const cells = await exportCsv({
    entity: 'company',
    columns: ['title', 'employees', 'annualRevenue'],
    sort: '-title',
    filter: { field: 'employees', op: 'gt', value: 10 },
  });
  assert.deepEqual(cells, [
    ['Name', 'Employees', 'Annual revenue', 'Annual revenue: currency'],
    ['Gamma', '300', '1234.5', 'EUR'],
    ['Beta', '20', '1234.5', 'EUR'],
  ]);
});
