// What has come into the ledger since the last look, for whoever follows it live: only what he may see at that moment.
import { parseLedgerQuery } from '../../contract/ledger-query.ts';
import { invalidField } from '../../contract/problem.ts';
import type { Catalog } from '../catalog.ts';
import { now } from '../clock.ts';
import type { Vault } from '../vault.ts';
import type { LedgerQuery, LedgerRow } from './desk.ts';
import { makeLedgerDesk } from './read-desk.ts';
import type { Looker } from '../quiet.ts';
import { SilentLook } from './silent-look.ts';

/** An entry bears the time its work began and is seen when that was committed: so far back is looked again. */
const overlapMs = 60_000;
/** Before the stream began: what falls between the list and the stream comes twice rather than never. */
const beforeMs = 2_000;
/** In one look: whoever falls behind further is told that there was more. */
const rowsMost = 200;

export interface Tailed {
  /** oldest first */
  readonly rows: readonly LedgerRow[];
  /** there were more than are sent */
  readonly more: boolean;
}

export interface TailWish {
  readonly q?: string | undefined;
  readonly changes?: boolean | undefined;
}

export class Tail {
  readonly #look: SilentLook;
  readonly #query: LedgerQuery;
  readonly #since: number;
  /** entries sent or there before, with when they were seen first */
  readonly #known = new Map<string, number>();

  constructor(look: SilentLook, wish: TailWish) {
    const { terms, wrong } = parseLedgerQuery(wish.q ?? '');
    if (wrong !== null) throw invalidField('q', 'invalid', wrong.says);
    this.#look = look;
    this.#query = { terms, changes: wish.changes === true };
    this.#since = now().getTime() - beforeMs;
  }

  /** Refuses with session-ended or wrong-network once nothing may be told any more. */
  async next(vault: Vault, actor: Looker, address: string | null): Promise<Tailed> {
    const at = now().getTime();
    const from = new Date(Math.max(this.#since, at - overlapMs)).toISOString();
    const page = await this.#look.run(vault, actor, { action: 'ledger.tail', address }, (unit) =>
      makeLedgerDesk(unit).list({ ...this.#query, from }, { limit: rowsMost }),
    );
    const rows = page.rows.filter((row) => !this.#known.has(row.id));
    for (const row of rows) this.#known.set(row.id, at);
    for (const [id, seen] of this.#known) if (seen < at - 3 * overlapMs) this.#known.delete(id);
    return { rows: rows.toReversed(), more: page.next !== null };
  }
}

export function makeTails(catalog: Catalog): (wish: TailWish) => Tail {
  const look = new SilentLook(catalog);
  return (wish) => new Tail(look, wish);
}
