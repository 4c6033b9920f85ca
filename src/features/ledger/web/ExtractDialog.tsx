// Taking entries away in a signed file: asked for with a reason, made in the background, fetched here as long as it is kept.
import { useQueryClient } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { apiBase, call } from '../../../web/call.ts';
import { formatNumber } from '../../../web/format.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { ProgressBar } from '../../../web/kit/ProgressBar.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import type { ExtractView } from '../../extracts/contract.ts';
import { type Query, extractsKey, useExtracts } from './entries.ts';
import { useInstant } from './instants.ts';
import { t } from './words.ts';

export function ExtractDialog({
  query,
  zone,
  onClose,
}: {
  query: Query;
  zone: string;
  onClose: () => void;
}): ReactElement {
  const client = useQueryClient();
  const [format, setFormat] = useState<string>('csv');
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const make = () => {
    setBusy(true);
    setError(null);
    const { q, changes, from, to } = query;
    const body = { format, q, changes: changes === 'true', from, to, zone, reason };
    call('POST', '/ledger/exports', { body })
      .then(() => {
        showToast({ text: t('audit.export.started') });
        setReason('');
        return client.invalidateQueries({ queryKey: extractsKey });
      })
      .catch((failed: unknown) => setError(problemLine(failed)))
      .finally(() => setBusy(false));
  };
  return (
    <Dialog open onClose={onClose} title={t('audit.export.title')} description={t('audit.export.help')}>
      <div className="stack">
        {error !== null && (
          <p className="danger-text" role="alert">
            {error}
          </p>
        )}
        <FormField label={t('audit.export.format')}>
          {(control) => (
            <Select
              control={control}
              label={t('audit.export.format')}
              value={format}
              onChange={(next) => setFormat(next ?? 'csv')}
              items={[
                { value: 'csv', label: t('audit.export.asCsv') },
                { value: 'jsonl', label: t('audit.export.asJsonl') },
              ]}
            />
          )}
        </FormField>
        <FormField label={t('audit.export.reason')} required>
          {(control) => (
            <TextInput {...control} value={reason} maxLength={500} onChange={(e) => setReason(e.target.value)} />
          )}
        </FormField>
        <div>
          <Button variant="primary" busy={busy} disabled={reason.trim().length < 3} onClick={make}>
            {t('audit.export.make')}
          </Button>
        </div>
        <Yours />
      </div>
    </Dialog>
  );
}

function Yours(): ReactElement {
  const found = useExtracts(true);
  return (
    <section className="stack tight" aria-label={t('audit.export.yours')}>
      <h3>{t('audit.export.yours')}</h3>
      {found.isPending && <Waiting lines={2} />}
      {found.isError && <Failure error={found.error} onRetry={() => void found.refetch()} />}
      {found.data?.length === 0 && <p className="muted">{t('audit.export.none')}</p>}
      <ul className="lines">
        {found.data?.map((one) => (
          <One key={one.id} one={one} />
        ))}
      </ul>
    </section>
  );
}

function One({ one }: { one: ExtractView }): ReactElement {
  const formatInstant = useInstant();
  const { job, file } = one;
  const running = job.status === 'waiting' || job.status === 'running';
  return (
    <li className="row">
      <span className="two grow">
        <span className="ellipsis">{one.reason}</span>
        <span className="muted small ellipsis">
          {one.format.toUpperCase()} · {formatInstant(one.createdAt)}
          {one.query !== '' && ` · ${one.query}`}
        </span>
        {running && (
          <ProgressBar
            label={t('audit.export.progress', { done: formatNumber(job.done) })}
            value={job.done}
            total={job.total}
          />
        )}
        {file !== null && (
          <span className="small">{t('audit.export.rows', { count: file.rows, until: formatInstant(one.until) })}</span>
        )}
        {job.status === 'failed' && (
          <span className="small danger-text">{t('audit.export.failed', { reason: job.error ?? '' })}</span>
        )}
      </span>
      {file !== null && (
        <a className="btn btn-plain btn-small" href={`${apiBase}/ledger/exports/${one.id}/file`} download={file.name}>
          <Download className="icon" aria-hidden />
          {t('audit.export.download')}
        </a>
      )}
    </li>
  );
}
