// Who may open saved totals that are offered, and by which of their roles; those the reader may not see are only counted.
import { totalsRight } from '../../contract/permission.ts';
import { readPeople } from '../access/person.ts';
import { grantsOf, may } from '../principal.ts';
import { findTitles } from '../records/titles.ts';
import type { Unit } from '../unit.ts';
import type { OpenTo } from './saved.ts';

export async function holdersOf(unit: Unit, id: string): Promise<{ people: OpenTo[]; others: number }> {
  const right = totalsRight(id);
  const holders = (await readPeople(unit, null)).filter((person) => may(person, right));
  const titles = await findTitles(
    unit,
    unit.catalog.entity('user'),
    holders.map((p) => p.id),
  );
  const people = holders.flatMap((person): OpenTo[] => {
    const title = titles.get(person.id);
    const by = grantsOf(person, right).map((g) => g.from.roleName);
    return title === undefined ? [] : [{ id: person.id, title, by: [...new Set(by)] }];
  });
  return { people, others: holders.length - people.length };
}
