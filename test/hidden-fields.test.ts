// Hidden means absent: for every field of every object, somebody from whom it is hidden finds neither its value nor its name anywhere, and
// asking for it is answered exactly like asking for a field that does not exist.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Entity } from '../src/contract/entity.ts';
import type { Field } from '../src/contract/field.ts';
import { filterOps } from '../src/contract/filter.ts';
import type { PgConnection } from '../src/core/pg.ts';
import type { Vault } from '../src/core/vault.ts';
import { entities } from '../src/features/entities.ts';
import { newTenant, superuserIn } from './harness/cluster.ts';
import { type Done, perform } from './samples/engine.ts';
import { type Person, makeRole, makeUser } from './samples/people.ts';
import { plant, sampleOf } from './samples/records.ts';

const objects: readonly Entity[] = Object.values(entities);

let acme: Vault;
let db: PgConnection;
let owner: Person;
/** Two records of each object to point to. */
let targets: Readonly<Record<string, readonly [string, string]>>;
let serial = 0;

before(async () => {
  acme = await newTenant('acme');
  db = await superuserIn(acme);
  const everything = await makeRole(db, { everything: true });
  owner = await makeUser(db, [everything], []);
  const two = async (e: Entity): Promise<[string, string]> => {
    const seed = (tag: string): Promise<string> => plant(acme, db, e, sampleOf(e).values(`${tag}${e.name}`));
    return [await seed('One'), await seed('Two')];
  };
  const pipelines = await two(entities.pipeline);
  for (const pipeline of pipelines) {
    await plant(acme, db, entities.stage, { ...sampleOf(entities.stage).values(`Of${pipeline}`), pipeline });
  }
  const stages = ['00000000-0000-7000-8000-000000000302', '00000000-0000-7000-8000-000000000303'] as const;
  const pointedTo = ['company', 'contact', 'deal', 'product', 'priceList', 'tag', 'team', 'territory', 'user'] as const;
  const others = pointedTo.map(async (name) => [name, await two(entities[name])] as const);
  targets = { ...Object.fromEntries(await Promise.all(others)), pipeline: pipelines, stage: stages };
});

/** A value of the field that can be told from everything else, and the marks it would leave in an answer. */
function canary(f: Field): { value: unknown; changed: unknown; marks: readonly string[] } {
  serial += 1;
  const n = String(serial).padStart(4, '0');
  const word = `Canary${n}`;
  const low = word.toLowerCase();
  switch (f.kind) {
    case 'text':
    case 'longText':
      return { value: word, changed: `${word}b`, marks: [word] };
    case 'url':
      return { value: `https://${low}.example`, changed: `https://${low}b.example`, marks: [low] };
    case 'email':
      return { value: `${low}@hidden.example`, changed: `${low}b@hidden.example`, marks: [low] };
    case 'emails':
      return {
        value: [{ value: `${low}@hidden.example`, label: null }],
        changed: [{ value: `${low}b@hidden.example`, label: null }],
        marks: [low],
      };
    case 'phone':
    case 'phones': {
      const of = (end: string): unknown =>
        f.kind === 'phone' ? `+35840999${n}${end}` : [{ value: `+35840999${n}${end}`, label: null }];
      return { value: of(''), changed: of('1'), marks: [`999${n}`] };
    }
    case 'address':
      return {
        value: { street: word, postalCode: null, city: null, region: null, country: null },
        changed: { street: `${word}b`, postalCode: null, city: null, region: null, country: null },
        marks: [word],
      };
    case 'number':
      return f.most === undefined
        ? { value: `77${n}`, changed: `78${n}`, marks: [`77${n}`] }
        : { value: String((f.least ?? 0) + 5), changed: String((f.least ?? 0) + 6), marks: [] };
    case 'percent':
      return { value: `37.${n}7`, changed: `38.${n}7`, marks: [`37.${n}7`] };
    case 'money':
      return {
        value: { amount: `77${n}.77`, currency: 'CHF' },
        changed: { amount: `78${n}.77`, currency: 'CHF' },
        marks: [`77${n}.77`, 'CHF'],
      };
    case 'date':
      return { value: `1${n.slice(1)}-12-03`, changed: `1${n.slice(1)}-12-04`, marks: [`1${n.slice(1)}-12-03`] };
    case 'dateTime':
      return {
        value: `2031-07-08T09:10:11.${n.slice(1)}Z`,
        changed: `2031-07-08T09:10:12.${n.slice(1)}Z`,
        marks: [`2031-07-08T09:10:11.${n.slice(1)}`],
      };
    case 'checkbox':
      return { value: true, changed: false, marks: [] };
    case 'select':
      return { value: f.options!.at(-1)!.key, changed: f.options![0]!.key, marks: [] };
    case 'multiSelect':
      return { value: [f.options!.at(-1)!.key], changed: [f.options![0]!.key], marks: [] };
    case 'ref': {
      const [value, changed] = targets[f.to![0]!]!;
      return { value, changed, marks: [] };
    }
    case 'links': {
      const to = f.to![0]!;
      const role = f.roles === true ? word : null;
      const [value, changed] = targets[to]!.map((id) => [{ entity: to, id, role }]);
      return { value, changed, marks: role === null ? [] : [word] };
    }
  }
}

/** Every place in an answer where a property of this name stands, or a value that holds one of the marks. */
function findTraces(answer: unknown, name: string, marks: readonly string[], at = '$'): string[] {
  if (typeof answer === 'string')
    return marks.some((m) => answer.toLowerCase().includes(m.toLowerCase())) ? [`${at}: ${answer}`] : [];
  if (typeof answer !== 'object' || answer === null)
    return marks.includes(String(answer)) ? [`${at}: ${String(answer)}`] : [];
  return Object.entries(answer).flatMap(([key, value]) => [
    ...(key === name ? [`${at}.${key}`] : []),
    ...(key === 'field' && value === name ? [`${at}.field`] : []),
    ...findTraces(value, name, marks, `${at}.${key}`),
  ]);
}

/** The problem as it was told; `asked` stands for the name it would have had. */
function shapeOf({ outcome, problem }: Done, asked?: string, name = ''): string {
  const shape = JSON.stringify([outcome, problem?.detail, problem?.extras]);
  return asked === undefined ? shape : shape.replaceAll(asked, name);
}

interface Hidden {
  readonly e: Entity;
  readonly name: string;
  readonly f: Field;
  readonly id: string;
  readonly marks: readonly string[];
  readonly value: unknown;
  readonly changed: unknown;
  /** sees and changes everything but this field */
  readonly me: Person;
}

async function hide(e: Entity, name: string, f: Field): Promise<Hidden> {
  const { value, changed, marks } = sampleOf(e).canaries?.[name] ?? canary(f);
  const id = await plant(
    acme,
    db,
    e,
    { ...sampleOf(e).values(`Plain${(serial += 1)}`), [name]: value },
    { owner: owner.id },
  );
  // Something for the history and for a conflict to show: changed, and changed back.
  for (const next of f.computed === true ? [] : [changed, value]) {
    const done = await perform(acme, owner.actor, `${e.name}.edit`, { id, [name]: next });
    assert.equal(done.outcome, 'done', JSON.stringify(done.problem));
  }
  const all = Object.fromEntries(['view', 'create', 'edit', 'archive', 'restore'].map((verb) => [verb, 'all']));
  const others = objects.filter((o) => o !== e).map((o) => [o.name, all] as const);
  const role = await makeRole(db, {
    objects: { ...Object.fromEntries(others), [e.name]: { ...all, fields: { [name]: 'hidden' } } },
    areas: ['self.use'],
  });
  return { e, name, f, id, marks, value, changed, me: await makeUser(db, [role], []) };
}

const unknownName = 'nowhereToBeFound';

/** Values with which each comparison could be asked of a field of this kind. */
function askedValue(h: Hidden, op: string): unknown {
  const { value } = h;
  if (op === 'empty') return false;
  const first = Array.isArray(value)
    ? ((value[0] as { id?: string; value?: string }).id ?? (value[0] as { value?: string }).value ?? value[0])
    : value;
  const plain =
    typeof first === 'object' && first !== null && 'amount' in first ? (first as { amount: string }).amount : first;
  return op === 'in' ? [plain] : plain;
}

async function checkReads(h: Hidden): Promise<void> {
  const { e, name, id, me, marks } = h;
  const filter = JSON.stringify({ field: 'id', op: 'eq', value: id });
  const reads: readonly (readonly [string, object])[] = [
    [`${e.name}.view`, { id }],
    [`${e.name}.history`, { id }],
    [`${e.name}.list`, { filter }],
    [`${e.name}.list`, { filter, sort: '-updatedAt', count: 'exact', archived: 'both' }],
  ];
  for (const [action, input] of reads) {
    const done = await perform(acme, me.actor, action, input);
    assert.equal(done.outcome, 'done', `${action} by somebody from whom only ${name} is hidden`);
    assert.deepEqual(findTraces(done.output, name, marks), [], `${action} tells of ${name}`);
    // What the product itself sets was planted, so it has no history.
    if (action.endsWith('.history') && h.f.computed === true) continue;
    const shown = await perform(acme, owner.actor, action, input);
    assert.notDeepEqual(
      findTraces(shown.output, name, marks),
      [],
      `${action} shows nothing of ${name} to anybody, so this test would prove nothing`,
    );
  }
}

/** Asked for the hidden field and for one that does not exist: refused, in the same words. */
async function checkQuestions(h: Hidden): Promise<void> {
  const { e, name, me } = h;
  const ask = (input: object): Promise<Done> => perform(acme, me.actor, `${e.name}.list`, input);
  const same = async (what: string, of: (field: string) => object): Promise<void> => {
    const hidden = await ask(of(name));
    assert.notEqual(hidden.outcome, 'done', `${what} by ${name}`);
    assert.equal(shapeOf(hidden), shapeOf(await ask(of(unknownName)), unknownName, name), `${what} by ${name}`);
  };
  await same('fields', (field) => ({ fields: field }));
  await same('sort', (field) => ({ sort: field }));
  await same('sort downwards', (field) => ({ sort: `title,-${field}` }));
  for (const op of filterOps) {
    await same(`filter ${op}`, (field) => ({ filter: JSON.stringify({ field, op, value: askedValue(h, op) }) }));
  }
  for (const op of ['eq', 'empty']) {
    await same(`filter not ${op}`, (field) => ({
      filter: JSON.stringify({ not: { or: [{ field, op, value: askedValue(h, op) }] } }),
    }));
  }
}

/** Totals by it, of it, and every question asked through a reference of another object. */
async function checkTotalsAndPaths(h: Hidden): Promise<void> {
  const { e, name, me } = h;
  const same = async (action: string, of: (field: string) => object): Promise<void> => {
    const hidden = await perform(acme, me.actor, action, of(name));
    const unknown = await perform(acme, me.actor, action, of(unknownName));
    assert.notEqual(hidden.outcome, 'done', `${action} ${JSON.stringify(of(name))}`);
    assert.equal(shapeOf(hidden), shapeOf(unknown, unknownName, name), `${action} ${JSON.stringify(of(name))}`);
  };
  await same(`${e.name}.group`, (field) => ({ by: field }));
  await same(`${e.name}.group`, (field) => ({ by: `createdAt:month,${field}` }));
  for (const op of ['sum', 'avg', 'min', 'max', 'filled', 'weighted']) {
    await same(`${e.name}.group`, (field) => ({ measures: `${op}:${field}` }));
  }
  for (const from of objects.filter((o) => o !== e)) {
    for (const [path] of Object.entries(from.fields).filter(([, f]) => f.kind === 'ref' && f.to![0] === e.name)) {
      await same(`${from.name}.list`, (field) => ({
        filter: JSON.stringify({ field: `${path}.${field}`, op: 'empty', value: false }),
      }));
      await same(`${from.name}.list`, (field) => ({ sort: `${path}.${field}` }));
      await same(`${from.name}.group`, (field) => ({ by: `${path}.${field}` }));
      await same(`${from.name}.group`, (field) => ({ measures: `max:${path}.${field}` }));
    }
  }
}

async function checkSearch(h: Hidden): Promise<void> {
  const { e, id, me, marks } = h;
  for (const mark of marks) {
    const everywhere = await perform(acme, me.actor, 'search.find', { q: mark });
    assert.deepEqual(findTraces(everywhere.output, h.name, marks), [], 'the search over everything shows it');
    assert.ok(
      !JSON.stringify(everywhere.output ?? '').includes(id),
      'the search over everything finds the record by it',
    );
    const found = await perform(acme, me.actor, `${e.name}.list`, { search: mark });
    const rows = (found.output as { rows: { id: string }[] } | undefined)?.rows ?? [];
    assert.deepEqual(
      rows.filter((r) => r.id === id),
      [],
      'a search finds the record by what is hidden',
    );
  }
}

/** Writing the hidden field is writing one that does not exist, on every path, and tells nothing of what is stored. */
async function checkWrites(h: Hidden): Promise<void> {
  const { e, name, f, id, me, marks, value, changed } = h;
  const edits: readonly { ifMatch?: number }[] = f.computed === true ? [{}] : [{}, { ifMatch: 1 }, { ifMatch: 2 }];
  for (const call of edits) {
    for (const asked of [changed, null, { not: 'a value of it' }]) {
      const ask = (field: string): Promise<Done> =>
        perform(acme, me.actor, `${e.name}.edit`, { id, [field]: asked }, call);
      const hidden = await ask(name);
      assert.equal(hidden.outcome, 'unknown-field', `edit of ${name}, ${JSON.stringify(call)}`);
      assert.equal(shapeOf(hidden), shapeOf(await ask(unknownName), unknownName, name), `edit of ${name}`);
    }
  }
  if (e.made === undefined) {
    const ask = (field: string): Promise<Done> =>
      perform(acme, me.actor, `${e.name}.create`, {
        ...without(sampleOf(e).values(`New${(serial += 1)}`), name),
        [field]: value,
      });
    const [hidden, unknown] = [await ask(name), await ask(unknownName)];
    assert.equal(hidden.outcome, 'unknown-field', `create with ${name}`);
    // Who may not fill in what a record needs cannot make one, and is not told what it is.
    if (f.required) assert.equal(unknown.outcome, f.default === undefined ? 'not-allowed' : 'unknown-field');
    else assert.equal(shapeOf(hidden), shapeOf(unknown, unknownName, name), `create with ${name}`);
    const told = unknown.problem?.extras.errors?.map(({ code: _, ...rest }) => rest);
    assert.deepEqual(findTraces(told, name, marks), [], 'create tells of it');
  }
  const bulk = await perform(acme, me.actor, `${e.name}.bulk`, {
    ids: [id],
    do: 'edit',
    values: { [name]: changed },
  });
  const { results } = bulk.output as { results: { ok: boolean; code?: string }[] };
  assert.deepEqual([results[0]!.ok, results[0]!.code], [false, 'unknown-field'], 'bulk edit');
}

function without(values: Readonly<Record<string, unknown>>, name: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([key]) => key !== name));
}

describe('hidden means absent', () => {
  for (const e of objects) {
    for (const [name, f] of Object.entries(e.fields)) {
      test(`${e.name}.${name}: in no answer, no question, no search, no history, no conflict`, async () => {
        const h = await hide(e, name, f);
        await checkReads(h);
        await checkQuestions(h);
        await checkTotalsAndPaths(h);
        await checkSearch(h);
        await checkWrites(h);
        const { output } = await perform(acme, h.me.actor, 'catalog.view', {});
        const { entities: shown } = output as {
          entities: { name: string; fields: { name: string }[]; columns: string[]; title: string[] }[];
        };
        const described = shown.find((x) => x.name === e.name)!;
        const names = [...described.fields.map((x) => x.name), ...described.columns, ...described.title];
        assert.ok(names.length > 0 && !names.includes(name), `the catalogue names it among ${names.join(', ')}`);
      });
    }
  }
});
