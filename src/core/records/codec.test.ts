// Records made together are written like records made one by one: every object, every kind of field, filled and empty.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { sampleOf } from '../../../test/samples/records.ts';
import { entities } from '../../features/entities.ts';
import { openKeyring } from '../crypto/keyring.ts';
import { newId } from '../ids.ts';
import { sealedColumn } from '../schema/ddl.ts';
import { openSealed, writeColumns, writeLists } from './codec.ts';

const keys = openKeyring('0123456789abcdef0123456789abcdef', randomBytes(32));

for (const e of Object.values(entities)) {
  test(`${e.label}: lists of parameters hold what single records hold`, () => {
    const filled = ['One', 'Two'].map((tag) => ({
      id: newId(),
      after: { owner: newId(), ...sampleOf(e).values(tag) },
    }));
    const records = [...filled, { id: newId(), after: {} }];
    const lists = writeLists(keys, e, records);
    for (const [i, { id, after }] of records.entries()) {
      const single = writeColumns(keys, e, id, after);
      for (const name of single.keys()) assert.ok(lists.has(name), name);
      for (const [name, list] of lists) {
        assert.equal(list.length, records.length, name);
        // Sealed anew each time: what it holds has to be the same.
        const open = (value: unknown): unknown => (name === sealedColumn ? openSealed(keys, e, id, value) : value);
        assert.deepEqual(open(list[i]), open(single.get(name) ?? null), name);
      }
    }
  });
}
