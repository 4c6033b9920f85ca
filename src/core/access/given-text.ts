// What a program is to be given, in the words of whoever has to approve it: every right with its scope, and what is said about fields. Pure.
import { verbs } from '../../contract/permission.ts';
import { namedObjects, namedTotals, rightNames } from '../../contract/right-names.ts';
import type { Catalog } from '../catalog.ts';
import type { Scope } from '../principal.ts';
import type { ObjectGrants, RoleGrants } from '../roles.ts';

/** "Companies: View (all), Edit (own), Tax number hidden; Imports" */
export function givenText(grants: RoleGrants, { entities, totals }: Pick<Catalog, 'entities' | 'totals'>): string {
  const names = rightNames(namedObjects(entities), namedTotals(totals));
  const objects = Object.entries(grants.objects ?? {}).flatMap(([object, said]) => {
    const rights = verbs.flatMap((verb) => {
      const scope = said[verb] ?? 'none';
      if (scope === 'none') return [];
      const [called = '', word = verb] = names.one(`${object}.${verb}`).split(': ');
      return [{ called, text: `${word} (${wordOf(scope)})` }];
    });
    if (rights.length === 0) return [];
    const fields = Object.entries(said.fields ?? {}).map(([field, right]) => `${names.field(object, field)} ${right}`);
    const types = Object.entries(said.types ?? {}).flatMap(([type, own]) =>
      Object.entries(own).map(([verb, scope]) => `${names.place(`${object}.${type}.${verb}`)} (${wordOf(scope)})`),
    );
    const others = said.otherFields === undefined ? [] : [`all other fields ${said.otherFields}`];
    return [
      `${rights[0]!.called}: ${[...rights.map((r) => r.text), ...types, ...fields, ...others, ...leaving(said)].join(', ')}`,
    ];
  });
  const without = grants.without ?? [];
  const but = without.length === 0 ? [] : [`without ${without.map(names.one).join(', ')}`];
  return [...objects, ...(grants.areas ?? []).map(names.one), ...but].join('; ');
}

const wordOf = (scope: Scope): string => (typeof scope === 'string' ? scope : 'rule');

/** How records leave, where it is said. */
function leaving({ exportFormats: formats, exportRows: rows, exportReason: reason }: ObjectGrants): string[] {
  return [
    ...(formats === undefined ? [] : [`leaving as ${formats.length === 0 ? 'nothing' : formats.join(' or ')}`]),
    ...(rows === undefined ? [] : [`at most ${rows} rows at once`]),
    ...(reason === false ? ['without a reason asked'] : []),
  ];
}
