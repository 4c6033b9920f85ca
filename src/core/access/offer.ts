// Everything somebody holds now, as it can be handed to a program: objects with their verbs and how far, rights on fields, how records leave, all other rights. Pure.
import { type Verb, areas, sentenceOfTotals, totalsRight, usual, verbsOf } from '../../contract/permission.ts';
import type { Entity } from '../../contract/entity.ts';
import type { Catalog } from '../catalog.ts';
import { rankOfRight, rightIn } from '../policy.ts';
import {
  type FieldRight,
  type Grant,
  type Leaves,
  type Principal,
  type Scope,
  type ScopeWord,
  exportFormats,
  leavesFreely,
  may,
  scopeWords,
} from '../principal.ts';
import { isForPeople } from './application-wish.ts';
import { effective, reachesAll } from './compare.ts';
import { scopeRule } from './scopes.ts';

export interface OfferedVerb {
  readonly verb: Verb;
  /** words that reach something and no more than one's own */
  readonly scopes: readonly ScopeWord[];
  /** rules one holds it by, which are handed on as they are */
  readonly rules: readonly Scope[];
}

export interface OfferedObject {
  readonly name: string;
  readonly label: string;
  readonly verbs: readonly OfferedVerb[];
  /** with the most that can be given of each; what one may not see at all is not there */
  readonly fields: readonly { readonly name: string; readonly label: string; readonly right: FieldRight }[];
  readonly types: readonly { readonly name: string; readonly label: string }[];
  readonly leaves: Leaves;
}

export interface Offer {
  readonly objects: readonly OfferedObject[];
  /** `usual`: given with any object unless it is left out. `forPeople`: never an application's */
  readonly areas: readonly {
    readonly name: string;
    readonly sentence: string;
    readonly usual: boolean;
    readonly forPeople: boolean;
  }[];
  /** everyday rights one does not hold: what is given has to be without them */
  readonly lacking: readonly string[];
  readonly totals: readonly { readonly right: string; readonly name: string }[];
}

export function offerOf(me: Principal, catalog: Catalog): Offer {
  const held = Map.groupBy(
    effective(me).filter((g) => g.from.scope !== 'none' && g.rows.op !== 'none'),
    (g): string => g.permission,
  );
  const totals = catalog.totals.filter((x) => x.live && may(me, totalsRight(x.id)));
  const named = Object.entries(areas).filter(([name]) => held.has(name));
  return {
    objects: catalog.entities.flatMap((e) => objectOf(e, held)),
    areas: [
      ...named.map(([name, sentence]) => ({
        name,
        sentence,
        usual: Object.hasOwn(usual, name),
        forPeople: isForPeople(name),
      })),
      ...totals.map((x) => ({
        name: totalsRight(x.id),
        sentence: sentenceOfTotals(x.name, catalog.lookup(x.entity)?.labelPlural),
        usual: false,
        forPeople: false,
      })),
    ],
    lacking: Object.keys(usual).filter((name) => !held.has(name)),
    totals: totals.map((x) => ({ right: totalsRight(x.id), name: x.name })),
  };
}

function objectOf(e: Entity, held: ReadonlyMap<string, readonly Grant[]>): OfferedObject[] {
  const grantsOf = (verb: Verb): readonly Grant[] => held.get(`${e.name}.${verb}`) ?? [];
  const verbs = verbsOf(e).flatMap((verb): OfferedVerb[] => {
    // What is held for some kinds of activity alone is handed on for those alone.
    const mine = grantsOf(verb).filter((g) => g.from.types === undefined);
    if (grantsOf(verb).length === 0) return [];
    const scopes = scopeWords.filter(
      (word) =>
        word === 'none' || (scopeRule(e, word).op !== 'none' && mine.some((g) => reachesAll(g.from.scope, word))),
    );
    const all = mine.some((g) => g.from.scope === 'all');
    const rules = all ? [] : mine.map((g) => g.from.scope).filter((scope) => typeof scope !== 'string');
    return [{ verb, scopes, rules }];
  });
  if (verbs.length === 0) return [];
  const every = verbs.flatMap(({ verb }) => grantsOf(verb));
  const most = (field: string): FieldRight =>
    every
      .map((g) => rightIn(g, field))
      .reduce<FieldRight>((a, b) => (rankOfRight[b] > rankOfRight[a] ? b : a), 'hidden');
  return [
    {
      name: e.name,
      label: e.labelPlural,
      verbs,
      fields: Object.entries(e.fields)
        .map(([name, f]) => ({ name, label: f.label, right: most(name) }))
        .filter(({ right }) => right !== 'hidden'),
      types:
        e.name === 'activity' ? (e.fields['type']?.options ?? []).map((o) => ({ name: o.key, label: o.label })) : [],
      leaves: leavesOf(grantsOf('export')),
    },
  ];
}

/** The widest of what one's own roles say of leaving. */
function leavesOf(grants: readonly Grant[]): Leaves {
  const all = grants.map((g) => g.leaves ?? leavesFreely);
  if (all.length === 0) return leavesFreely;
  return {
    formats: exportFormats.filter((f) => all.some((l) => l.formats.includes(f))),
    rows: all.some((l) => l.rows === null) ? null : Math.max(...all.map((l) => l.rows ?? 0)),
    reason: all.every((l) => l.reason),
  };
}
