// The word of a verb, a scope or a right that comes from data.
import { t } from './words.ts';

export function wordFor(kind: 'verb' | 'scope' | 'right', name: string): string {
  if (kind === 'verb') return t(`verb.${name}` as 'verb.view');
  return kind === 'scope' ? t(`scope.${name}` as 'scope.all') : t(`right.${name}` as 'right.edit');
}
