// How each action every object has is tried for leaks: lists and all that can be asked of one, single records, changes, and what errors say.
import type { Entity } from '../../../contract/entity.ts';
import { isVirtual } from '../../../contract/field.ts';
import { newId } from '../../../core/ids.ts';
import type { LeakPath } from '../contract.ts';
import { isAlike } from './prober.ts';
import { probeGroup, probeList } from './list-probes.ts';
import { type RecordCase, type RecordProbe, at, blind, guess, leak, list } from './record-case.ts';

/** What cannot be seen answers like what never was. */
function alike(path: LeakPath, inputs: (c: RecordCase, id: string) => Record<string, unknown>[]): RecordProbe {
  return async (c) => {
    for (const r of c.p.unseen(c.e)) {
      const absent = newId();
      const [these, those] = [inputs(c, r.id), inputs(c, absent)];
      for (const [n, input] of these.entries()) {
        const [hidden, none] = [await list(c, path, input), await list(c, path, those[n]!)];
        if (!isAlike(hidden, none))
          leak(
            c,
            path,
            input,
            `It answers otherwise (${hidden.status}) than for an id that never was (${none.status}).`,
          );
      }
    }
  };
}

const byId = (_: RecordCase, id: string): Record<string, unknown>[] => [{ id }];

function single(path: LeakPath): RecordProbe {
  const hidden = alike(path, byId);
  return async (c) => {
    await hidden(c);
    for (const r of c.p.seen(c.e)) {
      await list(c, path, { id: r.id });
      if (path === 'view')
        await c.p.ask({ path: 'key', object: c.e.name }, c.action, { ...c.extra, id: r.id }, { by: 'key' });
    }
    for (const r of path === 'view' ? c.p.unseen(c.e) : [])
      await c.p.ask({ path: 'key', object: c.e.name }, c.action, { ...c.extra, id: r.id }, { by: 'key' });
  };
}

const someText = (e: Entity): string =>
  Object.entries(e.fields).find(([, f]) => f.kind === 'text' && !isVirtual(f))?.[0] ?? 'name';

/** A field one cannot read is refused in the words for one that does not exist, whatever is sent for it. */
const probeEdit: RecordProbe = async (c) => {
  await alike('change', (k, id) => [{ id, [someText(k.e)]: 'x' }, { id }])(c);
  await alike('error', (k, id) => [{ id, [someText(k.e)]: { no: 'such value' } }])(c);
  const [r] = c.p.seen(c.e);
  if (r === undefined) return;
  for (const [field, f] of blind(c)) {
    if (c.p.subject.expected.rightOn(c.e, field) !== 'hidden') continue;
    for (const value of [guess(r, field, f), { no: 'such value' }, null]) {
      const input = { id: r.id, [field]: value };
      const [hidden, none] = [
        await list(c, 'error', input),
        await list(c, 'error', { id: r.id, zzNoSuchField: value }),
      ];
      if (
        hidden.status !== none.status ||
        hidden.text.replaceAll(field, 'zzNoSuchField').replace(/[0-9a-f-]{36}/g, '') !==
          none.text.replace(/[0-9a-f-]{36}/g, '')
      )
        leak(
          c,
          'error',
          input,
          `It answers otherwise (${hidden.status}) than for a field that does not exist (${none.status}).`,
        );
    }
  }
};

/** A unique value of a record one cannot see is not told by a refusal. */
const probeCreate: RecordProbe = async (c) => {
  const { e, p } = c;
  for (const [field, f] of Object.entries(e.fields)) {
    if (f.unique !== true || isVirtual(f)) continue;
    for (const r of p.unseen(e).slice(0, 1)) {
      const input = { [someText(e)]: `Made up ${newId()}`, [field]: r.values[field] };
      const reply = await list(c, 'error', input);
      if (reply.status === 409) leak(c, 'error', input, `It tells that somebody holds this ${field}.`);
    }
  }
};

const probeReveal: RecordProbe = async (c) => {
  const { e, p } = c;
  await alike('change', (k, id) => [{ id, field: someText(k.e), reason: 'to find out' }])(c);
  for (const r of p.seen(e)) {
    for (const field of r.marks.keys()) {
      if (p.subject.expected.readsField(e, field)) continue;
      const may = p.subject.expected.rightOn(e, field) === 'masked' && p.subject.expected.sees(r, 'reveal');
      await p.ask(
        at(c, 'view'),
        c.action,
        { ...c.extra, id: r.id, field, reason: 'to find out' },
        { allow: (mark) => may && (r.marks.get(field)?.includes(mark) ?? false) },
      );
    }
  }
};

const probePrint: RecordProbe = async (c) => {
  await alike('print', byId)(c);
  await list(c, 'print', { archived: 'both' });
  for (const r of c.p.seen(c.e)) {
    const reply = await list(c, 'print', { id: r.id });
    if (reply.status === 200 && !c.p.subject.expected.sees(r, 'print'))
      leak(c, 'print', { id: r.id }, 'It prints a record that may be seen and not printed.');
  }
  for (const [name] of blind(c)) {
    const reply = await list(c, 'print', { fields: name });
    if (reply.status === 200 && c.p.subject.expected.rightOn(c.e, name) === 'hidden')
      leak(c, 'print', { fields: name }, `It prints ${name}, which this role cannot read.`);
  }
};

/** Whichever of the two it is that cannot be seen. */
const probeMerge: RecordProbe = async (c) => {
  const [mine] = c.p.seen(c.e);
  await alike('change', (_, id) => [
    { id, other: newId() },
    { id: mine?.id ?? newId(), other: id },
  ])(c);
};

const bulk = alike('change', (k, id) => [
  { ids: [id], do: 'archive' },
  { ids: [id], do: 'edit', values: { [someText(k.e)]: 'x' } },
]);

/** By the verb of the action. A verb without a line fails a test, and the check itself. */
export const recordProbes: Readonly<Record<string, RecordProbe>> = {
  list: probeList,
  view: single('view'),
  history: single('history'),
  group: probeGroup,
  create: probeCreate,
  edit: probeEdit,
  archive: alike('change', byId),
  restore: alike('change', byId),
  purge: alike('change', byId),
  bulk,
  assign: alike('change', (k, id) => [{ id, ...(k.e.owner === 'owner' ? { owner: null } : { teams: null }) }]),
  complete: alike('change', (_, id) => [{ id, done: true }]),
  reveal: probeReveal,
  print: probePrint,
  merge: probeMerge,
  mergedInto: alike('view', byId),
};
