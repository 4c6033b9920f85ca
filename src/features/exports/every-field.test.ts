// Every field of every object, those a tenant added included: exported where it may leave, and without a trace where it may not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import { addUser, work } from '../../../test/harness/engine.ts';
import { Exporting, sheetCells, unzip } from '../../../test/harness/exporting.ts';
import { plant, sampleOf } from '../../../test/samples/records.ts';
import type { Entity } from '../../contract/entity.ts';
import { Problem } from '../../contract/problem.ts';
import type { Scope } from '../../core/principal.ts';
import { entities } from '../entities.ts';

const acme = await newTenant('acme');
const db = await superuserIn(acme);
const owner = await addUser(acme, 'Olga Owner', 'owner');
const desk = new Exporting(acme);
const objects: readonly Entity[] = Object.values(entities);

/** Everything may be seen and taken, but of this object these fields. */
const all: Record<string, Scope> = { view: 'all', export: 'all' };

let people = 0;
let traces = 0;

async function somebody(e: Entity, hidden: readonly string[]) {
  const fields = Object.fromEntries(hidden.map((name) => [name, 'hidden' as const]));
  const others = Object.fromEntries(objects.map((o) => [o.name, o === e ? { ...all, fields } : all]));
  return addUser(acme, `Without ${(people += 1)}`, { objects: others, areas: ['self.use'] });
}

for (const e of objects)
  test(`${e.name}: each field leaves by its label, and where it is hidden neither label nor value does`, async () => {
    const tag = `Tag${e.name}`;
    const id = await plant(acme, db, e, sampleOf(e).values(tag), { owner: owner.id });
    const names = Object.keys(e.fields);
    const list = { entity: e.name, filter: { field: 'id', op: 'eq', value: id } };
    const [headings, row] = await desk.csv(owner, { ...list, columns: names });
    for (const [name, f] of Object.entries(e.fields))
      assert.ok(
        headings!.some((h) => h === f.label || h.startsWith(`${f.label}: `)),
        name,
      );
    const filled = new Set(row!.filter((cell) => cell.includes(tag) || cell.toLowerCase().includes(tag.toLowerCase())));
    traces += filled.size;
    const without = await somebody(e, names);
    for (const name of names)
      await assert.rejects(
        desk.start(without, { ...list, columns: [name] }),
        (error) => error instanceof Problem && error.code === 'unknown-field',
        name,
      );
    for (const format of ['csv', 'xlsx']) {
      const made = await desk.make(without, { ...list, format, columns: ['createdAt'], ids: true });
      const { bytes } = await desk.file(without, made.id);
      const text = format === 'csv' ? bytes.toString() : [...unzip(bytes).values()].join();
      assert.ok(text.includes(id));
      for (const trace of filled) assert.ok(!text.includes(trace), `${format}: ${trace}`);
    }
  });

test('there was something to be found', () => {
  assert.ok(traces >= 25, `only ${traces} values`);
});

test('fields and objects of the tenant’s own are exported like any other, whatever they are called', async () => {
  const label = '=cmd|\'/C calc\'!A0 "x"; drop table';
  const object = await work(acme, owner, (tx) => tx.shape.addObject({ label: '__proto__', labelPlural: '[x]:*?/\\' }));
  const field = await work(acme, owner, (tx) => tx.shape.addField(object.name, 'text', { label }));
  await work(acme, owner, async (tx) => {
    await tx.records.create(tx.catalog.find(object.name), { name: 'First', [field.name]: '+value' });
  });
  const input = { entity: object.name, columns: ['title', field.name] };
  assert.deepEqual(await desk.csv(owner, input), [
    ['Name', `'=cmd|'/C calc'!A0 "x"; drop table`],
    ['First', "'+value"],
  ]);
  const made = await desk.make(owner, { ...input, format: 'xlsx' });
  assert.match(made.file!.name, /^\[x\] - exported by/);
  const cells = sheetCells(unzip((await desk.file(owner, made.id)).bytes).get('xl/worksheets/sheet1.xml')!);
  assert.deepEqual([cells.get('B1')!.value, cells.get('B2')!.value], [label, '+value']);
  const sam = await addUser(acme, 'Sam', 'sales');
  await assert.rejects(desk.start(sam, input), (error) => error instanceof Problem && error.code === 'not-allowed');
});
