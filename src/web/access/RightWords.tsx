// Has refusals name rights by their words: loaded behind the first page, and shown nowhere.
import { useEffect } from 'react';
import { sayRightsBy } from '../right-said.ts';
import { useRightWords } from './right-words.ts';

export function RightWords(): null {
  const { one } = useRightWords();
  useEffect(() => sayRightsBy(one), [one]);
  return null;
}
