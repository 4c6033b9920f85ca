// What a role adds up to, in sentences: verbs of the same scope on the same objects told together. Pure.
import { type Grants, type ObjectRow, scopeOf, wordOf } from '../../../web/access/grants.ts';

export interface Sentence {
  readonly scope: string;
  readonly verbs: readonly string[];
  readonly objects: readonly string[];
}

/** Objects of which the same is allowed share a sentence; the widest scopes come first. */
export function sumUp(grants: Grants, objects: readonly ObjectRow[]): Sentence[] {
  const order = ['all', 'territory', 'teamBelow', 'team', 'own', 'rule'];
  const found = new Map<string, { scope: string; verbs: string[]; objects: string[] }>();
  for (const object of objects) {
    for (const scope of order) {
      const verbs = object.verbs.filter((verb) => wordOf(scopeOf(grants, object.name, verb)) === scope);
      if (verbs.length === 0) continue;
      const key = `${scope} ${verbs.join()}`;
      const known = found.get(key);
      if (known === undefined) found.set(key, { scope, verbs, objects: [object.label] });
      else known.objects.push(object.label);
    }
  }
  return [...found.values()].toSorted((a, b) => order.indexOf(a.scope) - order.indexOf(b.scope));
}
