// Keeps which of its rights a key has used: told by the action and by what it put on record, written once an hour.
import type { LedgerEntry } from '../ledger.ts';
import type { Principal } from '../principal.ts';

/** What is needed of a unit of work. */
interface Ending {
  readonly vault: { readonly id: string };
  readonly me: Principal;
  readonly at: Date;
  readonly purpose: { readonly action: string; readonly permission?: string };
  readonly rightsUsed: ReadonlySet<string>;
  readonly ledger: { readonly waiting: readonly LedgerEntry[] };
  readonly afterCommit: (() => void)[];
  send(text: string, values: readonly unknown[], name: string): void;
}

const verbOf: Readonly<Record<string, string>> = {
  created: 'create',
  edited: 'edit',
  archived: 'archive',
  restored: 'restore',
  exported: 'export',
};

const hour = 3_600_000;
const most = 50_000;
/** what has been written this hour */
const known = new Map<string, number>();

function used(unit: Ending): string[] {
  const names = new Set<string>(unit.rightsUsed);
  if (unit.purpose.permission !== undefined) names.add(unit.purpose.permission);
  const importing = unit.purpose.action.startsWith('import');
  for (const { verb, entity } of unit.ledger.waiting) {
    if (entity === null || entity === undefined || verbOf[verb] === undefined) continue;
    names.add(`${entity}.${verbOf[verb]}`);
    if (importing) names.add(`${entity}.import`);
  }
  return [...names];
}

/** Sends, with the end of a key's unit of work, which rights it has used; nothing when that has been written this hour. */
export function sendKeyUse(unit: Ending): void {
  if (unit.me.kind !== 'api_key') return;
  const nowHour = Math.floor(unit.at.getTime() / hour);
  const keyOf = (name: string): string => `${unit.vault.id} ${unit.me.id} ${name}`;
  const fresh = used(unit).filter((name) => known.get(keyOf(name)) !== nowHour);
  if (fresh.length === 0) return;
  unit.send(
    `insert into core.api_key_use (key_id, permission, last_at) select $1, unnest($2::text[]), $3
     on conflict (key_id, permission) do update set last_at = excluded.last_at`,
    [unit.me.id, fresh, new Date(nowHour * hour)],
    'key use',
  );
  unit.afterCommit.push(() => {
    if (known.size >= most) known.clear();
    for (const name of fresh) known.set(keyOf(name), nowHour);
  });
}
