// The texts of comparing a record with what it was; they are loaded with record pages.
import { wordsOf } from '../i18n/i18n.ts';

const en = {
  'moments.at': 'As of',
  'moments.compare': 'Compare two moments',
  'moments.close': 'Show all changes',
  'moments.earlier': 'Earlier',
  'moments.later': 'Later',
  'moments.none': 'It was not there yet, or its history does not reach so far back.',
  'moments.now': 'Now',
  'moments.putBack': 'Put this value back: {field}, {value}',
  'moments.putBackAll': 'Put version {version} back',
  'moments.putBackAllDone': 'Version {version} is back: {count, plural, one {# value} other {# values}}.',
  'moments.putBackNothing': 'Everything you may change is as it was in that version.',
  'moments.same': 'Nothing you may see differs between the two.',
  'moments.table': 'What differs',
  'moments.unknown': 'Hidden from your role, or not known any more',
  'moments.version': 'Version {version} · {when} · {by}',
} as const satisfies Record<string, string>;

export const t = wordsOf(en);
