// Says that a record lies in the bin, and takes it out again.
import { RotateCcw } from 'lucide-react';
import type { ReactElement } from 'react';
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
      <span className="grow">{t('bin.banner', { when: formatDateTime(row.archivedAt) })}</span>
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
