// Says that a record lies in the bin, and takes it out again.
import { useQuery } from '@tanstack/react-query';
import { RotateCcw } from 'lucide-react';
import type { ReactElement } from 'react';
import { Link } from 'wouter';
import type { RecordActions } from '../../features/records/contract.ts';
import type { AnswerOf } from '../../contract/action.ts';
import { call } from '../call.ts';
import type { EntityInfo } from '../catalog.ts';
import { formatDateTime } from '../format.ts';
import { t } from '../i18n/i18n.ts';
import { Button } from '../kit/Button.tsx';
import { showToast } from '../kit/toasts.ts';
import { problemLine } from '../problem-text.ts';
import type { Row } from '../row.ts';
import { useBin } from './save.ts';

export function BinBanner({ entity, row }: { entity: EntityInfo; row: Row }): ReactElement | null {
  const { restore } = useBin(entity);
  if (row.archivedAt === undefined || row.archivedAt === null) return null;
  return (
    <div className="banner" role="status">
      <span className="grow">
        {t('bin.banner', { when: formatDateTime(row.archivedAt) })} <MergedInto entity={entity} id={row.id} />
      </span>
      {entity.verbs.has('restore') && (
        <Button
          small
          icon={RotateCcw}
          onClick={() =>
            void restore(row).catch((error: unknown) => showToast({ text: problemLine(error), tone: 'danger' }))
          }
        >
          {t('bin.restore')}
        </Button>
      )}
    </div>
  );
}

type Into = AnswerOf<NonNullable<RecordActions['mergedInto']>>;

/** Where it went, when it was merged into another. */
function MergedInto({ entity, id }: { entity: EntityInfo; id: string }): ReactElement | null {
  const { data } = useQuery({
    queryKey: ['record', entity.name, id, 'merged-into'],
    queryFn: async ({ signal }) =>
      (await call<Into>('GET', `/${entity.path}/${encodeURIComponent(id)}/merged-into`, { signal })).data.into,
    enabled: entity.verbs.has('merge'),
    retry: false,
  });
  if (data == null) return null;
  if ('restricted' in data) return <>{t('bin.merged')}</>;
  return <Link href={`/${entity.path}/${data.id}`}>{t('bin.mergedInto', { name: data.title })}</Link>;
}
