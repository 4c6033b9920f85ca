// The ledger on the server: lists, single entries, counts over time, and how far it is sealed.
import { type LedgerTerm, parseLedgerQuery } from '../../contract/ledger-query.ts';
import { Problem, invalidField } from '../../contract/problem.ts';
import { type Feature, on, onSecured } from '../../core/feature.ts';
import type { Retention } from '../../core/ledger/archive-store.ts';
import type { LedgerQuery } from '../../core/ledger/desk.ts';
import type { RetentionState } from '../../core/ledger/retention-desk.ts';
import {
  addReceiver,
  countEntries,
  ledgerStatus,
  listEntries,
  removeReceiver,
  setRetention,
  viewEntry,
  viewRetention,
} from './contract.ts';

type Asked = Omit<LedgerQuery, 'actions' | 'terms'> & {
  readonly actions?: string | undefined;
  readonly q?: string | undefined;
};

const retentionOf = (state: RetentionState) => ({ ...state, archives: [...state.archives] });

function retentionText({ liveMonths, keepMonths }: Retention): string {
  const kept = keepMonths === null ? 'kept for ever' : `destroyed after ${keepMonths}`;
  return `values in the archive after ${liveMonths} months, ${kept}`;
}

/** Without what was left out. */
function given<T extends object>(o: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(o).filter(([, value]) => value !== undefined)) as never;
}

function queryOf({ actions, q, ...asked }: { readonly [K in keyof Asked]: Asked[K] | undefined }): LedgerQuery {
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)) as LedgerQuery;
  return {
    ...given,
    ...(actions === undefined ? {} : { actions: actions.split(',').filter((name) => name !== '') }),
    ...(q === undefined ? {} : { terms: termsOf(q) }),
  };
}

function termsOf(q: string): readonly LedgerTerm[] {
  const { terms, wrong } = parseLedgerQuery(q);
  if (wrong !== null) throw invalidField('q', 'invalid', wrong.says);
  return terms;
}

function instant(text: string): Date {
  const at = new Date(text);
  const year = at.getUTCFullYear();
  if (Number.isNaN(year) || year < 1 || year > 9999)
    throw new Problem('bad-request', `${JSON.stringify(text)} is no instant.`);
  return at;
}

export const ledger: Feature = {
  name: 'ledger',
  handlers: [
    on(listEntries, async (tx, { cursor, limit, ...asked }) => {
      const page = { limit: limit ?? 50, ...(cursor === undefined ? {} : { cursor }) };
      const { rows, ...rest } = await tx.ledger.list(queryOf(asked), page);
      return { rows: rows.map((row) => ({ ...row, fields: [...row.fields] })), ...rest };
    }),
    on(viewEntry, async (tx, { id }) => {
      const entry = await tx.ledger.entry(id);
      const proof = entry.proof === null ? null : { ...entry.proof, path: [...entry.proof.path] };
      return { ...entry, fields: [...entry.fields], changes: [...entry.changes], values: { ...entry.values }, proof };
    }),
    on(countEntries, async (tx, { from, to, buckets, ...asked }) => {
      const counted = await tx.ledger.histogram(queryOf(asked), instant(from), instant(to), buckets);
      return { ...counted, buckets: [...counted.buckets] };
    }),
    onSecured(
      addReceiver,
      {
        summary: async (_tx, { kind, label, format }) =>
          `Send ${format === undefined ? 'signed heads of the ledger' : `every entry of the ledger as ${format.toUpperCase()}`} to "${label}" (${kind}).`,
      },
      async (tx, wish) => ({ id: await tx.ledger.addReceiver(given(wish)) }),
    ),
    onSecured(
      removeReceiver,
      {
        summary: async (tx, { id }) => {
          const { receivers } = await tx.ledger.status();
          return `Send nothing of the ledger to "${receivers.find((r) => r.id === id)?.label ?? id}" any more.`;
        },
      },
      async (tx, { id }) => {
        await tx.ledger.removeReceiver(id);
        return {};
      },
    ),
    on(viewRetention, async (tx) => retentionOf(await tx.ledger.retention())),
    onSecured(
      setRetention,
      {
        summary: async (tx, next) =>
          `Ledger: ${retentionText(next)} (now: ${retentionText(await tx.ledger.retention())}).`,
        basis: async (tx) => {
          const { liveMonths, keepMonths } = await tx.ledger.retention();
          return { liveMonths, keepMonths };
        },
      },
      async (tx, next) => retentionOf(await tx.ledger.setRetention(next)),
    ),
    on(ledgerStatus, async (tx) => {
      const status = await tx.ledger.status();
      const check = status.check === null ? null : { ...status.check, findings: [...status.check.findings] };
      return { ...status, receivers: [...status.receivers], check };
    }),
  ],
};
