// How the bytes of the file become rows: found by the server, shown here, and every finding can be corrected.
import type { ReactElement } from 'react';
import { formatBytes } from '../../../web/file-size.ts';
import { formatDateTime, formatNumber } from '../../../web/format.ts';
import { label } from '../../../web/i18n/i18n.ts';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { useCatalog } from '../../../web/use-catalog.ts';
import type { Dialect } from '../../../contract/importing.ts';
import type { ImportView } from '../contract.ts';
import type { StepProps } from './step-props.ts';
import { Questions } from './Questions.tsx';
import { StepFoot } from './StepFoot.tsx';
import { isSettled } from './steps.ts';
import { t } from './words.ts';

const encodingNames: Readonly<Record<string, string>> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16 (little endian)',
  'utf-16be': 'UTF-16 (big endian)',
  'windows-1252': 'Windows 1252',
  'iso-8859-1': 'ISO 8859-1',
  macintosh: 'Mac Roman',
  big5: 'Big5',
};

export function FileStep({ view, importing, go }: StepProps): ReactElement {
  const catalog = useCatalog();
  const fixed = isSettled(view);
  const change = (dialect: Partial<Dialect>) => void importing.change({ dialect });
  const objects = view.entities.flatMap((name) => catalog.byName.get(name) ?? []);
  const open = view.questions.some((q) => q.column === null);
  return (
    <div className="stack">
      <p className="muted">
        {[
          formatBytes(view.size),
          t(view.looked.whole ? 'import.rowsWhole' : 'import.rowsLooked', { count: view.looked.rows }),
          view.fileUntil === null
            ? t('import.fileGone')
            : t('import.fileUntil', { when: formatDateTime(view.fileUntil) }),
        ].join(' · ')}
      </p>
      <Questions view={view} about="file" onAnswer={(c) => void importing.change(c)} />
      <div className="import-settings">
        <FormField label={t('import.object')}>
          {(control) => (
            <Select
              control={control}
              label={t('import.object')}
              value={view.entity}
              items={objects.map((e) => ({ value: e.name, label: label(e.labelPlural) }))}
              onChange={(entity) => entity !== null && !fixed && void importing.change({ entity })}
            />
          )}
        </FormField>
        {view.sheets.length > 0 ? (
          <Setting
            label={t('import.sheet')}
            value={view.dialect.sheet ?? ''}
            items={view.sheets.map((name) => [name, name])}
            onChange={(sheet) => !fixed && change({ sheet })}
          />
        ) : (
          <TextSettings view={view} onChange={(dialect) => !fixed && change(dialect)} />
        )}
        <Setting
          label={t('import.headingRow')}
          value={String(view.dialect.headingRow)}
          items={headingRows(view)}
          onChange={(v) => !fixed && change({ headingRow: Number(v) })}
        />
      </div>
      {view.before.length > 0 && (
        <div>
          <p className="small muted">{t('import.before')}</p>
          <pre className="mono import-before">{view.before.join('\n')}</pre>
        </div>
      )}
      <Sample view={view} />
      <StepFoot
        onNext={() => go('match')}
        disabled={view.entity === null || open}
        why={view.entity === null ? t('import.chooseObject') : open ? t('import.answerFirst') : null}
      />
    </div>
  );
}

/** How the letters and columns of a text file are written; in a workbook nobody has to know. */
function TextSettings({
  view,
  onChange,
}: {
  view: ImportView;
  onChange: (dialect: Partial<Dialect>) => void;
}): ReactElement {
  return (
    <>
      <Setting
        label={t('import.encoding')}
        value={view.dialect.encoding}
        items={Object.entries(encodingNames)}
        onChange={(v) => onChange({ encoding: v as Dialect['encoding'] })}
      />
      <Setting
        label={t('import.delimiter')}
        value={view.dialect.delimiter}
        items={[
          [',', t('import.delimiter.comma')],
          [';', t('import.delimiter.semicolon')],
          ['\t', t('import.delimiter.tab')],
          ['|', t('import.delimiter.bar')],
        ]}
        onChange={(v) => onChange({ delimiter: v as Dialect['delimiter'] })}
      />
      <Setting
        label={t('import.quote')}
        value={view.dialect.quote}
        items={[
          ['"', t('import.quote.double')],
          ["'", t('import.quote.single')],
          ['', t('import.quote.none')],
        ]}
        onChange={(v) => onChange({ quote: v as Dialect['quote'] })}
      />
    </>
  );
}

function headingRows(view: ImportView): [string, string][] {
  const most = Math.max(3, view.dialect.headingRow);
  return [
    ['0', t('import.headingNone')],
    ...Array.from({ length: most }, (_, n): [string, string] => [String(n + 1), t('import.headingNth', { n: n + 1 })]),
  ];
}

interface SettingProps {
  label: string;
  value: string;
  items: readonly (readonly [string, string])[];
  onChange: (value: string) => void;
}

function Setting({ label: name, value, items, onChange }: SettingProps): ReactElement {
  return (
    <FormField label={name}>
      {(control) => (
        <Select
          control={control}
          label={name}
          value={value}
          items={items.map(([v, text]) => ({ value: v, label: text }))}
          onChange={(v) => v !== null && onChange(v)}
        />
      )}
    </FormField>
  );
}

/** The first cells as they read now: wrong letters and wrong columns are seen at once. */
function Sample({ view }: { view: ImportView }): ReactElement {
  const shown = view.columns.slice(0, 12);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls sideways is reached by keyboard
    <div className="scroll-x" role="region" aria-label={t('import.sample')} tabIndex={0}>
      <table className="table import-sample">
        <thead>
          <tr>
            {shown.map((c) => (
              <th key={c.column} scope="col">
                {c.heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[0, 1, 2].map((n) => (
            <tr key={n}>
              {shown.map((c) => (
                <td key={c.column} className="ellipsis">
                  {c.samples[n] ?? ''}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {view.columns.length > shown.length && (
        <p className="small muted">
          {t('import.moreColumns', { count: formatNumber(view.columns.length - shown.length) })}
        </p>
      )}
    </div>
  );
}
