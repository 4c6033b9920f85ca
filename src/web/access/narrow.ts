// What is left of objects, verbs and other rights where somebody looks for some: a word that is a verb narrows the columns, any other the rows. Pure.
import type { RightNames } from '../../contract/right-names.ts';
import type { AreaRow } from './Areas.tsx';
import type { ObjectRow } from './grants.ts';
import { wordFor } from './word-for.ts';

export interface Narrowed<O, A> {
  readonly objects: readonly O[];
  readonly verbs: readonly string[];
  readonly areas: readonly A[];
}

export function narrowTo<O extends ObjectRow, A extends AreaRow>(
  text: string,
  all: Narrowed<O, A>,
  names: RightNames,
): Narrowed<O, A> {
  const words = text.trim().toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const fits = (...texts: string[]): boolean =>
    words.every((word) => texts.some((one) => one.toLocaleLowerCase().includes(word)));
  const called = all.verbs.map((verb) => wordFor('verb', verb));
  const named = all.verbs.filter((_, n) => words.some((word) => called[n]!.toLocaleLowerCase().startsWith(word)));
  return {
    objects: all.objects.filter((o) => fits(o.label, o.name, ...called)),
    verbs: named.length > 0 ? named : all.verbs,
    areas: all.areas.filter((a) => fits(a.name, names.one(a.name), a.sentence)),
  };
}
