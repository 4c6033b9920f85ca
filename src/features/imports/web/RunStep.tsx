// Starts the import and shows how far it is. The page may be closed meanwhile; the job goes on.
import type { ReactElement } from 'react';
import { label } from '../../../web/i18n/i18n.ts';
import { useCatalog } from '../../../web/use-catalog.ts';
import { Counts } from './Counts.tsx';
import type { StepProps } from './step-props.ts';
import { JobLine } from './JobLine.tsx';
import { StepFoot } from './StepFoot.tsx';
import { t } from './words.ts';

export function RunStep({ view, importing, go }: StepProps): ReactElement {
  const entity = useCatalog().byName.get(view.entity ?? '');
  const what = label(entity?.labelPlural ?? '').toLocaleLowerCase();
  const running = view.state === 'running';
  const report = view.check?.report ?? null;
  return (
    <div className="stack">
      <p className="muted prose">{t(running ? 'import.runningHelp' : 'import.runHelp', { what })}</p>
      {view.run !== null && running && (
        <JobLine job={view.run.job} onCancel={() => void importing.act('cancel')} cancel={t('import.stop')} />
      )}
      {running && view.counts !== null ? (
        <Counts counts={view.counts} done />
      ) : (
        report !== null && <Counts counts={report.counts} done={false} />
      )}
      {!running && (
        <StepFoot
          onBack={() => go('check')}
          onNext={() => void importing.act('run')}
          next={t('import.run')}
          why={
            report !== null && report.counts.errors > 0 ? t('import.errorsLeft', { count: report.counts.errors }) : null
          }
        />
      )}
    </div>
  );
}
