// The texts of standing in for somebody, wherever it is listed.
import { wordsOf } from '../i18n/i18n.ts';

const en = {
  'deputy.add': 'Name a deputy',
  'deputy.end': 'End: {deputy} for {user}',
  'deputy.ended': 'That has ended.',
  'deputy.for': '{deputy} stands in for {user}',
  'deputy.from': 'from {when}',
  'deputy.named': '{deputy} stands in for {user}.',
  'deputy.title': 'Standing in',
  'deputy.until': 'until {when}',
  'deputy.untilLabel': 'Last day (empty: without an end)',
  'deputy.who': 'Who stands in',
} as const satisfies Record<string, string>;

export const t = wordsOf(en);
