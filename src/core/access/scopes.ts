// What the words for scopes mean as rules: whose a record is, and in which territory.
import type { Entity } from '../../contract/entity.ts';
import { type Rule, allOf, anyOf, everything, nothing } from '../../contract/rule.ts';
import type { ScopeWord } from '../principal.ts';

/** The field that names who answers for a record beside its owner, and the one that says where it belongs. */
export const responsible = 'responsible';
export const territories = 'territories';

/** The fields that tell whose a record is. */
export function whoseFields(e: Entity): readonly string[] {
  if (e.owner === null) return [];
  if (e.owner === 'id') return ['id'];
  return e.fields[responsible]?.kind === 'ref' ? ['owner', responsible] : ['owner'];
}

/** The rule of a scope for an object. One that belongs to nobody has only none and all; territory means nothing where there is none. */
export function scopeRule(e: Entity, scope: ScopeWord): Rule {
  switch (scope) {
    case 'none':
      return nothing;
    case 'all':
      return everything;
    case 'own':
      // Whom one stands in for is still somebody else: an account is one's own alone.
      return e.owner === 'id' ? { op: 'eq', field: 'id', to: { me: 'id' } } : isAmong(e, 'selves');
    case 'team':
      return isAmong(e, 'teammates');
    case 'teamBelow':
      return isAmong(e, 'below');
    case 'territory':
      return e.fields[territories]?.kind === 'links'
        ? { op: 'meets', field: territories, to: { me: territories } }
        : nothing;
  }
}

function isAmong(e: Entity, who: 'selves' | 'teammates' | 'below'): Rule {
  return anyOf(whoseFields(e).map((field) => ({ op: 'in', field, to: { me: who } })));
}

/** A scope for activities of one type, or of all but some. */
export function ofTypes(rule: Rule, types: { readonly only?: string; readonly except?: readonly string[] }): Rule {
  if (types.only !== undefined) return allOf([{ op: 'eq', field: 'type', to: { value: types.only } }, rule]);
  return allOf([{ op: 'not', rule: { op: 'in', field: 'type', to: { value: [...(types.except ?? [])] } } }, rule]);
}
