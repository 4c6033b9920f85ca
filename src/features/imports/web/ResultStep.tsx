// What came of it: counts, the refused rows as a file that can be corrected and imported again, and the way back.
import { Download, Undo2 } from 'lucide-react';
import type { ReactElement } from 'react';
import { Link } from 'wouter';
import { apiBase } from '../../../web/call.ts';
import { formatDateTime } from '../../../web/format.ts';
import { label } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { useCatalog } from '../../../web/use-catalog.ts';
import { Counts } from './Counts.tsx';
import { ErrorGroups } from './ErrorGroups.tsx';
import type { StepProps } from './step-props.ts';
import { JobLine } from './JobLine.tsx';
import { t } from './words.ts';

export function ResultStep({ view, importing }: StepProps): ReactElement {
  const entity = useCatalog().byName.get(view.entity ?? '');
  const { run, undo } = view;
  const canUndo =
    (view.state === 'done' || view.state === 'cancelled' || view.state === 'failed') &&
    run !== null &&
    run.undoUntil !== null;
  return (
    <div className="stack">
      <p role="status">
        {t(
          `import.ended.${view.state === 'done' || view.state === 'cancelled' || view.state === 'failed' || view.state === 'undoing' ? view.state : 'undone'}`,
        )}
      </p>
      {view.state === 'failed' && run !== null && <JobLine job={run.job} />}
      {view.state === 'undoing' && undo !== null && <JobLine job={undo.job} />}
      {view.counts !== null && <Counts counts={view.counts} done />}
      <div className="row wrap">
        {entity !== undefined && view.state !== 'undone' && (
          <Link href={`/${entity.path}?sort=-createdAt`} className="btn btn-primary">
            {t('import.see', { what: label(entity.labelPlural).toLocaleLowerCase() })}
          </Link>
        )}
        {run?.errorFile === true && (
          <a className="btn btn-plain" href={`${apiBase}/imports/${view.id}/errors`} download>
            <Download className="icon" aria-hidden />
            {t('import.errorFile')}
          </a>
        )}
        {canUndo && (
          <Button icon={Undo2} onClick={() => void importing.act('undo')}>
            {t('import.undo')}
          </Button>
        )}
      </div>
      {canUndo && run.undoUntil !== null && (
        <p className="small muted prose">{t('import.undoHelp', { when: formatDateTime(run.undoUntil) })}</p>
      )}
      {run !== null && run.groups !== null && <ErrorGroups groups={run.groups} more={0} />}
    </div>
  );
}
