// The texts of merging and printing; they are loaded with their windows and pages.
import { wordsOf } from '../i18n/i18n.ts';

const en = {
  'merge.both': 'Both',
  'merge.choose': 'The other {what}',
  'merge.do': 'Merge',
  'merge.done': '{name} now stands for both.',
  'merge.goes': 'Goes to the bin',
  'merge.help':
    'Choose value by value what is kept. What refers to the one that goes will refer to the one that stays. Undo takes all of it back for 30 days.',
  'merge.same': 'There is nothing to choose: what you may change is the same in both.',
  'merge.stays': 'Stays',
  'merge.swap': 'Keep the other one',
  'merge.title': 'Merge two {what}',
  'print.button': 'Print',
  'print.count': '{count, plural, one {# record} other {# records}}',
  'print.mark': 'Printed by {name}, {when}, {tenant}',
  'print.none': 'There is nothing here that you may print',
  'print.title': 'Print: {what}',
} as const satisfies Record<string, string>;

export const t = wordsOf(en);
