// A saved test of access as a sentence.
import type { RightNames } from '../../../contract/right-names.ts';
import type { TestResult } from '../contract.ts';
import { t } from './words.ts';

export function testText(test: Omit<TestResult, 'passes' | 'trouble' | 'id'>, words: RightNames): string {
  const who = test.person?.title ?? `${t('tests.role')} ${test.role?.title ?? ''}`;
  const field = test.field === null ? '' : ` (${words.field(test.permission.split('.')[0] ?? '', test.field)})`;
  const on = test.record !== null ? t('tests.on.record') : test.filter !== null ? t('tests.on.filter') : '';
  const right = `${words.one(test.permission)}${field}`;
  return `${t(test.may ? 'tests.must' : 'tests.mustNot', { who, right })}${on}: ${test.note}`;
}
