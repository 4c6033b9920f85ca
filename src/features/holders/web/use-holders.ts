// What the pages of who holds access share: the key of the list, and the word of a kind.
import { t } from './words.ts';

export const holdersKey = ['holders'] as const;

/** A further kind is called by its own name. */
export function kindWord(kind: string): string {
  return ['person', 'key', 'application', 'operator'].includes(kind)
    ? t(`holders.kind.${kind}` as 'holders.kind.key')
    : kind;
}
