// Which field says that a row and a record are the same, what then happens, and how cells find the records they name.
import type { ReactElement } from 'react';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import type { KeySetting } from '../../../contract/importing.ts';
import { targetFor } from './ColumnCard.tsx';
import { Choice } from './Choice.tsx';
import type { StepProps } from './step-props.ts';
import { LinkChoice } from './LinkChoice.tsx';
import { StepFoot } from './StepFoot.tsx';
import { isSettled } from './steps.ts';
import { t } from './words.ts';

export function LinkStep({ view, importing, go }: StepProps): ReactElement {
  const fixed = isSettled(view);
  const key = (change: Partial<KeySetting>) => {
    if (!fixed) void importing.change({ key: { ...view.key, ...change } });
  };
  const used = new Set(view.columns.map((c) => c.setting.field));
  const keys = view.targets.filter((one) => one.key && used.has(one.field));
  const linked = view.columns.filter((c) => (targetFor(view, c.setting)?.links.length ?? 0) > 0);
  return (
    <div className="stack">
      <section className="stack tight">
        <h2>{t('import.duplicates')}</h2>
        <div className="import-settings">
          <FormField label={t('import.key')} help={t('import.keyHelp')}>
            {(control) => (
              <Select
                control={control}
                label={t('import.key')}
                value={view.key.field ?? ''}
                items={[
                  { value: '', label: t('import.keyNone') },
                  ...keys.map((one) => ({ value: one.field, label: one.label })),
                ]}
                onChange={(field) => key({ field: field === '' ? null : field })}
              />
            )}
          </FormField>
          {view.key.field !== null && (
            <>
              <Choice
                label={t('import.found')}
                value={view.key.found}
                items={[
                  ['update', t('import.found.update')],
                  ['skip', t('import.found.skip')],
                ]}
                onChange={(found) => key({ found: found as KeySetting['found'] })}
              />
              <Choice
                label={t('import.notFound')}
                value={view.key.missing}
                items={[
                  ['create', t('import.notFound.create')],
                  ['skip', t('import.notFound.skip')],
                ]}
                onChange={(missing) => key({ missing: missing as KeySetting['missing'] })}
              />
            </>
          )}
        </div>
      </section>
      {linked.length > 0 && (
        <section className="stack tight">
          <h2>{t('import.links')}</h2>
          <p className="small muted">{t('import.linksHelp')}</p>
          {linked.map((column) => (
            <div key={column.column} className="link-line" role="group" aria-label={column.heading}>
              <p className="strong ellipsis">{column.heading}</p>
              <LinkChoice
                target={targetFor(view, column.setting)!}
                link={column.setting.link ?? null}
                onChange={(link) => !fixed && void importing.change({ columns: [{ ...column.setting, link }] })}
              />
            </div>
          ))}
        </section>
      )}
      <StepFoot onBack={() => go('match')} onNext={() => go('check')} />
    </div>
  );
}
