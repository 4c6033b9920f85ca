// Hands over what somebody owns or is responsible for: a page a transaction, all of it one operation, by the right to assign each record.
import type { Entity } from '../../contract/entity.ts';
import type { Filter } from '../../contract/filter.ts';
import { Problem, invalidField } from '../../contract/problem.ts';
import type { JobRun } from '../../core/feature.ts';
import type { Tx } from '../../core/tx.ts';
import { reassignJob } from '../access/contract.ts';

const page = 200;

/** What names somebody as the one a record belongs to, or a team is led by. */
function fieldsOf(e: Entity): readonly string[] {
  if (e.name === 'team') return ['lead'];
  return e.fields['responsible']?.kind === 'ref' ? ['owner', 'responsible'] : ['owner'];
}

function belongsTo(e: Entity, user: string): Filter {
  return { or: fieldsOf(e).map((field) => ({ field, op: 'eq' as const, value: user })) };
}

async function objectsOf(tx: Tx, user: string): Promise<{ e: Entity; records: number }[]> {
  const out: { e: Entity; records: number }[] = [];
  for (const e of tx.catalog.entities.filter((x) => x.owner === 'owner' || x.name === 'team')) {
    try {
      const { count } = await tx.records.list(e, {
        filter: belongsTo(e, user),
        fields: [],
        limit: 1,
        count: 'exact',
      });
      if (count!.value > 0) out.push({ e, records: count!.value });
    } catch (error) {
      // Objects whose owners one may not see are none of one's to hand over.
      if (!(error instanceof Problem) || !['not-allowed', 'unknown-field'].includes(error.code)) throw error;
    }
  }
  return out;
}

export async function countLeft(
  tx: Tx,
  user: string,
): Promise<{ objects: { entity: string; label: string; records: number }[]; total: number }> {
  await tx.records.view(tx.catalog.entity('user'), user);
  const objects = await objectsOf(tx, user);
  return {
    objects: objects.map(({ e, records }) => ({ entity: e.name, label: e.labelPlural, records })),
    total: objects.reduce((sum, o) => sum + o.records, 0),
  };
}

export interface ReassignInput {
  readonly user: string;
  readonly to: string;
  readonly objects?: readonly string[] | undefined;
}

export async function startReassign(tx: Tx, input: ReassignInput): Promise<{ job: string; total: number }> {
  const users = tx.catalog.entity('user');
  const from = await tx.records.view(users, input.user);
  if (input.to === input.user) throw invalidField('to', 'oneself', 'It is handed over to somebody else.');
  const to = (await tx.records.view(users, input.to)) as { readonly status?: unknown; readonly archivedAt: unknown };
  if (to.archivedAt !== null || (to.status !== 'active' && to.status !== 'invited'))
    throw invalidField('to', 'not-active', 'This person has no open account.', 'Somebody who works here.');
  const wanted = (await objectsOf(tx, input.user)).filter(({ e }) => input.objects?.includes(e.name) ?? true);
  const total = wanted.reduce((sum, o) => sum + o.records, 0);
  const job = await tx.jobs.start(reassignJob, `Hand over what belongs to ${from.title ?? 'somebody'}`, {
    user: input.user,
    to: input.to,
    objects: wanted.map(({ e }) => e.name),
    total,
  });
  return { job, total };
}

interface State {
  readonly object: number;
  readonly cursor: string | null;
  readonly done: number;
  readonly changed: number;
  readonly refused: number;
  readonly reasons: Readonly<Record<string, number>>;
}

/** What lies in the bin stays as it is. */
export async function runReassign(job: JobRun): Promise<void> {
  const input = job.input as unknown as { user: string; to: string; objects: string[]; total: number };
  let state: State = { object: 0, cursor: null, done: 0, changed: 0, refused: 0, reasons: {}, ...job.state };
  while (state.object < input.objects.length && !(await job.cancelled())) {
    state = await job.open(async (tx, save) => {
      const next = await handOver(tx, input, state);
      const { done, changed, refused, reasons } = next;
      await save({
        done,
        total: Math.max(input.total, done),
        state: { ...next },
        result: { changed, refused, reasons },
      });
      return next;
    });
  }
}

async function handOver(tx: Tx, input: { user: string; to: string; objects: string[] }, state: State): Promise<State> {
  const e = tx.catalog.find(input.objects[state.object]!);
  const mine = belongsTo(e, input.user);
  const after: Filter =
    state.cursor === null ? mine : { and: [mine, { field: 'id', op: 'gt' as const, value: state.cursor }] };
  const { rows, next } = await tx.records.list(e, {
    filter: after,
    sort: [],
    limit: page,
    fields: fieldsOf(e),
  });
  const results =
    rows.length === 0
      ? []
      : await tx.records.writeMany(
          e,
          rows.map((row) => ({ id: row.id, values: changed(row as Row, e, input) })),
          e.name === 'team' ? {} : { by: 'assign' },
        );
  const reasons = { ...state.reasons };
  for (const r of results) if (!r.ok) reasons[r.reason] = (reasons[r.reason] ?? 0) + 1;
  return {
    object: next === null ? state.object + 1 : state.object,
    cursor: next === null ? null : rows.at(-1)!.id,
    done: state.done + results.length,
    changed: state.changed + results.filter((r) => r.ok && r.did !== 'unchanged').length,
    refused: state.refused + results.filter((r) => !r.ok).length,
    reasons,
  };
}

type Row = Readonly<Record<string, { readonly id?: string } | null | undefined>>;

/** Only what names the one who leaves. */
function changed(row: Row, e: Entity, { user, to }: { user: string; to: string }): Record<string, string> {
  return Object.fromEntries(fieldsOf(e).flatMap((field) => (row[field]?.id === user ? [[field, to]] : [])));
}
