// Who has acknowledged which version when, and who has still to.
import { useQuery } from '@tanstack/react-query';
import { FileDown } from 'lucide-react';
import type { ReactElement } from 'react';
import type { AnswerOf } from '../../../contract/action.ts';
import { apiBase, call } from '../../../web/call.ts';
import { formatDateTime } from '../../../web/format.ts';
import { Badge } from '../../../web/kit/Badge.tsx';
import { Empty, Failure, Waiting } from '../../../web/kit/States.tsx';
import type { listAcknowledgements } from '../contract.ts';
import { t } from './words.ts';

export function Acknowledgements(): ReactElement {
  const list = useQuery({
    queryKey: ['security-policy', 'acknowledgements'],
    queryFn: async ({ signal }) =>
      (await call<AnswerOf<typeof listAcknowledgements>>('GET', '/security-policy/acknowledgements', { signal })).data
        .rows,
  });
  if (list.isError) return <Failure error={list.error} onRetry={() => void list.refetch()} />;
  if (list.data === undefined) return <Waiting lines={6} />;
  const rows = list.data.filter((row) => row.owed || row.version !== null);
  if (rows.length === 0) return <Empty title={t('charter.people.none')} />;
  return (
    <div className="policy-panel stack">
      <div className="row wrap">
        <p className="grow">{t('charter.people.left', { count: rows.filter((row) => row.owed).length })}</p>
        <a className="btn btn-plain" href={`${apiBase}/security-policy/acknowledgements.csv`} download>
          <FileDown className="icon" aria-hidden />
          {t('charter.people.file')}
        </a>
      </div>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('charter.people.person')}</th>
            <th scope="col">{t('charter.people.version')}</th>
            <th scope="col">{t('charter.people.when')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.person.id}>
              <td>
                <span className="strong">{row.person.title}</span>{' '}
                <span className="small muted">{row.active ? row.email : t('charter.people.closed')}</span>
              </td>
              <td className="num">{row.version ?? ''}</td>
              <td>
                {row.owed && <Badge tone="brass">{t('charter.people.owed')}</Badge>}{' '}
                {row.at !== null && formatDateTime(row.at)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
