// The ledger on the server: lists, single entries, counts over time, and how far it is sealed.
import { Problem } from '../../contract/problem.ts';
import { type Feature, on } from '../../core/feature.ts';
import type { LedgerQuery } from '../../core/ledger/desk.ts';
import { addReceiver, countEntries, ledgerStatus, listEntries, removeReceiver, viewEntry } from './contract.ts';

type Asked = Omit<LedgerQuery, 'actions'> & { readonly actions?: string | undefined };

function queryOf({ actions, ...asked }: { readonly [K in keyof Asked]: Asked[K] | undefined }): LedgerQuery {
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)) as LedgerQuery;
  return actions === undefined ? given : { ...given, actions: actions.split(',').filter((name) => name !== '') };
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
      const { rows, next } = await tx.ledger.list(queryOf(asked), page);
      return { rows: rows.map((row) => ({ ...row, fields: [...row.fields] })), next };
    }),
    on(viewEntry, async (tx, { id }) => {
      const entry = await tx.ledger.entry(id);
      const proof = entry.proof === null ? null : { ...entry.proof, path: [...entry.proof.path] };
      return { ...entry, fields: [...entry.fields], changes: [...entry.changes], values: { ...entry.values }, proof };
    }),
    on(countEntries, async (tx, { from, to, buckets, ...asked }) => ({
      buckets: [...(await tx.ledger.histogram(queryOf(asked), instant(from), instant(to), buckets))],
    })),
    on(addReceiver, async (tx, wish) => ({ id: await tx.ledger.addReceiver(wish) })),
    on(removeReceiver, async (tx, { id }) => {
      await tx.ledger.removeReceiver(id);
      return {};
    }),
    on(ledgerStatus, async (tx) => {
      const status = await tx.ledger.status();
      const check = status.check === null ? null : { ...status.check, findings: [...status.check.findings] };
      return { ...status, receivers: [...status.receivers], check };
    }),
  ],
};
