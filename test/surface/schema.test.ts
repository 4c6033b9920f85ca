// surface/schema.txt is the database a new tenant gets; what the machinery keeps of people is listed, and really there.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { databaseOf, newTenant, superuserIn } from '../harness/cluster.ts';
import { firstDifferences } from './csv.ts';
import { machineryPersonal } from './personal.ts';
import { schemaText } from './schema.ts';

describe('the schema', () => {
  test('surface/schema.txt is current (npm run surface writes it)', async () => {
    const acme = await newTenant('acme');
    const text = await schemaText(await superuserIn(acme), { ...databaseOf(acme).roles });
    assert.ok(text.split('\n').length > 200);
    const committed = readFileSync(new URL('../../surface/schema.txt', import.meta.url), 'utf8');
    assert.deepEqual(firstDifferences(committed, text), []);
  });

  test('what the machinery keeps of people stands where the inventory says', () => {
    const columns = new Set(
      readFileSync(new URL('../../surface/schema.txt', import.meta.url), 'utf8')
        .split('\n')
        .map((line) => line.slice(0, line.indexOf(' '))),
    );
    for (const [where] of machineryPersonal) assert.ok(columns.has(where), `${where} is not there`);
    const kept = [...columns].filter((name) =>
      /^core\.\w+\.(address|user_agent|email|phone|name_hash|phc)$/.test(name),
    );
    const listed = new Set(machineryPersonal.map(([where]) => where));
    assert.deepEqual(
      kept.filter((name) => !listed.has(name)),
      [],
      'kept and not listed',
    );
  });
});
