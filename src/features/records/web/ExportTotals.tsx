// Takes the totals of the page away as CSV: made by the server under the right to export, with a reason that stands on record.
import { Download } from 'lucide-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { Refusal } from '../../../web/kit/sending.tsx';
import { ask, call, reasonFor } from '../../../web/call.ts';
import type { EntityInfo } from '../../../web/catalog.ts';
import { currentRegion } from '../../../web/format.ts';
import { label } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { TextArea } from '../../../web/kit/TextInput.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import type { ExportCheck } from '../../exports/contract.ts';
import type { groupQuery } from './use-groups.ts';
import { t } from './words.ts';

export interface ExportTotalsProps {
  entity: EntityInfo;
  query: ReturnType<typeof groupQuery> | { readonly saved: string };
  /** groups that will be in it */
  count: number;
}

export function ExportTotals(props: ExportTotalsProps): ReactElement | null {
  const [open, setOpen] = useState(false);
  if (!props.entity.verbs.has('export')) return null;
  return (
    <>
      <Button icon={Download} onClick={() => setOpen(true)} className="hide-phone">
        {t('totals.file')}
      </Button>
      {open && <ReasonDialog {...props} onClose={() => setOpen(false)} />}
    </>
  );
}

function ReasonDialog({ entity, query, count, onClose }: ExportTotalsProps & { onClose: () => void }): ReactElement {
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const check = useQuery({
    queryKey: ['export', 'check', entity.name],
    queryFn: async ({ signal }) =>
      (await call<ExportCheck>('POST', '/exports/check', { body: { entity: entity.name }, signal })).data,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
  const asks = check.data?.reason !== false;
  const noCsv = check.data?.formats.includes('csv') === false;
  const given = reason.trim().length;
  const ready = !noCsv && (given >= 3 || (given === 0 && !asks));
  const make = async () => {
    if (busy || !ready) return;
    setBusy(true);
    setError(null);
    try {
      await fetchFile(entity, query, reason.trim() === '' ? {} : { reason: reason.trim() });
      showToast({ text: t('totals.file.done') });
      onClose();
    } catch (failed) {
      setError(failed);
      setBusy(false);
    }
  };
  const general = error !== null && reasonFor(error, 'reason') === null ? problemLine(error) : null;
  return (
    <Dialog
      open
      onClose={onClose}
      size="small"
      title={t('totals.file.title')}
      description={t('totals.file.help', { count, what: label(entity.labelPlural).toLocaleLowerCase() })}
      foot={
        <>
          <span className="grow" />
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button variant="primary" icon={Download} busy={busy} disabled={!ready} onClick={() => void make()}>
            {t('totals.file.make')}
          </Button>
        </>
      }
    >
      <form
        className="stack"
        onSubmit={(e) => {
          e.preventDefault();
          void make();
        }}
      >
        <Refusal why={general} />
        {noCsv && (
          <div className="banner banner-danger" role="alert">
            {t('totals.file.noCsv')}
          </div>
        )}
        <FormField
          label={t('totals.file.reason')}
          help={t(asks ? 'totals.file.reasonHelp' : 'totals.file.reasonFree')}
          required={asks}
          error={reasonFor(error, 'reason')}
        >
          {(control) => (
            <TextArea
              {...control}
              rows={2}
              maxLength={500}
              value={reason}
              onChange={(e) => setReason(e.target.value)}
            />
          )}
        </FormField>
      </form>
    </Dialog>
  );
}

/** Where a comma stands before the decimals, programs expect semicolons between the columns. */
async function fetchFile(
  entity: EntityInfo,
  query: ExportTotalsProps['query'],
  why: { reason?: string },
): Promise<void> {
  const comma = new Intl.NumberFormat(currentRegion().locale).format(1.5).includes(',');
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  const response = await ask('POST', '/exports/totals', {
    accept: 'text/csv, application/json',
    body: {
      entity: entity.name,
      ...why,
      ...Object.fromEntries(given),
      csv: comma ? { delimiter: ';', decimal: ',' } : {},
    },
  });
  const name = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get('content-disposition') ?? '')?.[1];
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = name === undefined ? 'totals.csv' : decodeURIComponent(name);
  link.click();
  URL.revokeObjectURL(address);
}
