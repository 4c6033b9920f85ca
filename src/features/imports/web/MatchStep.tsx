// Which column goes where: each with samples of the file and how they read now, and what is done with values that exist already.
import type { ReactElement } from 'react';
import { label } from '../../../web/i18n/i18n.ts';
import type { ColumnSetting } from '../../../contract/importing.ts';
import { ColumnCard } from './ColumnCard.tsx';
import { Constants } from './Constants.tsx';
import type { StepProps } from './step-props.ts';
import { Questions } from './Questions.tsx';
import { KeepMapping, SavedMappings } from './SavedMappings.tsx';
import { StepFoot } from './StepFoot.tsx';
import { isSettled } from './steps.ts';
import { t } from './words.ts';

export function MatchStep({ view, importing, go }: StepProps): ReactElement {
  const fixed = isSettled(view);
  const change = (column: ColumnSetting) => {
    if (!fixed) void importing.change({ columns: [column] });
  };
  const used = new Set(
    view.columns.flatMap((c) => (c.setting.field === null || (c.setting.of ?? null) !== null ? [] : [c.setting.field])),
  );
  const given = new Set(view.constants.map((c) => c.field));
  const missing = view.targets.filter(
    (target) =>
      target.required &&
      !used.has(target.field) &&
      !given.has(target.field) &&
      !(used.has('fullName') && isName(target.field)),
  );
  const left = view.columns.filter((c) => c.setting.field === null).length;
  return (
    <div className="stack">
      {!fixed && <SavedMappings view={view} importing={importing} />}
      <p className="muted">{t('import.matched', { matched: view.columns.length - left, left })}</p>
      <Questions view={view} about="columns" onAnswer={(c) => void importing.change(c)} />
      <div className="column-list" role="list">
        <div className="column-head small muted" aria-hidden>
          <span>{t('import.column')}</span>
          <span>{t('import.samples')}</span>
          <span>{t('import.field')}</span>
          <span>{t('import.rule')}</span>
        </div>
        {view.columns.map((column) => (
          <ColumnCard key={column.column} view={view} column={column} onChange={change} />
        ))}
      </div>
      <Constants view={view} onChange={(constants) => !fixed && void importing.change({ constants })} />
      <KeepMapping importing={importing} />
      <StepFoot
        onBack={() => go('file')}
        onNext={() => go('link')}
        why={missing.length > 0 ? t('import.missing', { fields: missing.map((m) => label(m.label)).join(', ') }) : null}
      />
    </div>
  );
}

function isName(field: string): boolean {
  return field === 'givenName' || field === 'familyName';
}
