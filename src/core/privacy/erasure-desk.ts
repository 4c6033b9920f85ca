// Makes the `erasure` of a Tx: what is held about a person goes step by step, each a transaction of its own that can be taken again; the record itself last,
// since it tells what to look for. The right reaches what its holder does not see: what is erased by halves is not erased.
import { Problem, invalidField } from '../../contract/problem.ts';
import { assertAgreed } from '../access/agreed.ts';
import { replaceQuotes } from '../erasure/quotes.ts';
import type { FileDesk } from '../files.ts';
import { askErasure, readErasures } from '../ledger/erasures.ts';
import { may } from '../principal.ts';
import { readStored } from '../records/codec.ts';
import type { WriteDraft } from '../records/draft.ts';
import { deleteWithParts, readTrees } from '../records/purge.ts';
import { markArchived, updateRecords } from '../records/store.ts';
import { announce, tellOf } from '../records/on-record.ts';
import { tableName } from '../schema/ddl.ts';
import { sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { endRecord } from './erasure-end.ts';
import { chosenTexts, lookAt, seenStanding } from './erasure-look.ts';
import { type Standing, assertFree, cutOut, ownWhere, referring, standingOf } from './erasure-parts.ts';
import type { ErasureDesk, ErasureStep, ErasureWish } from './erasure.ts';
import { askRequest, closeErased, openRequest } from './requests.ts';
import type { Subject } from './subjects.ts';

const right = 'admin.erasure';

export function makeErasureDesk(unit: Unit, files: FileDesk): ErasureDesk {
  const allow = (): void => unit.refuseUnless(may(unit.me, right), right);
  /** The record, locked, with nothing that stands against it. */
  const step = async <T>(subject: Subject, gone: T, work: (standing: Standing) => Promise<T>): Promise<T> => {
    allow();
    unit.assertWrites();
    await assertAgreed(unit, 'purge');
    const standing = await standingOf(unit, subject);
    if (standing === null) return gone;
    await assertFree(unit, standing);
    return await work(standing);
  };
  return {
    look: async (subject) => {
      allow();
      return await lookAt(unit, subject);
    },
    begin: async (subject, wish) => {
      allow();
      return await begin(unit, subject, wish);
    },
    takeOwn: (subject, limit) => step(subject, nothing, (standing) => takeOwn(unit, standing, limit)),
    cut: (subject, limit) => step(subject, nothing, (standing) => cutLinks(unit, standing, limit)),
    unquote: (subject, quoted, cursor, limit) =>
      step(subject, { cursor: null, changed: 0, held: 0 }, async (standing) =>
        replaceQuotes(unit, await chosenTexts(unit, standing, quoted), { cursor, limit, except: subject.id }),
      ),
    wipeFile: (subject, quoted, after, kinds) =>
      step(subject, { next: null, wiped: 0 }, async (standing) => {
        const texts = await chosenTexts(unit, standing, quoted);
        const together = standing.e.title.flatMap((name) => {
          const part = standing.row[name];
          return typeof part === 'string' && part !== '' ? [part] : [];
        });
        const about = { texts, together: together.length > 1 ? together : [], record: subject.id };
        return await files.wipeQuoting(about, after, kinds);
      }),
    end: (subject, wish) =>
      step(subject, { again: false }, async (standing) => {
        const left = (await takeOwn(unit, standing, 1)).done + (await cutLinks(unit, standing, 1)).done;
        if (left > 0) return { again: true };
        const texts = await chosenTexts(unit, standing, wish.quoted);
        await closeErased(unit, subject, wish.request, wish.reason);
        const records = await endRecord(unit, standing);
        await askInParts(unit, records, texts, wish.reason);
        return { again: false };
      }),
    state: async (record) => {
      allow();
      return await readErasures(unit, record);
    },
  };
}

/** As many at once as one erasure may name; the texts go with the first. */
const namedAtOnce = 1_000;

async function askInParts(
  unit: Unit,
  records: readonly string[],
  texts: readonly string[],
  reason: string,
): Promise<void> {
  for (let i = 0; i < records.length; i += namedAtOnce)
    await askErasure(unit, { records: records.slice(i, i + namedAtOnce), texts: i === 0 ? texts : [], reason });
}

const nothing: ErasureStep = { done: 0, more: false };

async function begin(unit: Unit, subject: Subject, { reason, quoted, count, request }: ErasureWish): Promise<string> {
  unit.assertWrites();
  const look = await lookAt(unit, subject);
  if (look.held[0] !== undefined) throw new Problem('held', look.held[0]);
  if (look.count !== count)
    throw new Problem('wrong-state', `It would be ${look.count} by now, not ${count}. Look again, and say so anew.`);
  const { standing } = await seenStanding(unit, subject);
  const texts = await chosenTexts(
    unit,
    standing,
    look.quoted.map((q) => q.field),
  );
  const said = reason.toLowerCase();
  if (texts.some((text) => said.includes(text.toLowerCase())))
    throw invalidField(
      'reason',
      'names-the-person',
      'The reason stays on record for good, so nothing of the person stands in it.',
      'Such as: asked for by letter, see request.',
    );
  const asked =
    request === null
      ? await askRequest(unit, {
          ...subject,
          kind: 'erasure',
          receivedOn: unit.at.toISOString().slice(0, 10),
          note: null,
        })
      : await openRequest(unit, request, subject);
  unit.ledger.add({
    verb: 'erasure began',
    outcome: 'done',
    entity: subject.entity,
    record: subject.id,
    permission: right,
    values: { request: asked, reason, quoted, records: count },
  });
  return asked;
}

async function takeOwn(unit: Unit, standing: Standing, limit: number): Promise<ErasureStep> {
  const found = ownWhere(unit, standing);
  if (found === null) return nothing;
  const { own, where } = found;
  const rows = await unit.run<{ id: string }>(
    sql`select r.id from ${sql.raw(tableName(own))} r where ${where} order by r.id limit ${limit} for update of r`,
  );
  if (rows.length === 0) return nothing;
  const ids = rows.map((row) => row.id);
  const trees = await readTrees(unit, own, ids);
  for (const id of ids)
    unit.ledger.add({
      verb: 'purged',
      outcome: 'done',
      entity: own.name,
      record: id,
      permission: right,
      values: { with: 'erasure' },
    });
  // What is deleted for good lies in the bin first, for the length of a statement.
  markArchived(unit, own, ids, true);
  await deleteWithParts(unit, own, ids, trees);
  const below = trees.flatMap((t) => t.rows.map(({ id }) => id));
  await askInParts(unit, [...ids, ...below], [], 'it was about a person who is erased');
  return { done: ids.length, more: rows.length === limit };
}

async function cutLinks(unit: Unit, standing: Standing, limit: number): Promise<ErasureStep> {
  let done = 0;
  for (const { other, name, f, where } of referring(unit, standing)) {
    // What cannot be without it keeps the link to what is empty by then.
    if (f.kind === 'ref' && f.required) continue;
    const rows = await unit.run(sql`select r.* from ${sql.raw(tableName(other))} r where ${where}
      order by r.id limit ${limit - done} for update of r`);
    for (const stored of rows.map((row) => readStored(unit.vault.keys, other, row))) {
      const id = stored['id'] as string;
      const after = { ...stored, [name]: cutOut(standing, stored, name, f) };
      const d: WriteDraft = {
        index: 0,
        id,
        before: stored,
        after,
        sent: new Set([name]),
        errors: [],
        refusal: null,
      };
      updateRecords(unit, other, [d]);
      const changes = [[name, [stored[name], after[name] ?? null]]] as const;
      tellOf(unit, other, { id, before: stored, after }, { verb: 'moved', with: 'erasure', changes });
      announce(unit, other, 'edited', [id]);
    }
    done += rows.length;
    if (done >= limit) return { done, more: true };
  }
  return { done, more: false };
}
