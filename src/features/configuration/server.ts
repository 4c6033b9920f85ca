// The history of configuration on the server: read from the ledger, each change with its differences.
import { type Feature, on } from '../../core/feature.ts';
import type { ConfigurationChange, ConfigurationQuery } from '../../core/ledger/configuration.ts';
import { type ChangeView, listConfiguration } from './contract.ts';

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The name of a thing that is no record: a field by its label, a role or a key by what it is called. */
function nameOf(change: ConfigurationChange): string | null {
  const { title, values } = change;
  if (title !== null) return title;
  const definition = values['definition'] ?? values['after'];
  const label =
    typeof definition === 'object' && definition !== null ? (definition as { label?: unknown }).label : null;
  const changes = values['changes'] as { name?: readonly unknown[] } | undefined;
  const named = changes?.name;
  return (
    textOf(label) ??
    change.thing ??
    textOf(values['name']) ??
    textOf(values['label']) ??
    textOf(named?.[1]) ??
    textOf(named?.[0])
  );
}

function present(change: ConfigurationChange): ChangeView {
  const { values } = change;
  const byMachine = change.kind === 'operator' && textOf(values['by']) !== null;
  return {
    id: change.id,
    number: change.number,
    kind: change.kind,
    at: change.at,
    actor: change.actor,
    action: change.action,
    verb: change.verb,
    source: change.source,
    entity: change.entity,
    record: change.record,
    title: change.title,
    version: change.version,
    permission: change.permission,
    allowedBy: change.allowedBy,
    address: change.address,
    operation: change.operation,
    name: nameOf(change),
    reason: textOf(values['reason']),
    machine: byMachine
      ? { by: String(values['by']), at: String(values['doneAt']), outcome: String(values['result']) }
      : null,
    differences: byMachine ? detailOf(values['detail']) : change.differences.map((d) => ({ ...d })),
    hidden: change.hidden,
    state: change.operationState,
  };
}

/** An upgrade says from which version to which. */
function detailOf(detail: unknown): ChangeView['differences'] {
  if (typeof detail !== 'object' || detail === null) return [];
  const { from, to, ...rest } = detail as Record<string, unknown>;
  const version = from === undefined && to === undefined ? [] : [{ name: 'version', before: from, after: to }];
  return [...version, ...Object.entries(rest).map(([name, after]) => ({ name, after }))];
}

export const configuration: Feature = {
  name: 'configuration',
  handlers: [
    on(listConfiguration, async (tx, { cursor, limit, ...asked }) => {
      const query = Object.fromEntries(Object.entries(asked).filter(([, v]) => v !== undefined)) as ConfigurationQuery;
      const page = { limit: limit ?? 50, ...(cursor === undefined ? {} : { cursor }) };
      const { rows, next } = await tx.configuration.list(query, page);
      return { rows: rows.map(present), next };
    }),
  ],
};
