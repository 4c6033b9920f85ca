// Which field says that a row and a record are the same, what then happens, and how cells find the records they name.
import type { ReactElement } from 'react';
import { label } from '../../../web/i18n/i18n.ts';
import type { KeySetting } from '../../../contract/importing.ts';
import { targetFor } from './ColumnCard.tsx';
import { KeyChoice } from './KeyChoice.tsx';
import type { StepProps } from './step-props.ts';
import { LinkChoice } from './LinkChoice.tsx';
import { StepFoot } from './StepFoot.tsx';
import { isSettled } from './steps.ts';
import type { ImportChange } from './use-import.ts';
import { t } from './words.ts';

export function LinkStep({ view, importing, go }: StepProps): ReactElement {
  const fixed = isSettled(view);
  const change = (what: ImportChange) => {
    if (!fixed) void importing.change(what);
  };
  const alsoKey = (of: string, key: KeySetting) =>
    change({ also: view.also.map((one) => ({ of: one.of, key: one.of === of ? key : one.key })) });
  const linked = view.columns.filter((c) => (targetFor(view, c.setting)?.links.length ?? 0) > 0);
  return (
    <div className="stack">
      <section className="stack tight">
        <h2>{t('import.duplicates')}</h2>
        <KeyChoice view={view} of={null} value={view.key} onChange={(key) => change({ key })} />
      </section>
      {view.also.map((one) => (
        <section key={one.of} className="stack tight" aria-labelledby={`also-${one.of}`}>
          <h2 id={`also-${one.of}`}>{t('import.also', { what: label(one.label) })}</h2>
          <p className="small muted">{t('import.alsoHelp')}</p>
          <KeyChoice view={view} of={one.of} value={one.key} onChange={(key) => alsoKey(one.of, key)} />
        </section>
      ))}
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
