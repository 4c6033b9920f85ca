// What a person could see at an instant that is over: in general, or of one record as it was then, beside today's answer.
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { FoundSelect } from '../../../web/fields/FoundSelect.tsx';
import { Reasons, Verdict } from '../../../web/access/Reasons.tsx';
import { call } from '../../../web/call.ts';
import { formatDateTime } from '../../../web/format.ts';
import { label } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { DateTimeInput } from '../../../web/kit/DateInput.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { useCatalog } from '../../../web/use-catalog.ts';
import type { EntityInfo } from '../../../web/catalog.ts';
import type { AccessThen, WhyThen } from '../contract.ts';
import { Held } from './Reaches.tsx';
import { t } from './words.ts';

interface Asked {
  readonly at: string;
  readonly entity: string | null;
  readonly record: { readonly id: string; readonly title: string } | null;
}

export function Then({ user }: { user: string }): ReactElement {
  const catalog = useCatalog();
  const [at, setAt] = useState<string | null>(null);
  const [entity, setEntity] = useState<EntityInfo | null>(null);
  const [record, setRecord] = useState<Asked['record']>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  return (
    <section aria-labelledby="person-then" className="stack">
      <div>
        <h2 id="person-then">{t('then.title')}</h2>
        <p className="muted small">{t('then.help')}</p>
      </div>
      <form
        className="then-form"
        onSubmit={(e) => {
          e.preventDefault();
          if (at !== null) setAsked({ at, entity: entity?.name ?? null, record });
        }}
      >
        <FormField label={t('then.at')}>
          {(control) => <DateTimeInput label={t('then.at')} control={control} value={at} onChange={setAt} />}
        </FormField>
        <FormField label={t('then.object')}>
          {(control) => (
            <Select
              label={t('then.object')}
              control={control}
              clearable
              value={entity?.name ?? null}
              items={catalog.entities.map((e) => ({ value: e.name, label: label(e.labelPlural) }))}
              onChange={(name) => {
                setEntity(name === null ? null : (catalog.byName.get(name) ?? null));
                setRecord(null);
              }}
            />
          )}
        </FormField>
        {entity !== null && <RecordChoice key={entity.name} entity={entity} record={record} onChange={setRecord} />}
        <Button type="submit" disabled={at === null || (entity !== null && record === null)}>
          {t('then.ask')}
        </Button>
      </form>
      {asked !== null && asked.record === null && <InGeneral user={user} at={asked.at} />}
      {asked?.record != null && asked.entity !== null && (
        <OfRecord user={user} at={asked.at} entity={asked.entity} record={asked.record} />
      )}
    </section>
  );
}

function RecordChoice({
  entity,
  record,
  onChange,
}: {
  entity: EntityInfo;
  record: Asked['record'];
  onChange: (next: Asked['record']) => void;
}): ReactElement {
  return (
    <FormField label={t('then.record')}>
      {(control) => (
        <FoundSelect
          label={t('then.record')}
          control={control}
          of={[entity.name]}
          chosen={record}
          onChoose={onChange}
        />
      )}
    </FormField>
  );
}

function InGeneral({ user, at }: { user: string; at: string }): ReactElement {
  const answer = useQuery({
    queryKey: ['access-then', user, at],
    queryFn: async ({ signal }) =>
      (await call<AccessThen>('GET', `/access/users/${user}/then`, { query: { at }, signal })).data,
  });
  if (answer.isPending) return <Waiting lines={4} />;
  if (answer.isError) return <Failure error={answer.error} />;
  const then = answer.data;
  const more = [
    ...(then.standsInFor.length === 0 ? [] : [t('then.standsIn', { names: then.standsInFor.join(', ') })]),
    ...(then.shares === 0 ? [] : [t('then.shares', { count: then.shares })]),
  ];
  return (
    <div className="stack tight">
      <p className="strong">{formatDateTime(then.at)}</p>
      {then.active ? (
        <>
          <p>{[t('then.roles', { roles: then.roles.join(', ') }), ...more].join('; ')}</p>
          <Held objects={then.objects} areas={then.areas} />
        </>
      ) : (
        <p>{t('then.inactive')}</p>
      )}
      {then.gaps.length > 0 && <p className="brass-text">{t('then.gaps', { gaps: then.gaps.join(' ') })}</p>}
      <p className="small muted">{t('then.since', { when: formatDateTime(then.since) })}</p>
    </div>
  );
}

interface OfRecordProps {
  user: string;
  at: string;
  entity: string;
  record: { readonly id: string; readonly title: string };
}

function OfRecord({ user, at, entity, record }: OfRecordProps): ReactElement {
  const answer = useQuery({
    queryKey: ['access-why-then', user, at, entity, record.id],
    queryFn: async ({ signal }) =>
      (
        await call<WhyThen>('GET', `/access/users/${user}/why-then`, {
          query: { at, entity, id: record.id, verb: 'view' },
          signal,
        })
      ).data,
  });
  if (answer.isPending) return <Waiting lines={4} />;
  if (answer.isError) return <Failure error={answer.error} />;
  const { was, now, existed, active, gaps } = answer.data;
  return (
    <div className="stack tight">
      <p className="strong">{record.title}</p>
      <p className="row">
        <span>{t('then.then')}</span>
        {was !== null && <Verdict allowed={was.allowed} />}
      </p>
      {was !== null ? (
        <Reasons of={was} />
      ) : (
        <p className="muted">{t(active && !existed ? 'then.noRecord' : 'then.inactive')}</p>
      )}
      {now !== null && (
        <>
          <p className="row">
            <span>{t('then.now')}</span>
            <Verdict allowed={now.allowed} />
          </p>
          <Reasons of={now} />
        </>
      )}
      {gaps.length > 0 && <p className="brass-text">{t('then.gaps', { gaps: gaps.join(' ') })}</p>}
    </div>
  );
}
