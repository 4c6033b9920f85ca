// What may leave of a list, told before anything is made: how many at once and today, in which format, who hears of it, and why it may not.
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Refusal } from '../../../web/kit/sending.tsx';
import { call } from '../../../web/call.ts';
import { formatNumber } from '../../../web/format.ts';
import { Waiting } from '../../../web/kit/States.tsx';
import { problemLine } from '../../../web/problem-text.ts';
import type { CheckInput, ExportCheck } from '../contract.ts';
import { t } from './words.ts';

/** Asked anew each time the window opens: rights and what is left of the day change. */
export function useExportCheck(input: CheckInput) {
  return useQuery({
    queryKey: ['export', 'check', input],
    queryFn: async ({ signal }) => (await call<ExportCheck>('POST', '/exports/check', { body: input, signal })).data,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
}

export function mayStart(check: ExportCheck | undefined, reason: string): boolean {
  if (check === undefined || check.refusal !== null || check.formats.length === 0) return false;
  const given = reason.trim().length;
  return given >= 3 || (given === 0 && !check.reason);
}

export function Allowed({ check, error }: { check: ExportCheck | undefined; error: unknown }): ReactElement {
  if (error !== null)
    return (
      <div className="banner banner-danger" role="alert">
        {problemLine(error)}
      </div>
    );
  if (check === undefined) return <Waiting lines={2} />;
  return (
    <>
      <Refusal why={check.refusal} />
      {check.formats.length === 0 && (
        <div className="banner banner-danger" role="alert">
          {t('export.noFormat')}
        </div>
      )}
      <ul className="small muted export-allowed" aria-label={t('export.allowed')}>
        {linesOf(check).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </>
  );
}

function linesOf({ count, leftOut, rows, most, day, alertAbove }: ExportCheck): string[] {
  const lines = [
    t('export.allowed.count', { count }),
    ...(leftOut === 0 ? [] : [t('export.allowed.leftOut', { count: leftOut })]),
    rows === null
      ? t('export.allowed.most', { most: formatNumber(most) })
      : t('export.allowed.rows', { rows: formatNumber(rows) }),
  ];
  if (day !== null)
    lines.push(
      t('export.allowed.day', {
        left: formatNumber(Math.max(0, day.rows - day.taken)),
        rows: formatNumber(day.rows),
        taken: formatNumber(day.taken),
      }),
    );
  if (alertAbove !== null) lines.push(t('export.allowed.alert', { above: formatNumber(alertAbove) }));
  return lines;
}
