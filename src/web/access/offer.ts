// What one may hand to a program as rows of a matrix, and what is given kept within it. Pure.
import type { RightNames } from '../../contract/right-names.ts';
import type { Offered } from '../../features/keys/contract.ts';
import type { AreaRow } from './Areas.tsx';
import { t } from './given-words.ts';
import { type Grants, type ObjectRow, scopeOf, verbOrder } from './grants.ts';
import { leavingOf, withLeaving } from './leaving.ts';

/** `before`: what is given already stays in sight, also where it is not one's own any more, so that it can be taken away. */
export function rowsOf(offer: Offered, before: Grants, names: RightNames): ObjectRow[] {
  const rows = offer.objects.map((o): ObjectRow => {
    const verbs = o.verbs.map(({ verb }) => verb);
    const fields = o.fields.map(({ name, label, right }) => ({ name, label, most: right }));
    const said = saidFields(before, o.name).filter((name) => !fields.some((f) => f.name === name));
    return {
      name: o.name,
      label: o.label,
      verbs: [...verbs, ...saidVerbs(before, o.name).filter((verb) => !verbs.includes(verb))],
      scopes: [...new Set(['none', ...o.verbs.flatMap(({ scopes }) => scopes)])],
      fields: [...fields, ...said.map((name) => ({ name, label: names.field(o.name, name), most: 'hidden' as const }))],
      types: o.types,
      reach: Object.fromEntries(o.verbs.map(({ verb, scopes, rules }) => [verb, { scopes, rules: rules as never }])),
      leaves: o.leaves,
    };
  });
  const lost = Object.keys(before.objects ?? {}).filter((name) => !rows.some((o) => o.name === name));
  return [
    ...rows,
    ...lost.map((name) => ({
      name,
      label: names.one(`${name}.view`).split(': ')[0]!,
      verbs: saidVerbs(before, name),
      scopes: ['none'],
      fields: [],
      reach: {},
    })),
  ];
}

function saidVerbs(grants: Grants, object: string): string[] {
  return verbOrder.filter(
    (verb) => scopeOf(grants, object, verb) !== 'none' && Object.hasOwn(grants.objects?.[object] ?? {}, verb),
  );
}

function saidFields(grants: Grants, object: string): string[] {
  return Object.keys(grants.objects?.[object]?.['fields'] ?? {});
}

/** `people`: also what is never an application's. */
export function areasOf(offer: Offered, before: Grants, people: boolean): AreaRow[] {
  const mine = offer.areas.filter((a) => people || !a.forPeople);
  const lost = (before.areas ?? []).filter((name) => !mine.some((a) => a.name === name));
  return [...mine, ...lost.map((name) => ({ name, sentence: t('given.lost'), usual: false }))];
}

/** Without the everyday rights one lacks, and leaving no further than one's own roles let leave: anything else would be refused. */
export function keptWithin(grants: Grants, offer: Offered): Grants {
  const names = Object.keys(grants.objects ?? {});
  if (names.length === 0) return grants;
  const without = [...new Set([...(grants.without ?? []), ...offer.lacking])];
  const bounded = names.reduce((so, name) => {
    const leaves = offer.objects.find((o) => o.name === name)?.leaves;
    if (leaves === undefined || scopeOf(so, name, 'export') === 'none') return so;
    const { formats, rows, reason } = leavingOf(so, name);
    return withLeaving(so, name, {
      formats: formats.filter((f) => leaves.formats.includes(f)),
      rows: leaves.rows === null ? rows : Math.min(rows ?? leaves.rows, leaves.rows),
      reason: reason || leaves.reason,
    });
  }, grants);
  return without.length === 0 ? bounded : { ...bounded, without };
}
