// Why one may or may not see and change a field of a record: one's own answer, and for administrators that of anybody, in full.
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { FoundSelect } from '../../../web/fields/FoundSelect.tsx';
import { AllGrants, Reasons, Verdict } from '../../../web/access/Reasons.tsx';
import type { ExplanationView as Explanation } from '../contract.ts';
import { call } from '../../../web/call.ts';
import type { EntityInfo, FieldInfo } from '../../../web/catalog.ts';
import { label } from '../../../web/i18n/i18n.ts';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import type { Row } from '../../../web/row.ts';
import { may, useMe } from '../../../web/session.ts';
import { FieldOrigin } from './FieldOrigin.tsx';
import './access.css';
import { t } from './words.ts';

export function FieldWhy({ entity, row, field }: { entity: EntityInfo; row: Row; field: FieldInfo }): ReactElement {
  const me = useMe();
  const [person, setPerson] = useState<{ id: string; title: string } | null>(null);
  return (
    <div className="field-why">
      <p className="strong">{t('fieldWhy.title', { field: label(field.label) })}</p>
      <FieldOrigin {...{ entity, row, field }} />
      {may(me, 'admin.access') && <PersonChoice person={person} onChange={setPerson} />}
      <Answer title={t('fieldWhy.see')} verb="view" {...{ entity, row, field, person }} />
      {field.computed !== true && (
        <Answer title={t('fieldWhy.change')} verb="edit" {...{ entity, row, field, person }} />
      )}
    </div>
  );
}

interface Person {
  readonly id: string;
  readonly title: string;
}

function PersonChoice({
  person,
  onChange,
}: {
  person: Person | null;
  onChange: (next: Person | null) => void;
}): ReactElement {
  return (
    <FoundSelect
      label={t('access.personIs')}
      placeholder={t('fieldWhy.me')}
      clearable
      of={['user']}
      chosen={person}
      onChoose={onChange}
    />
  );
}

interface AnswerProps {
  title: string;
  verb: 'view' | 'edit';
  entity: EntityInfo;
  row: Row;
  field: FieldInfo;
  person: Person | null;
}

function Answer({ title, verb, entity, row, field, person }: AnswerProps): ReactElement {
  const answer = useQuery({
    queryKey: ['access-why', entity.name, row.id, field.name, verb, person?.id ?? null],
    queryFn: async ({ signal }) =>
      (
        await call<Explanation>('GET', person === null ? '/access/why' : `/access/users/${person.id}/why`, {
          query: { entity: entity.name, id: row.id, verb, field: field.name },
          signal,
        })
      ).data,
  });
  return (
    <div>
      <p className="row">
        <span className="deed-what">{title}</span>
        {answer.data !== undefined && <Verdict allowed={answer.data.allowed} />}
      </p>
      {answer.isPending && <Waiting lines={2} />}
      {answer.isError && <Failure error={answer.error} />}
      {answer.data !== undefined && (
        <>
          <Reasons of={answer.data} />
          {answer.data.grants.length > 1 && (
            <details>
              <summary>{t('access.why')}</summary>
              <AllGrants of={answer.data} />
            </details>
          )}
        </>
      )}
    </div>
  );
}
