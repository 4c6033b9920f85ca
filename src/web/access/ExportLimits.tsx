// How records of one object leave under a role that lets them: in which formats, how many at once, and whether for a reason.
import { type ReactElement, useId } from 'react';
import { type Grants, type ObjectRow, scopeOf } from './grants.ts';
import { formatNumber } from '../format.ts';
import { Checkbox } from '../kit/Checkbox.tsx';
import { cx } from '../kit/class-names.ts';
import { TextInput } from '../kit/TextInput.tsx';
import { type ExportFormat, type Leaving, exportFormats, leavingOf, withLeaving } from './leaving.ts';
import { t } from './given-words.ts';

interface Props {
  object: ObjectRow;
  grants: Grants;
  before: Grants;
  onChange?: (next: Grants) => void;
}

/** Not there where nothing leaves. */
export function ExportLimits({ object, grants, before, onChange }: Props): ReactElement | null {
  const id = useId();
  if (!object.verbs.includes('export') || scopeOf(grants, object.name, 'export') === 'none') return null;
  const leaving = leavingOf(grants, object.name);
  const changed = JSON.stringify(leaving) !== JSON.stringify(leavingOf(before, object.name));
  const bound = object.leaves?.rows ?? null;
  const set = (change: Partial<Leaving>) => onChange?.(withLeaving(grants, object.name, { ...leaving, ...change }));
  return (
    <fieldset className={cx('field-right', 'export-limits', changed && 'matrix-changed')}>
      <legend>{t('leaving.title')}</legend>
      {onChange === undefined ? (
        <span className="muted">{inWords(leaving)}</span>
      ) : (
        <>
          {(object.leaves?.formats ?? exportFormats).map((format) => (
            <label key={format} htmlFor={`${id}-${format}`}>
              <Checkbox
                id={`${id}-${format}`}
                checked={leaving.formats.includes(format as ExportFormat)}
                onChange={(e) =>
                  set({
                    formats: exportFormats.filter((f) =>
                      f === format ? e.target.checked : leaving.formats.includes(f),
                    ),
                  })
                }
              />
              {format.toUpperCase()}
            </label>
          ))}
          <label htmlFor={`${id}-rows`}>
            {t('leaving.rows')}
            <TextInput
              id={`${id}-rows`}
              inputMode="numeric"
              className="export-rows"
              placeholder={bound === null ? t('leaving.any') : formatNumber(bound)}
              value={leaving.rows === null ? '' : String(leaving.rows)}
              onChange={(e) => {
                const digits = e.target.value.replaceAll(/\D/g, '').slice(0, 9);
                set({ rows: Number(digits) === 0 ? null : Number(digits) });
              }}
            />
          </label>
          {object.leaves?.reason !== true && (
            <label htmlFor={`${id}-reason`}>
              <Checkbox
                id={`${id}-reason`}
                checked={leaving.reason}
                onChange={(e) => set({ reason: e.target.checked })}
              />
              {t('leaving.reason')}
            </label>
          )}
        </>
      )}
    </fieldset>
  );
}

function inWords({ formats, rows, reason }: Leaving): string {
  return [
    formats.length === 0 ? t('leaving.none') : formats.map((format) => format.toUpperCase()).join(', '),
    rows === null ? t('leaving.anyNumber') : t('leaving.atMost', { rows: formatNumber(rows) }),
    t(reason ? 'leaving.asks' : 'leaving.asksNot'),
  ].join(' · ');
}
