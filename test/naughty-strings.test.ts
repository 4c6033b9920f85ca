// Strings that have broken other programs, in every text field of every object: stored, found, and taken out again as they went in.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import type { Entity } from '../src/contract/entity.ts';
import { restoreCell } from '../src/contract/defuse.ts';
import { searchWays, searchableFields } from '../src/core/records/search-sql.ts';
import type { WriteRow } from '../src/core/tx.ts';
import { entities } from '../src/features/entities.ts';
import { newTenant, superuserIn } from './harness/cluster.ts';
import { addUser, look, work } from './harness/engine.ts';
import { Exporting, cellsOf, sheetCells, unzip } from './harness/exporting.ts';
import { plant, plantNeeds, sampleOf } from './samples/records.ts';

const file = new URL('../../shared/data/naughty_strings/blns.json', import.meta.url);
const absent = existsSync(file) ? false : 'the list of strings is not there';

/** Fields in which not any text fits, and why. */
const formats: Readonly<Record<string, string>> = {
  'priceList.currency': 'a currency',
  'exchangeRate.currency': 'a currency',
};

function textFields(e: Entity): string[] {
  return Object.entries(e.fields).flatMap(([name, f]) =>
    (f.kind === 'text' || f.kind === 'longText') && f.computed !== true && formats[`${e.name}.${name}`] === undefined
      ? [name]
      : [],
  );
}

/** One record of each object for each string: the string in all its text fields at once. */
interface Held {
  readonly id: string;
  readonly text: string;
  readonly values: Readonly<Record<string, unknown>>;
}

const vault = await newTenant('naughty');
const me = await addUser(vault, 'Olga Owner', 'owner');
const desk = new Exporting(vault);

describe('each naughty string in each text field', { skip: absent }, () => {
  let texts: string[];
  let objects: Entity[];
  const held = new Map<string, Held[]>();

  before(async () => {
    if (absent !== false) return;
    texts = [...new Set(JSON.parse(readFileSync(file, 'utf8')) as string[])];
    const own = await work(vault, me, (tx) => tx.shape.addObject({ label: 'Thing', labelPlural: 'Things' }));
    for (const kind of ['text', 'longText'] as const)
      await work(vault, me, (tx) =>
        tx.shape.addField(own.name, kind, { label: `Own ${kind}`, search: kind === 'text' }),
      );
    objects = (await look(vault, me, async (tx) => [...tx.catalog.entities])).filter((e) => textFields(e).length > 0);
  });

  /** What the record is besides its texts; one pair of needed records serves all. */
  async function frames(e: Entity): Promise<Record<string, unknown>> {
    const db = await superuserIn(vault);
    const values: Record<string, unknown> = { ...sampleOf(e).values('N') };
    for (const [field, name] of Object.entries(sampleOf(e).needs ?? {}))
      values[field] = await plant(vault, db, entities[name], sampleOf(entities[name]).values(`Needed${e.name}`));
    await plantNeeds(vault, db, e, values);
    return Object.fromEntries(Object.entries(values).filter(([name]) => e.fields[name]?.computed !== true));
  }

  async function store(e: Entity): Promise<Held[]> {
    const names = textFields(e);
    const frame = await frames(e);
    const keeps = (name: string, text: string): string | null => {
      const f = e.fields[name]!;
      const kept = f.kind === 'text' ? text.trim() : text;
      return kept === '' || [...kept].length > f.max! ? null : kept;
    };
    const rows: { text: string; row: WriteRow }[] = texts.map((text, i) => {
      const unlike = e.fields['email'] === undefined ? {} : { email: `n${i}@naughty.example` };
      const put = names.map((name) => {
        const kept = keeps(name, text);
        return [name, kept === null ? (e.fields[name]!.required ? `Plain ${i}` : null) : text] as const;
      });
      return { text, row: { values: { ...frame, ...unlike, ...Object.fromEntries(put) } } };
    });
    const results = await work(vault, me, (tx) =>
      tx.records.writeMany(
        e,
        rows.map((r) => r.row),
        { importing: true },
      ),
    );
    const out: Held[] = [];
    for (const [i, r] of results.entries()) {
      const { text, row } = rows[i]!;
      // Two strings that fold to the same text cannot both be the name of what has a name of its own.
      if (!r.ok)
        assert.ok(
          r.errors.every((x) => x.code === 'already-exists'),
          `${e.name}: ${JSON.stringify([text, r])}`,
        );
      else
        out.push({
          id: r.id,
          text,
          values: Object.fromEntries(names.map((n) => [n, row.values[n] === text ? keeps(n, text) : row.values[n]])),
        });
    }
    assert.ok(out.length > texts.length - 60, `${e.name}: only ${out.length} of ${texts.length}`);
    return out;
  }

  test('is stored and read as it went in; only space around a line falls away', async () => {
    for (const e of objects) {
      const mine = await store(e);
      held.set(e.name, mine);
      const names = textFields(e);
      const found = new Map<string, Record<string, unknown>>();
      for (let at = 0; at < mine.length; at += 200) {
        const ids = mine.slice(at, at + 200).map((h) => h.id);
        const page = await look(vault, me, (tx) =>
          tx.records.list(e, { filter: { field: 'id', op: 'in', value: ids }, limit: 200 }),
        );
        for (const row of page.rows as unknown as Record<string, unknown>[]) found.set(row['id'] as string, row);
      }
      for (const h of mine)
        assert.deepEqual(
          Object.fromEntries(names.map((n) => [n, found.get(h.id)![n]])),
          h.values,
          `${e.name}: ${JSON.stringify(h.text)}`,
        );
    }
    assert.ok(held.size >= 12, `only ${held.size} objects`);
  });

  test('is found again: by asking for exactly it in each field, and by typing it into the search box', async () => {
    let searched = 0;
    const lost: string[] = [];
    for (const e of objects) {
      const fields = searchableFields(e).map(([name]) => name);
      const askable = textFields(e).filter((n) => e.fields[n]!.protected !== true || e.fields[n]!.key === true);
      for (let at = 0; at < held.get(e.name)!.length; at += 100) {
        const part = held.get(e.name)!.slice(at, at + 100);
        await look(vault, me, async (tx) => {
          for (const h of part) {
            const same = askable.map((field) => ({
              field,
              op: 'eq' as const,
              value: h.values[field] as string | null,
            }));
            const isSearched =
              !isOddlySpaced(h.text) &&
              searchWays(h.text).flat().length > 0 &&
              fields.some((f) => h.values[f] === h.text.trim());
            if (isSearched) searched += 1;
            const query = {
              filter: { and: [{ field: 'id', op: 'eq' as const, value: h.id }, ...same] },
              ...(isSearched ? { search: h.text } : {}),
            };
            const { rows } = await tx.records.list(e, query);
            if (rows.length !== 1) lost.push(`${e.name}: ${JSON.stringify(h.text)}${isSearched ? ', searched' : ''}`);
          }
        });
      }
    }
    assert.deepEqual(lost, []);
    assert.ok(searched > 3000, `only ${searched}`);
  });

  test('leaves as it is, as text and in a workbook', async () => {
    for (const e of objects) {
      const columns = textFields(e);
      const mine = new Map(held.get(e.name)!.map((h) => [h.id, h]));
      const input = { entity: e.name, columns, ids: true, sort: 'createdAt' };
      const csv = await desk.file(me, (await desk.make(me, input)).id);
      let seen = 0;
      for (const [id, ...cells] of cellsOf(csv.bytes).slice(1)) {
        const h = mine.get(id!);
        if (h === undefined) continue;
        assert.deepEqual(
          cells.map((c) => (c === '' ? null : restoreCell(c))),
          columns.map((n) => h.values[n]),
          `${e.name}: ${JSON.stringify(h.text)}`,
        );
        seen += 1;
      }
      assert.equal(seen, mine.size, e.name);
      const book = await desk.file(me, (await desk.make(me, { ...input, format: 'xlsx' })).id);
      const cells = sheetCells(unzip(book.bytes).get('xl/worksheets/sheet1.xml')!);
      const inBook = new Map(
        [...cells]
          .filter(([place, c]) => /^A\d+$/.test(place) && mine.has(c.value))
          .map(([place, c]) => [c.value, place.slice(1)]),
      );
      assert.equal(inBook.size, mine.size, e.name);
      for (const [id, line] of inBook) {
        const h = mine.get(id)!;
        columns.forEach((name, i) =>
          assert.equal(cells.get(`${letters(i + 1)}${line}`)?.value ?? null, h.values[name], `${e.name}.${name}`),
        );
      }
    }
  });
});

/** Words of one or two letters are found at the start of a word; behind a tab or a space of another kind none starts. */
function isOddlySpaced(text: string): boolean {
  const words = searchWays(text).flat();
  return /[^\S \n]/u.test(text.trim()) && words.some((w) => [...w].length < 3);
}

function letters(n: number): string {
  return n < 26 ? String.fromCharCode(65 + n) : letters(Math.floor(n / 26) - 1) + letters(n % 26);
}
