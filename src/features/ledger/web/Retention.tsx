// How long values of the ledger stay in the database, how long they are kept at all, and what lies in the archive.
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useSetting } from '../../../web/access/pending.ts';
import { SentForm } from '../../../web/kit/sending.tsx';
import type { AnswerOf } from '../../../contract/action.ts';
import type { viewRetention } from '../contract.ts';
import { call, reasonFor } from '../../../web/call.ts';
import { formatDate } from '../../../web/format.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { t } from './sent-words.ts';

type RetentionData = AnswerOf<typeof viewRetention>;

const retentionKey = ['ledger', 'retention'];

export function Retention({ mayChange }: { mayChange: boolean }): ReactElement {
  const retention = useQuery({
    queryKey: retentionKey,
    queryFn: async ({ signal }) => (await call<RetentionData>('GET', '/ledger/retention', { signal })).data,
  });
  return (
    <section className="stack" aria-labelledby="sent-retention">
      <h2 id="sent-retention">{t('sent.retention')}</h2>
      {retention.isPending && <Waiting lines={3} />}
      {retention.isError && <Failure error={retention.error} onRetry={() => void retention.refetch()} />}
      {retention.data !== undefined && (
        <>
          <Form
            key={`${retention.data.liveMonths} ${retention.data.keepMonths}`}
            saved={retention.data}
            mayChange={mayChange}
          />
          <h3>{t('sent.archives')}</h3>
          {retention.data.archives.length === 0 ? (
            <p className="muted">{t('sent.archivesNone')}</p>
          ) : (
            <ul>
              {retention.data.archives.map(({ part, ends, entries, endedAt }) => (
                <li key={part}>
                  {endedAt === null
                    ? t('sent.archive', { ends: formatDate(ends.slice(0, 10)), entries })
                    : t('sent.archiveEnded', {
                        ends: formatDate(ends.slice(0, 10)),
                        when: formatDate(endedAt.slice(0, 10)),
                      })}
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </section>
  );
}

/** Empty: for ever; NaN: no number. */
const read = (text: string): number | null => (text.trim() === '' ? null : Number(text.trim()));
const fitsLive = (months: number | null): boolean =>
  months !== null && Number.isInteger(months) && months >= 3 && months <= 600;
const fitsKeep = (months: number | null, live: number | null): boolean =>
  months === null || (Number.isInteger(months) && months >= 12 && months <= 1_200 && months > (live ?? 0));

function Form({ saved, mayChange }: { saved: RetentionData; mayChange: boolean }): ReactElement {
  const [live, setLive] = useState(String(saved.liveMonths));
  const [keep, setKeep] = useState(saved.keepMonths === null ? '' : String(saved.keepMonths));
  const state = useSetting('/ledger/retention', retentionKey);
  const [liveMonths, keepMonths] = [read(live), read(keep)];
  const changed = liveMonths !== saved.liveMonths || keepMonths !== saved.keepMonths;
  const ready = changed && fitsLive(liveMonths) && fitsKeep(keepMonths, liveMonths);
  const save = () => {
    if (ready) void state.save({ liveMonths, keepMonths }, () => showToast({ text: t('sent.saved') }));
  };
  return (
    <SentForm className="stack" onSubmit={save} refusal={state.error}>
      <FormField
        label={t('sent.live')}
        help={t('sent.liveHelp')}
        error={fitsLive(liveMonths) ? reasonFor(state.error, 'liveMonths') : t('sent.notANumber')}
      >
        {(control) => (
          <TextInput
            {...control}
            inputMode="numeric"
            readOnly={!mayChange}
            value={live}
            onChange={(e) => setLive(e.target.value)}
          />
        )}
      </FormField>
      <FormField
        label={t('sent.keep')}
        help={t('sent.keepHelp')}
        error={fitsKeep(keepMonths, liveMonths) ? reasonFor(state.error, 'keepMonths') : t('sent.notANumber')}
      >
        {(control) => (
          <TextInput
            {...control}
            inputMode="numeric"
            readOnly={!mayChange}
            value={keep}
            onChange={(e) => setKeep(e.target.value)}
          />
        )}
      </FormField>
      {mayChange && (
        <div className="row">
          <Button type="submit" variant="primary" busy={state.busy} disabled={!ready}>
            {t('sent.save')}
          </Button>
        </div>
      )}
    </SentForm>
  );
}
