// One's own exports of the last days: fetched again, or wiped before their time.
import { useQueryClient } from '@tanstack/react-query';
import { Download, Trash2 } from 'lucide-react';
import type { ReactElement } from 'react';
import { formatAgo } from '../../../web/format.ts';
import { label } from '../../../web/i18n/i18n.ts';
import { IconButton } from '../../../web/kit/Button.tsx';
import { Empty, Failure, Waiting } from '../../../web/kit/States.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { usePageTitle } from '../../../web/page-title.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { Tip } from '../../../web/tips/Tip.tsx';
import { useCatalog } from '../../../web/use-catalog.ts';
import type { ExportView } from '../contract.ts';
import { fileLine } from './ExportProgress.tsx';
import { fileAddress, isOver, removeExport, useExports } from './use-export.ts';
import { t } from './words.ts';

export function ExportsPage(): ReactElement {
  const list = useExports();
  usePageTitle(t('export.mine'));
  return (
    <div className="page">
      <header className="page-head">
        <h1 tabIndex={-1}>{t('export.mine')}</h1>
      </header>
      <div className="page-body stack">
        <p className="muted prose">{t('export.mineHelp')}</p>
        <Tip name="exports" />
        {list.isPending ? (
          <Waiting lines={3} />
        ) : list.isError ? (
          <Failure error={list.error} onRetry={() => void list.refetch()} />
        ) : list.data.length === 0 ? (
          <Empty icon={Download} title={t('export.none')}>
            <p className="muted">{t('export.noneHelp')}</p>
          </Empty>
        ) : (
          <ul className="lines">
            {list.data.map((view) => (
              <Line key={view.id} view={view} />
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}

function Line({ view }: { view: ExportView }): ReactElement {
  const client = useQueryClient();
  const entity = useCatalog().byName.get(view.entity);
  const name = view.file?.name ?? label(entity?.labelPlural ?? view.entity);
  const { status } = view.job;
  const remove = () => {
    removeExport(client, view.id).then(
      () => showToast({ text: t('export.removed') }),
      (error: unknown) => showToast({ text: problemLine(error), tone: 'danger' }),
    );
  };
  return (
    <li className="row">
      <div className="grow">
        <p className="strong prewrap">{name}</p>
        <p className="small muted">
          {[
            view.file === null && status !== 'done' ? t(`export.state.${status}`) : fileLine(view),
            formatAgo(view.createdAt),
            ...(view.reason === null ? [] : [view.reason]),
          ].join(' · ')}
        </p>
        {view.job.error !== null && <p className="small form-error">{view.job.error}</p>}
      </div>
      {view.file !== null && (
        <a
          className="icon-btn"
          href={fileAddress(view.id)}
          download
          aria-label={t('export.downloadOf', { name })}
          title={t('export.download')}
        >
          <Download className="icon" aria-hidden />
        </a>
      )}
      {isOver(view) && <IconButton icon={Trash2} label={t('export.removeOf', { name })} onClick={remove} />}
    </li>
  );
}
