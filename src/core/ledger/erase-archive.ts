// Looks for words in all of a tenant's archive, and takes values out of it: their files are written anew without them.
import type { Queryable } from '../pg.ts';
import { zeroId } from '../principal.ts';
import type { Vault } from '../vault.ts';
import { type ArchiveStore, type Block, type HeldValues, blockColumns } from './archive-store.ts';
import { withLease } from './lease.ts';

/** Takes values of these entries out of the archive: their blocks are written anew without them. Answers how many were there. */
export async function eraseFromArchive(
  vault: Vault,
  archives: ArchiveStore,
  entries: readonly string[],
): Promise<number> {
  const wanted = new Set(entries);
  let gone = 0;
  for (const block of await withLease(vault.pool, (q) => blocksOf(q, entries))) {
    const values = [...(await archives.readBlock(vault, block)).values()];
    const kept = values.filter((v) => !wanted.has(v.entry));
    if (kept.length === values.length) continue;
    const file = await archives.writeValues(vault, block.part, kept);
    await withLease(vault.pool, (q) =>
      q.query('update core.ledger_archive_block set file = $2, place = $3, key = $4, entries = $5 where first = $1', [
        block.first,
        file.file,
        file.place,
        file.key,
        kept.length,
      ]),
    );
    await archives.remove(vault, [block.place]);
    gone += values.length - kept.length;
  }
  return gone;
}

async function blocksOf(q: Queryable, entries: readonly string[]): Promise<Block[]> {
  const { rows } = await q.query<Block>(
    `select distinct ${blockColumns} from unnest($1::uuid[]) as x (entry)
     cross join lateral (select * from core.ledger_archive_block b where b.first <= x.entry order by b.first desc limit 1) b
     where b.last >= x.entry`,
    [entries],
  );
  return rows;
}

/** Every block, one after the other: for whoever has to look for words in all of it. */
export async function* allArchived(q: Queryable, vault: Vault, archives: ArchiveStore): AsyncGenerator<HeldValues> {
  for (let after: string = zeroId; ;) {
    const { rows } = await q.query<Block>(
      `select ${blockColumns} from core.ledger_archive_block where first > $1 order by first limit 1`,
      [after],
    );
    const block = rows[0];
    if (block === undefined) return;
    yield* (await archives.readBlock(vault, block)).values();
    after = block.first;
  }
}
