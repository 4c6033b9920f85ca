// Totals that are kept, as they lie in the database: name, purpose and question sealed; and what of them the catalogue of a vault knows.
import type { TotalsQuestion } from '../../contract/saved-totals.ts';
import type { OfferedTotals } from '../catalog.ts';
import { seal, unseal } from '../crypto/seal.ts';
import type { Queryable } from '../pg.ts';
import type { Vault } from '../vault.ts';

/** As the ledger and undo call what an entry is about. */
export const savedTotalsThing = 'savedTotals';

export interface SavedDoc {
  readonly name: string;
  readonly help: string;
  readonly question: TotalsQuestion;
}

export interface SavedRow {
  readonly id: string;
  readonly owner: string;
  readonly sealed: Buffer;
  readonly version: number;
  readonly offered: boolean;
  readonly away_at: Date | null;
  readonly changed_at: Date;
}

/** Of those that are not deleted for good. */
export const savedColumns = 'id, owner, sealed, version, offered, away_at, changed_at';

const placeOf = (vault: Vault, id: string): string => `${vault.id}/core.saved_totals/${id}`;

/** Throws a `SealError` where it does not open. */
export function openSaved(vault: Vault, row: Pick<SavedRow, 'id' | 'sealed'>): SavedDoc {
  return JSON.parse(
    unseal(vault.keys.purpose('fields'), row.sealed, placeOf(vault, row.id)).toString('utf8'),
  ) as SavedDoc;
}

export function sealSaved(vault: Vault, id: string, { name, help, question }: SavedDoc): Buffer {
  const doc = Buffer.from(JSON.stringify({ name, help, question }));
  return seal(vault.keys.purpose('fields'), doc, placeOf(vault, id));
}

/** Every one that is or was offered: a role may go on naming what is not offered now. */
export async function readOffered(vault: Vault, q: Queryable): Promise<OfferedTotals[]> {
  const { rows } = await q.query<Omit<SavedRow, 'sealed'> & { readonly sealed: Buffer | null }>(
    `select ${savedColumns} from core.saved_totals where known order by id`,
  );
  return rows.map(({ sealed, ...row }) => {
    const live = row.offered && row.away_at === null && sealed !== null;
    // What nobody may open is called nothing.
    const doc = live ? openSaved(vault, { ...row, sealed }) : null;
    return { id: row.id, owner: row.owner, live, name: doc?.name ?? '', entity: doc?.question.entity ?? '' };
  });
}
