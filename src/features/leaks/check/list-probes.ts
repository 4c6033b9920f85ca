// How lists and all that can be asked of one are tried: rows, counts, search, filters, sorting, groups and totals.
import { type Field, isVirtual } from '../../../contract/field.ts';
import { type RecordCase, type RecordProbe, blind, firstMark, guess, leak, list, noRows } from './record-case.ts';
import { type Reply, bodyOf, rowsOf } from './prober.ts';

export const probeList: RecordProbe = async (c) => {
  const { p, e } = c;
  const plain = await list(c, 'list', { limit: '200' });
  await list(c, 'list', { limit: '200', archived: 'both' });
  const fields = Object.keys(e.fields).join(',');
  await list(c, 'list', { limit: '200', fields });
  const counted = await list(c, 'count', { limit: '1', count: 'exact' });
  const count = (bodyOf(counted)['count'] as { value?: number } | undefined)?.value;
  if (plain.status === 200 && count !== undefined && bodyOf(plain)['next'] === null && count !== rowsOf(plain).length)
    leak(c, 'count', { limit: '1', count: 'exact' }, `It counts ${count} where ${rowsOf(plain).length} are shown.`);
  await probeSearch(c);
  await probeFilter(c);
  for (const [name] of blind(c)) {
    for (const sort of [name, `-${name}`, `createdAt,${name}`]) {
      const reply = await list(c, 'sort', { sort, limit: '50' });
      if (reply.status === 200)
        leak(c, 'sort', { sort, limit: '50' }, `It sorts by ${name}, which this role cannot read.`);
    }
  }
  for (const r of p.seen(e).slice(0, 1))
    await p
      .ask({ path: 'key', object: e.name }, c.action, { ...c.extra, limit: '200', fields }, { by: 'key' })
      .then(() => r);
  await p.ask({ path: 'key', object: e.name }, c.action, { ...c.extra, limit: '200', count: 'exact' }, { by: 'key' });
};

async function probeSearch(c: RecordCase): Promise<void> {
  const { p, e } = c;
  for (const r of p.of(e)) {
    for (const field of r.marks.keys()) {
      if (p.subject.expected.reads(r, field) || r.id === p.subject.id) continue;
      const search = firstMark(r, field)!;
      await noRows(c, 'search', { search }, r, `It finds a record by ${field}, which this role cannot read there.`);
    }
  }
}

const opsOf = (f: Field): readonly string[] =>
  f.kind === 'links' || f.kind === 'multiSelect'
    ? ['has', 'empty']
    : ['eq', 'ne', 'in', 'lt', 'gte', 'contains', 'startsWith', 'empty'];

async function probeFilter(c: RecordCase): Promise<void> {
  const { p, e } = c;
  const filterOf = (condition: object): { filter: string } => ({ filter: JSON.stringify(condition) });
  for (const [field, f] of blind(c)) {
    const value = guess(p.of(e)[0], field, f);
    for (const op of opsOf(f)) {
      const input = filterOf({ field, op, value: op === 'empty' ? true : op === 'in' ? [value] : value });
      if ((await list(c, 'filter', input)).status === 200)
        leak(c, 'filter', input, `It filters by ${field}, which this role cannot read.`);
    }
  }
  for (const r of p.unseen(e)) {
    await noRows(c, 'filter', filterOf({ field: 'id', op: 'eq', value: r.id }), r, 'It shows a record out of reach.');
    for (const [field, f] of Object.entries(e.fields)) {
      if (firstMark(r, field) === undefined || !p.subject.expected.readsField(e, field)) continue;
      const op = ['emails', 'phones', 'address', 'text', 'longText', 'url', 'email', 'phone'].includes(f.kind)
        ? 'contains'
        : 'eq';
      await noRows(
        c,
        'filter',
        filterOf({ field, op, value: guess(r, field, f) }),
        r,
        'It shows a record out of reach.',
      );
    }
  }
  await probeThrough(c, filterOf);
}

/** Through what a record refers to: the title of something out of reach. */
async function probeThrough(c: RecordCase, filterOf: (condition: object) => { filter: string }): Promise<void> {
  const { p, e } = c;
  for (const [field, f] of Object.entries(e.fields)) {
    if (f.kind !== 'ref' || isVirtual(f)) continue;
    const target = p.world.catalog.lookup(f.to![0]!);
    for (const r of target === undefined ? [] : p.of(target)) {
      for (const far of r.marks.keys()) {
        if (p.subject.expected.reads(r, far) || r.id === p.subject.id) continue;
        const input = filterOf({ field: `${field}.${far}`, op: 'contains', value: firstMark(r, far) });
        if (rowsOf(await list(c, 'filter', input)).length > 0)
          leak(c, 'filter', input, `It filters by ${far} of a ${target!.label.toLowerCase()} this role cannot read.`);
      }
    }
  }
}

export const probeGroup: RecordProbe = async (c) => {
  const { p, e } = c;
  const planted = p.of(e);
  const which = { filter: JSON.stringify({ field: 'id', op: 'in', value: planted.map((r) => r.id) }) };
  for (const [name, f] of Object.entries(e.fields)) {
    const reply = await list(c, 'group', { by: name });
    const isBlind = !isVirtual(f) && f.computed !== true && !p.subject.expected.readsField(e, name);
    if (isBlind && reply.status === 200)
      leak(c, 'group', { by: name }, `It groups by ${name}, which this role cannot read.`);
    for (const op of ['sum', 'avg', 'min', 'max', 'filled']) {
      const input = { measures: `${op}:${name}` };
      const answered = await list(c, 'aggregate', input);
      if (isBlind && answered.status === 200)
        leak(c, 'aggregate', input, `It reckons with ${name}, which this role cannot read.`);
    }
    if (f.kind === 'ref') await list(c, 'group', { by: `${name}.title` });
    if (f.kind === 'money' && f.computed !== true && !isVirtual(f) && f.protected !== true) {
      const input = { ...which, measures: `sum:${name}` };
      const sums = sumIn(await list(c, 'aggregate', input));
      const mine = planted.filter((r) => p.subject.expected.reads(r, name)).map((r) => Number(firstMark(r, name)));
      const most = mine.reduce((a, b) => a + b, 0);
      if (sums !== undefined && sums !== most)
        leak(c, 'aggregate', input, `It sums up ${name} to ${sums}, and what may be read to ${most}.`);
    }
  }
  const all = bodyOf(await list(c, 'group', which))['groups'];
  const total = Array.isArray(all) ? (all as { count: number }[]).reduce((n, g) => n + g.count, 0) : undefined;
  const known = p.seen(e).length;
  if (total !== undefined && total > known) leak(c, 'group', which, `It counts ${total}, and ${known} may be seen.`);
};

function sumIn(reply: Reply): number | undefined {
  const groups = bodyOf(reply)['groups'];
  if (!Array.isArray(groups)) return undefined;
  const measures = (groups as { measures: ({ amount: string }[] | null)[] }[]).flatMap((g) => g.measures[0] ?? []);
  return measures.reduce((n, m) => n + Number(m.amount), 0);
}
