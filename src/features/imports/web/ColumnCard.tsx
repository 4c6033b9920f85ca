// One column of the file: its samples and how they read, the field it goes to, and its finer settings on request.
import { ArrowRight, ChevronDown, ChevronRight, TriangleAlert } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { Button } from '../../../web/kit/Button.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import type { ColumnSetting, UpdateRule, Target } from '../../../contract/importing.ts';
import type { ColumnView, ImportView } from '../contract.ts';
import { ColumnOptions } from './ColumnOptions.tsx';
import { t } from './words.ts';

export interface ColumnCardProps {
  view: ImportView;
  column: ColumnView;
  onChange: (setting: ColumnSetting) => void;
}

interface Spot {
  of?: string | null | undefined;
  field: string | null;
  part?: string | null | undefined;
}

export function targetKey(target: Spot): string {
  return `${target.of ?? ''}|${target.field ?? ''}|${target.part ?? ''}`;
}

export function targetFor(view: ImportView, setting: Spot): Target | undefined {
  return view.targets.find((target) => targetKey(target) === targetKey(setting));
}

export function rulesFor(target: Target): readonly UpdateRule[] {
  return target.many || target.kind === 'multiSelect'
    ? ['add', 'overwrite', 'ifEmpty', 'never']
    : ['overwrite', 'ifEmpty', 'never'];
}

export function ColumnCard({ view, column, onChange }: ColumnCardProps): ReactElement {
  const [open, setOpen] = useState(false);
  const { setting } = column;
  const target = targetFor(view, setting);
  const items = [
    { value: '', label: t('import.leaveOut') },
    ...view.targets.map((one) => ({
      value: targetKey(one),
      label: one.label,
      ...(one.required ? { hint: t('form.required') } : {}),
    })),
  ];
  const choose = (key: string | null) => {
    const next = view.targets.find((one) => targetKey(one) === key);
    onChange(
      next === undefined
        ? { column: setting.column, field: null }
        : { column: setting.column, of: next.of, field: next.field, part: next.part },
    );
  };
  const rules = target === undefined ? [] : rulesFor(target);
  return (
    <div className="column-card" role="listitem">
      <div className="column-line">
        <div className="column-name">
          <p className="strong ellipsis" title={column.heading}>
            {column.heading}
          </p>
          <p className="small muted">
            {t('import.filled', { percent: Math.round(column.filled * 100) })}
            {column.because !== 'nothing' &&
              target !== undefined &&
              column.because !== 'person' &&
              ` · ${t(`import.because.${column.because}`)}`}
          </p>
        </div>
        <Samples column={column} />
        <Select
          label={t('import.fieldOf', { column: column.heading })}
          value={setting.field === null ? '' : targetKey(setting)}
          items={items}
          onChange={choose}
        />
        <div className="row">
          {target !== undefined && (
            <Select
              className="grow"
              label={t('import.ruleOf', { column: column.heading })}
              value={setting.rule ?? rules[0] ?? null}
              items={rules.map((r) => ({ value: r, label: t(`import.rule.${r}`) }))}
              onChange={(rule) => rule !== null && onChange({ ...setting, rule: rule as UpdateRule })}
            />
          )}
          {target !== undefined && (
            <Button
              variant="quiet"
              small
              icon={open ? ChevronDown : ChevronRight}
              aria-expanded={open}
              aria-label={t('import.optionsOf', { column: column.heading })}
              onClick={() => setOpen(!open)}
            />
          )}
        </div>
      </div>
      {open && target !== undefined && (
        <ColumnOptions view={view} column={column} target={target} onChange={onChange} />
      )}
    </div>
  );
}

/** Each sample, and what becomes of it where that is not the same. */
function Samples({ column }: { column: ColumnView }): ReactElement {
  return (
    <ul className="samples small">
      {column.samples.map((sample, n) => {
        const reading = column.readings[n] ?? null;
        return (
          <li key={sample} className="row">
            <span className="ellipsis sample" title={sample}>
              {sample}
            </span>
            {reading !== null && reading.ok && reading.text !== sample && (
              <>
                <ArrowRight className="icon muted" aria-label={t('import.readsAs')} />
                <span className="ellipsis" title={reading.text}>
                  {reading.text}
                </span>
              </>
            )}
            {reading !== null && !reading.ok && (
              <span className="row unfit" title={reading.fits ?? reading.reason}>
                <TriangleAlert className="icon" aria-hidden />
                <span className="ellipsis">{reading.reason}</span>
              </span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
