// A saved test of access as a sentence.
import type { TestResult } from '../contract.ts';
import { t } from './words.ts';

export function testText(test: Pick<TestResult, 'person' | 'role' | 'permission' | 'field' | 'may' | 'note'>): string {
  const who = test.person?.title ?? `${t('tests.role')} ${test.role?.title ?? ''}`;
  const right = test.field === null ? test.permission : `${test.permission} (${test.field})`;
  return `${t(test.may ? 'tests.must' : 'tests.mustNot', { who, right })}: ${test.note}`;
}
