// What an approver reads before a record is shared or somebody stands in for somebody: names instead of ids.
import type { Tx } from '../../core/tx.ts';

async function titleOf(tx: Tx, object: string, id: string): Promise<string> {
  const row = (await tx.records.view(tx.catalog.find(object), id)) as { title?: unknown };
  return `“${typeof row.title === 'string' ? row.title : id}”`;
}

interface ShareInput {
  readonly entity: string;
  readonly id: string;
  readonly user?: string | undefined;
  readonly team?: string | undefined;
  readonly edit: boolean;
  readonly until: string;
}

export async function describeShare(tx: Tx, { entity, id, user, team, edit, until }: ShareInput): Promise<string> {
  const record = await titleOf(tx, entity, id);
  const receiver = user === undefined ? await titleOf(tx, 'team', team ?? '') : await titleOf(tx, 'user', user);
  const label = tx.catalog.find(entity).label.toLowerCase();
  return `Share the ${label} ${record} with ${receiver} to ${edit ? 'edit' : 'see'}, until ${until}.`;
}

interface DeputyInput {
  readonly user?: string | undefined;
  readonly deputy: string;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

export async function describeDeputy(tx: Tx, { user, deputy, from, until }: DeputyInput): Promise<string> {
  const whom = await titleOf(tx, 'user', user ?? tx.me.self.id);
  const when = `${from === undefined ? '' : ` from ${from}`}${until === undefined ? '' : ` until ${until}`}`;
  return `${await titleOf(tx, 'user', deputy)} stands in for ${whom}${when}.`;
}
