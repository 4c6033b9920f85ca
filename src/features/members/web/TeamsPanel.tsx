// Teams: people who work together. The scope "team" of a role means the records of everybody who shares a team with you.
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import type { ReactElement } from 'react';
import { Link } from 'wouter';
import { type EntityInfo, fieldOf } from '../../../web/catalog.ts';
import { openCreate } from '../../../web/create.ts';
import { FieldValue } from '../../../web/fields/fields.tsx';
import { label } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Empty, Failure, Waiting } from '../../../web/kit/States.tsx';
import { listKey } from '../../../web/records/cache.ts';
import { listRecords } from '../../../web/records/wire.ts';
import { useCatalog } from '../../../web/use-catalog.ts';
import { t } from './words.ts';

export function TeamsPanel(): ReactElement {
  const team = useCatalog().byName.get('team');
  return team === undefined || !team.menu ? <Empty title={t('members.hidden')} /> : <Teams team={team} />;
}

function Teams({ team }: { team: EntityInfo }): ReactElement {
  const teams = useQuery({
    queryKey: listKey('team', 'members'),
    queryFn: ({ signal }) => listRecords(team, { sort: 'title', limit: 200 }, { signal }),
  });
  const create = team.verbs.has('create') && (
    <Button icon={Plus} onClick={() => openCreate({ entity: 'team', values: {} })}>
      {t('list.new', { what: label(team.label).toLocaleLowerCase() })}
    </Button>
  );
  if (teams.isError) return <Failure error={teams.error} onRetry={() => void teams.refetch()} />;
  if (teams.isPending) return <Waiting />;
  if (teams.data.rows.length === 0) {
    return (
      <Empty title={t('members.noTeams')}>
        <p className="muted prose">{label(team.help)}</p>
        {create}
      </Empty>
    );
  }
  return (
    <>
      <div className="row table-tools">{create}</div>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('members.name')}</th>
            {['parent', 'lead'].map((name) => (
              <th key={name} scope="col">
                {label(fieldOf(team, name)?.label ?? name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {teams.data.rows.map((row) => (
            <tr key={row.id}>
              <td>
                <Link href={`/${team.path}/${row.id}`} className="strong title-link">
                  {row.title}
                </Link>
              </td>
              {['parent', 'lead'].map((name) => (
                <td key={name}>
                  {fieldOf(team, name) !== undefined && (
                    <FieldValue field={fieldOf(team, name)!} value={row[name]} place="cell" />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
