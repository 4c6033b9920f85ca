// The dry run over all rows: what would happen, what would be refused and why, and the first changes before and after.
import type { ReactElement } from 'react';
import { type EntityInfo, fieldOf } from '../../../web/catalog.ts';
import { sayValue } from '../../../web/fields/fields.tsx';
import { label } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { useCatalog } from '../../../web/use-catalog.ts';
import type { ImportView } from '../contract.ts';
import type { PreviewChange } from '../../../contract/import-report.ts';
import { Counts } from './Counts.tsx';
import { ErrorGroups } from './ErrorGroups.tsx';
import type { StepProps } from './step-props.ts';
import { JobLine } from './JobLine.tsx';
import { Questions } from './Questions.tsx';
import { StepFoot } from './StepFoot.tsx';
import { t } from './words.ts';

export function CheckStep({ view, importing, go }: StepProps): ReactElement {
  const { check } = view;
  const blocked = view.blockers.length > 0 || view.questions.length > 0;
  const running = view.state === 'checking';
  const fresh = check !== null && check.report !== null && !check.stale;
  return (
    <div className="stack">
      <p className="muted prose">{t('import.checkHelp')}</p>
      <Questions view={view} about="file" onAnswer={(c) => void importing.change(c)} />
      <Questions view={view} about="columns" onAnswer={(c) => void importing.change(c)} />
      <Blockers view={view} />
      {check !== null && (running || check.job.status === 'failed') && (
        <JobLine job={check.job} onCancel={() => void importing.act('cancel')} />
      )}
      {check?.stale === true && !running && (
        <p className="banner" role="status">
          {t('import.stale')}
        </p>
      )}
      {check !== null && check.report !== null && !running && (
        <>
          <Counts counts={check.report.counts} done={false} />
          <ErrorGroups
            groups={check.report.groups}
            more={check.report.moreGroups}
            onEmpty={(group) => {
              const setting = view.columns.find((c) => c.column === group.column)?.setting;
              if (setting !== undefined) void importing.change({ columns: [{ ...setting, unfit: 'empty' }] });
            }}
          />
          <Changes view={view} changes={check.report.changes} />
        </>
      )}
      <StepFoot
        onBack={() => go('link')}
        {...(fresh ? { onNext: () => go('run'), next: t('import.toRun') } : {})}
        why={blocked ? t('import.blocked') : null}
      >
        {!running && (
          <Button variant={fresh ? 'plain' : 'primary'} disabled={blocked} onClick={() => void importing.act('check')}>
            {t(check === null ? 'import.check' : 'import.checkAgain')}
          </Button>
        )}
      </StepFoot>
    </div>
  );
}

function Blockers({ view }: { view: ImportView }): ReactElement | null {
  if (view.blockers.length === 0) return null;
  return (
    <ul className="stack tight">
      {view.blockers.map((b) => (
        <li key={`${b.column}.${b.field}.${b.code}`} className="banner banner-danger">
          <p>
            {b.column !== null && (
              <span className="strong">{view.columns.find((c) => c.column === b.column)?.heading}: </span>
            )}
            {b.reason} {b.fits !== undefined && <span className="muted">{b.fits}</span>}
          </p>
        </li>
      ))}
    </ul>
  );
}

function Changes({ view, changes }: { view: ImportView; changes: readonly PreviewChange[] }): ReactElement | null {
  const entity = useCatalog().byName.get(view.entity ?? '');
  if (changes.length === 0 || entity === undefined) return null;
  return (
    <section className="stack tight">
      <h2>{t('import.changes', { count: changes.length })}</h2>
      <ul className="lines">
        {changes.map((change) => (
          <li key={change.line}>
            <OneChange entity={entity} change={change} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function OneChange({ entity, change }: { entity: EntityInfo; change: PreviewChange }): ReactElement {
  return (
    <div>
      <p>
        <span className="strong">{change.title === '' ? t('record.untitled') : change.title}</span>{' '}
        <span className="muted small">
          {t(`import.does.${change.does}`)} · {t('import.line', { line: change.line })}
        </span>
      </p>
      <ul className="change-list change-grid">
        {change.fields.map((f) => {
          const field = fieldOf(entity, f.field);
          if (field === undefined) return null;
          return (
            <li key={f.field}>
              <span className="change-field">{label(field.label)}</span>
              <span className="change-values">
                {change.does === 'update' && (
                  <>
                    <del>{sayValue(field, f.before)}</del>
                    <span className="muted" aria-hidden>
                      →
                    </span>
                  </>
                )}
                <ins>{sayPreview(entity, f.field, f.after)}</ins>
              </span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** A preview may name records that are only made by the run: those come as plain text. */
function sayPreview(entity: EntityInfo, name: string, value: unknown): string {
  const field = fieldOf(entity, name)!;
  return typeof value === 'string' && (field.kind === 'ref' || field.kind === 'links') ? value : sayValue(field, value);
}
