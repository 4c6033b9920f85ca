// What a person reads about a failure: what happened, what to do, and the number that finds its entry.
import { CallError } from './call.ts';
import { t } from './i18n/i18n.ts';
import { sayRight } from './right-said.ts';

export interface ProblemText {
  readonly title: string;
  readonly detail: string | null;
  readonly reference: string | null;
}

export function problemText(error: unknown): ProblemText {
  if (!(error instanceof CallError)) return { title: t('error.page'), detail: t('error.pageDetail'), reference: null };
  const { problem } = error;
  const reference = problem.requestId ?? null;
  if (problem.code === 'offline')
    return { title: t('error.offline'), detail: t('error.offlineDetail'), reference: null };
  if (problem.code === 'unreadable')
    return { title: t('error.unreadable'), detail: t('error.unreadableDetail'), reference };
  if (problem.code === 'too-many' && problem.retryAfter !== undefined) {
    return { title: problem.title, detail: t('error.waitSeconds', { count: problem.retryAfter }), reference };
  }
  const missing = problem.missing === undefined ? null : t('error.missingRight', { right: sayRight(problem.missing) });
  const fields = problem.errors?.map((e) => e.reason).join(' ');
  const detail = problem.detail ?? fields ?? missing;
  return { title: problem.title, detail: detail === undefined ? null : detail, reference };
}

/** One line for a toast or a cell. */
export function problemLine(error: unknown): string {
  const { title, detail } = problemText(error);
  return detail === null || detail === title ? title : detail;
}
