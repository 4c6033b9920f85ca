// The button above a list that opens the export; it is there for who may export the object.
import { Download } from 'lucide-react';
import { type ReactElement, Suspense, lazy, useState } from 'react';
import { t } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import type { ShownList } from '../../../web/records/ListPage.tsx';

const ExportDialog = lazy(() => import('./ExportDialog.tsx').then((m) => ({ default: m.ExportDialog })));

export function ExportButton({ list }: { list: ShownList }): ReactElement | null {
  const [open, setOpen] = useState(false);
  if (!list.entity.verbs.has('export')) return null;
  return (
    <>
      <Button icon={Download} onClick={() => setOpen(true)} className="hide-phone">
        {t('list.export')}
      </Button>
      {open && (
        <Suspense>
          <ExportDialog list={list} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
