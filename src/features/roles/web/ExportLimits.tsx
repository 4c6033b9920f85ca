// How records of one object leave under a role that lets them: in which formats, how many at once, and whether for a reason.
import { type ReactElement, useId } from 'react';
import { type Grants, type ObjectRow, scopeOf } from '../../../web/access/grants.ts';
import { formatNumber } from '../../../web/format.ts';
import { Checkbox } from '../../../web/kit/Checkbox.tsx';
import { cx } from '../../../web/kit/class-names.ts';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import { type Leaving, exportFormats, leavingOf, withLeaving } from './leaving.ts';
import { t } from './words.ts';

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
  const set = (change: Partial<Leaving>) => onChange?.(withLeaving(grants, object.name, { ...leaving, ...change }));
  return (
    <fieldset className={cx('field-right', 'export-limits', changed && 'matrix-changed')}>
      <legend>{t('leaving.title')}</legend>
      {onChange === undefined ? (
        <span className="muted">{inWords(leaving)}</span>
      ) : (
        <>
          {exportFormats.map((format) => (
            <label key={format} htmlFor={`${id}-${format}`}>
              <Checkbox
                id={`${id}-${format}`}
                checked={leaving.formats.includes(format)}
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
              placeholder={t('leaving.any')}
              value={leaving.rows === null ? '' : String(leaving.rows)}
              onChange={(e) => {
                const digits = e.target.value.replaceAll(/\D/g, '').slice(0, 9);
                set({ rows: Number(digits) === 0 ? null : Number(digits) });
              }}
            />
          </label>
          <label htmlFor={`${id}-reason`}>
            <Checkbox
              id={`${id}-reason`}
              checked={leaving.reason}
              onChange={(e) => set({ reason: e.target.checked })}
            />
            {t('leaving.reason')}
          </label>
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
