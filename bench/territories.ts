// Where the benchmark's records belong: regions, and areas that are part of them.
import type { Vault } from '../src/core/vault.ts';
import type { Home } from './home.ts';

const regionNames = Array.from({ length: 6 }, (_, n) => `Region ${n + 1}`);
const areasOfRegion = 10;
const areaNames = Array.from(
  { length: regionNames.length * areasOfRegion },
  (_, n) => `Area ${String(n + 1).padStart(2, '0')}`,
);

export interface Territories {
  /** ids by number */
  readonly regions: readonly string[];
  /** ten of each region, one region after the other; records stand in these */
  readonly areas: readonly string[];
}

/** Makes whichever are missing. */
export async function makeTerritories(home: Home, vault: Vault, owner: string): Promise<Territories> {
  const purpose = { action: 'bench.fill', reads: false, changesRights: true, requestId: null, address: null };
  return await home.engine.door.open(vault, { kind: 'user', id: owner }, purpose, async (tx) => {
    const territory = tx.catalog.entity('territory');
    const make = async (names: readonly string[], parentOf: (n: number) => string | null): Promise<string[]> => {
      const found = await tx.records.findByKey(territory, 'name', names);
      const rows = names.flatMap((name, n) => (found.has(name) ? [] : [{ values: { name, parent: parentOf(n) } }]));
      if (rows.length > 0) await tx.records.writeMany(territory, rows);
      const all = await tx.records.findByKey(territory, 'name', names);
      return names.map((name) => all.get(name)![0]!);
    };
    const regions = await make(regionNames, () => null);
    const areas = await make(areaNames, (n) => regions[Math.floor(n / areasOfRegion)]!);
    return { regions, areas };
  });
}
