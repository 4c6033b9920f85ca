// A saved test of access as a sentence.
import type { TestResult } from '../contract.ts';
import { t } from './words.ts';

export function testText(test: Omit<TestResult, 'passes' | 'trouble' | 'id'>): string {
  const who = test.person?.title ?? `${t('tests.role')} ${test.role?.title ?? ''}`;
  const right = test.field === null ? test.permission : `${test.permission} (${test.field})`;
  const on = test.record !== null ? t('tests.on.record') : test.filter !== null ? t('tests.on.filter') : '';
  return `${t(test.may ? 'tests.must' : 'tests.mustNot', { who, right })}${on}: ${test.note}`;
}
