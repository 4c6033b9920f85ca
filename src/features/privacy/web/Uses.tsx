// What a person said about uses: shown and kept by those who look after requests, and told on the record to whoever works with it.
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import type { AnswerOf } from '../../../contract/action.ts';
import { type UseName, type UseState, againstUse, knownUses, knownAnswers } from '../../../contract/uses.ts';
import { call } from '../../../web/call.ts';
import { formatDate } from '../../../web/format.ts';
import { Badge } from '../../../web/kit/Badge.tsx';
import { Button } from '../../../web/kit/Button.tsx';
import { DateInput } from '../../../web/kit/DateInput.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { TextArea } from '../../../web/kit/TextInput.tsx';
import type { RecordPartProps } from '../../../web/records/RecordPage.tsx';
import type { UseView, viewUses } from '../contract.ts';
import { subjectsKey } from './OneRequest.tsx';
import { Sending, type Subject } from './SubjectDialogs.tsx';
import { t } from './words.ts';
import './privacy.css';

export function Uses({
  subject,
  uses,
  onDone,
}: {
  subject: Subject;
  uses: readonly UseView[];
  onDone: () => void;
}): ReactElement {
  const [open, setOpen] = useState<UseName | null>(null);
  const marks = new Map(uses.map((mark) => [mark.use, mark]));
  return (
    <section className="stack tight" aria-label={t('use.title')}>
      <h3>{t('use.title')}</h3>
      <p className="small muted prose">{t('use.help')}</p>
      <ul className="lines">
        {knownUses.map((use) => {
          const mark = marks.get(use);
          return (
            <li key={use} className="row">
              <span className="two grow">
                <span>{t(`use.${use}`)}</span>
                <span className="muted small">
                  {mark === undefined
                    ? t('use.nothing')
                    : [t('use.since', { when: formatDate(mark.since) }), mark.how].filter(Boolean).join(' · ')}
                </span>
              </span>
              {mark !== undefined && (
                <Badge tone={againstUse.includes(mark.state) ? 'brass' : 'success'}>
                  {t(`use.state.${mark.state}`)}
                </Badge>
              )}
              <Button small onClick={() => setOpen(use)} aria-label={t('use.changeOf', { use: t(`use.${use}`) })}>
                {t('use.change')}
              </Button>
            </li>
          );
        })}
      </ul>
      {open !== null && (
        <UseDialog
          subject={subject}
          use={open}
          mark={marks.get(open) ?? null}
          onClose={() => setOpen(null)}
          onDone={() => {
            setOpen(null);
            onDone();
          }}
        />
      )}
    </section>
  );
}

interface UseDialogProps {
  subject: Subject;
  use: UseName;
  mark: UseView | null;
  onClose: () => void;
  onDone: () => void;
}

function UseDialog({ subject, use, mark, onClose, onDone }: UseDialogProps): ReactElement {
  const [state, setState] = useState<string>('objected');
  const [since, setSince] = useState<string | null>(() => new Date().toISOString().slice(0, 10));
  const [how, setHow] = useState('');
  // Only consent can be taken back, and only what is kept can be cleared.
  const states = knownAnswers.filter((s: UseState) => s !== 'withdrawn' || mark?.state === 'consented');
  const items = [...states, ...(mark === null ? [] : ['none' as const])];
  return (
    <Sending
      title={t('use.dialog', { use: t(`use.${use}`) })}
      verb={t('use.keep')}
      said={t('use.kept')}
      ready={since !== null && how.trim().length >= 3}
      send={() =>
        call('PUT', `/data-subjects/${subject.entity}/${subject.id}/uses/${use}`, {
          body: { state: state === 'none' ? null : state, since, how: how.trim() },
        })
      }
      onClose={onClose}
      onDone={onDone}
    >
      <FormField label={t('use.what')}>
        {(control) => (
          <Select
            control={control}
            label={t('use.what')}
            value={state}
            onChange={(next) => setState(next ?? 'objected')}
            items={items.map((value) => ({ value, label: t(`use.state.${value}`) }))}
          />
        )}
      </FormField>
      <FormField label={t('use.when')}>
        {(control) => <DateInput control={control} label={t('use.when')} value={since} onChange={setSince} />}
      </FormField>
      <FormField label={t('use.how')} help={t('use.how.help')} required>
        {(control) => (
          <TextArea {...control} rows={2} maxLength={500} value={how} onChange={(e) => setHow(e.target.value)} />
        )}
      </FormField>
    </Sending>
  );
}

/** On the record itself, where somebody is about to use it. */
export function UseBadges({ entity, row }: RecordPartProps): ReactElement | null {
  const { data } = useQuery({
    queryKey: [...subjectsKey, 'uses', entity.name, row.id],
    queryFn: async ({ signal }) =>
      (await call<AnswerOf<typeof viewUses>>('GET', `/record-uses/${entity.name}/${row.id}`, { signal })).data.rows,
    staleTime: 60_000,
    retry: false,
    // as it was once, nobody works with it
    enabled: entity.at === undefined,
  });
  const against = (data ?? []).filter((mark) => againstUse.includes(mark.state));
  if (against.length === 0) return null;
  return (
    <div className="banner" role="status">
      <span className="grow">
        {against
          .map((mark) =>
            t('use.banner', { use: t(`use.${mark.use}`).toLocaleLowerCase(), when: formatDate(mark.since) }),
          )
          .join(' ')}{' '}
        {t('use.banner.help')}
      </span>
    </div>
  );
}
