// Teams, territories and who is in them are security changes: what an approver reads, and the state it was asked for.
import type { Entity } from '../../contract/entity.ts';
import type { Handler, Secured } from '../../core/feature.ts';
import type { Tx } from '../../core/tx.ts';

type Input = Readonly<Record<string, unknown>> & { readonly id?: string };

const words: Readonly<Record<string, string>> = {
  edit: 'Change',
  archive: 'Move to the bin',
  restore: 'Bring back from the bin',
  purge: 'Delete for good',
  assign: 'Assign',
};

function title(row: object): string {
  const found = 'title' in row ? row.title : undefined;
  return typeof found === 'string' && found !== '' ? found : 'without a name';
}

/** What stands behind an id, for whoever asks: an approver reads names. */
async function named(tx: Tx, e: Entity, field: string, value: unknown): Promise<string> {
  const to = e.fields[field]?.to?.[0];
  const target = to === undefined ? undefined : tx.catalog.lookup(to);
  if (target === undefined) return JSON.stringify(value);
  const items = Array.isArray(value) ? (value as unknown[]) : value === null ? [] : [value];
  const ids = items.map((item) => (typeof item === 'string' ? item : String((item as { id?: unknown } | null)?.id)));
  const titles = await Promise.all(
    ids.map((id) =>
      tx.records.view(target, id).then(
        (row) => `“${title(row)}”`,
        () => id,
      ),
    ),
  );
  return titles.length === 0 ? 'none' : titles.join(', ');
}

async function changes(tx: Tx, e: Entity, values: Readonly<Record<string, unknown>>): Promise<string> {
  const parts = [];
  for (const [field, value] of Object.entries(values))
    parts.push(`${e.fields[field]?.label ?? field}: ${await named(tx, e, field, value)}`);
  return parts.join('; ');
}

async function summaryOf(tx: Tx, e: Entity, verb: string, { id, ...values }: Input): Promise<string> {
  const what = e.label.toLowerCase();
  if (id === undefined) return `Add a ${what}: ${await changes(tx, e, values)}.`;
  const said = Object.keys(values).length === 0 ? '' : `: ${await changes(tx, e, values)}`;
  return `${words[verb] ?? verb} the ${what} “${title(await tx.records.view(e, id))}”${said}.`;
}

export function agreedTo(e: Entity, handler: Handler): Handler {
  if (handler.action.security === undefined) return handler;
  const verb = handler.action.name.slice(handler.action.name.indexOf('.') + 1);
  const secured: Secured<Input> = {
    summary: (tx, input) => summaryOf(tx, e, verb, input),
    basis: async (tx, { id }) =>
      id === undefined ? null : ((await tx.records.view(e, id)) as { version?: unknown }).version,
  };
  return { ...handler, secured };
}
