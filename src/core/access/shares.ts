// What a share of a single record gives: the rows it names to grants the receiver's own roles give, and no more of a field than its giver had.
import type { Verb } from '../../contract/permission.ts';
import type { EntityName } from '../../contract/names.ts';
import { type FieldRight, type Grant, fieldRights } from '../principal.ts';

/** A share in force. `caps`: the fields of which its giver had less than edit on the record, with what he had. */
export interface HeldShare {
  readonly id: string;
  readonly entity: string;
  readonly record: string;
  readonly edit: boolean;
  readonly caps: Readonly<Record<string, FieldRight>>;
}

/** To see a record is also to take it away, for whoever may take away anything of the kind. */
const verbsOfView: readonly Verb[] = ['view', 'export', 'print', 'reveal'];

/**
 * For each grant a role gives on an object, the same for the shared records. Somebody whose roles give nothing on an object gets nothing
 * by a share of one: it opens a record, not an object.
 */
export function grantsOfShares(held: readonly Grant[], shares: readonly HeldShare[]): Grant[] {
  if (shares.length === 0) return [];
  const byPermission = Map.groupBy(held, (g) => g.permission);
  const alike = Map.groupBy(shares, (s) => JSON.stringify([s.entity, s.edit, s.caps]));
  return [...alike.values()].flatMap((group) => {
    const { entity, edit, caps } = group[0]!;
    // Under a mask its giver could not look under nobody else looks by his word either.
    const isMasked = Object.values(caps).includes('masked');
    const verbs = [...verbsOfView, ...(edit ? (['edit'] as const) : [])].filter((v) => v !== 'reveal' || !isMasked);
    return verbs.flatMap((verb) =>
      (byPermission.get(`${entity as EntityName}.${verb}`) ?? []).flatMap((g) =>
        g.rows.op === 'none' ? [] : [extend(g, group, caps)],
      ),
    );
  });
}

function extend(g: Grant, group: readonly HeldShare[], caps: HeldShare['caps']): Grant {
  const fields = new Map(g.fields);
  for (const [name, cap] of Object.entries(caps)) fields.set(name, lesser(fields.get(name) ?? g.otherFields, cap));
  return {
    ...g,
    rows: { op: 'in', field: 'id', to: { value: group.map((s) => s.record) } },
    fields,
    from: { ...g.from, shares: group.map((s) => s.id) },
  };
}

export function lesser(a: FieldRight, b: FieldRight): FieldRight {
  return fieldRights.indexOf(a) <= fieldRights.indexOf(b) ? a : b;
}
