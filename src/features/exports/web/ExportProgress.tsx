// How far one export is, what came of it, or why there is no file.
import type { ReactElement } from 'react';
import { formatBytes } from '../../../web/file-size.ts';
import { formatDate, formatNumber } from '../../../web/format.ts';
import { ProgressBar } from '../../../web/kit/ProgressBar.tsx';
import { problemLine } from '../../../web/problem-text.ts';
import type { ExportView } from '../contract.ts';
import { isOver } from './use-export.ts';
import { t } from './words.ts';

export function ExportProgress({ view, error }: { view: ExportView | null; error: unknown }): ReactElement {
  if (error !== null)
    return (
      <div className="banner banner-danger" role="alert">
        {problemLine(error)}
      </div>
    );
  if (view === null || !isOver(view))
    return (
      <div className="stack" role="status">
        <ProgressBar value={view?.job.done ?? 0} total={view?.job.total ?? null} label={t('export.state.running')} />
        <p className="num">
          {view?.job.total === null || view === null
            ? t('export.state.waiting')
            : t('jobs.doneOf', { done: formatNumber(view.job.done), total: formatNumber(view.job.total) })}
        </p>
        <p className="muted prose">{t('export.running')}</p>
      </div>
    );
  if (view.file === null)
    return (
      <div className="banner banner-danger" role="alert">
        <span className="strong">{t('export.failed')}</span> {view.job.error ?? t(`export.state.cancelled`)}
      </div>
    );
  return (
    <div className="stack" role="status">
      <p className="strong">{t('export.ready')}</p>
      <p className="prewrap">{view.file.name}</p>
      <p className="muted">{fileLine(view)}</p>
    </div>
  );
}

/** Records, size and until when it is kept. */
export function fileLine(view: ExportView): string {
  const { file } = view;
  if (file === null) return '';
  return t('export.file', {
    rows: file.rows,
    size: formatBytes(file.size),
    when: formatDate(view.until.slice(0, 10)),
  });
}
