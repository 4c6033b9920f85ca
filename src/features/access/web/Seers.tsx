// Everybody and every key that can see a record, each with the chain of reasons; for administrators and auditors.
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { Link } from 'wouter';
import type { AnswerOf } from '../../../contract/action.ts';
import type { whoSees } from '../contract.ts';
import { lineOfGrant } from '../../../web/access/explanation.ts';
import { lastDayOf } from '../../../web/access/last-day.ts';
import { call } from '../../../web/call.ts';
import { formatDate } from '../../../web/format.ts';
import { Mark } from '../../../web/kit/Badge.tsx';
import { Button } from '../../../web/kit/Button.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import { fold } from '../../../web/kit/Listbox.tsx';
import type { OfRecord } from './of-record.ts';
import { t } from './words.ts';

type Seer = AnswerOf<typeof whoSees>['rows'][number];

const shownFirst = 12;
const searchedFrom = 6;

export function Seers({ entity, row }: OfRecord): ReactElement {
  const [typed, setTyped] = useState('');
  const [all, setAll] = useState(false);
  const answer = useQuery({
    queryKey: ['access-who', entity.name, row.id],
    queryFn: async ({ signal }) =>
      (
        await call<AnswerOf<typeof whoSees>>('GET', '/access/who', {
          query: { entity: entity.name, id: row.id },
          signal,
        })
      ).data.rows,
  });
  const rows = answer.data ?? [];
  const found = rows.filter((s) => fold(`${s.user.name} ${s.key?.name ?? ''}`).includes(fold(typed.trim())));
  const shown = all ? found : found.slice(0, shownFirst);
  return (
    <section aria-labelledby="access-seers">
      <div className="row">
        <h2 id="access-seers">{t('access.everybody')}</h2>
        {answer.data !== undefined && <span className="muted small">{t('access.seers', { count: rows.length })}</span>}
      </div>
      {answer.isPending && <Waiting lines={4} />}
      {answer.isError && <Failure error={answer.error} onRetry={() => void answer.refetch()} />}
      {rows.length > searchedFrom && (
        <TextInput
          className="access-find"
          aria-label={t('access.find')}
          placeholder={t('access.find')}
          value={typed}
          onChange={(e) => setTyped(e.target.value)}
        />
      )}
      {answer.data !== undefined && found.length === 0 && <p className="muted">{t('access.noneFound')}</p>}
      <ul className="seers">
        {shown.map((s) => (
          <SeerLine key={s.key?.id ?? s.user.id} seer={s} />
        ))}
      </ul>
      {shown.length < found.length && (
        <Button small variant="quiet" onClick={() => setAll(true)}>
          {t('access.more', { count: found.length })}
        </Button>
      )}
    </section>
  );
}

function SeerLine({ seer: s }: { seer: Seer }): ReactElement {
  const name = s.key?.name ?? s.user.name;
  const lines = [
    ...new Set(s.chain.map(lineOfGrant)),
    ...s.shares.map(({ by, team, until }) =>
      team === null
        ? t('access.sharedBy', { name: by, when: formatDate(lastDayOf({ until })) })
        : t('access.sharedByTeam', { name: by, team, when: formatDate(lastDayOf({ until })) }),
    ),
    ...(s.standsInFor.length === 0 ? [] : [t('access.standsIn', { names: s.standsInFor.join(', ') })]),
    ...(s.whole === null
      ? []
      : [t('access.throughWhole', { lines: [...new Set(s.whole.map(lineOfGrant))].join('; ') })]),
  ];
  return (
    <li className="seer">
      <Mark name={name} />
      <div className="grow">
        <p className="row wrap">
          <Link href={`/access/${s.user.id}`} className="strong">
            {name}
          </Link>
          {s.key !== null && (
            <span className="muted small">
              {t(s.key.kind === 'key' ? 'access.keyOf' : 'access.applicationFor', { name: s.user.name })}
            </span>
          )}
          <span className="muted small">{t(s.edit ? 'access.mayEdit' : 'access.maySee')}</span>
        </p>
        <ul className="reasons">
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </div>
    </li>
  );
}
