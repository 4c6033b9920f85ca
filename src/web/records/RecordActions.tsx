// What can be done with one record, as a menu.
import { Link2, Merge, MoreHorizontal, Printer, RotateCcw, ScanEye, Share2, Trash2 } from 'lucide-react';
import { type ReactElement, Suspense, lazy, useContext, useState } from 'react';
import { useLocation } from 'wouter';
import { type EntityInfo, addressOf } from '../catalog.ts';
import { t } from '../i18n/i18n.ts';
import { IconButton } from '../kit/Button.tsx';
import { MenuButton } from '../kit/Menu.tsx';
import type { MenuEntry } from '../kit/menu-props.ts';
import { showToast } from '../kit/toasts.ts';
import { problemLine } from '../problem-text.ts';
import type { Row } from '../row.ts';
import { RecordAccessContext } from './record-access.ts';
import { useBin } from './save.ts';

const MergeDialog = lazy(() => import('./MergeDialog.tsx').then((m) => ({ default: m.MergeDialog })));

export function RecordActions({
  entity,
  row,
  onGone,
  onAccess,
}: {
  entity: EntityInfo;
  row: Row;
  onGone: () => void;
  /** shows who can see it */
  onAccess?: () => void;
}): ReactElement {
  const access = useContext(RecordAccessContext);
  const [sharing, setSharing] = useState(false);
  const { archive, restore } = useBin(entity);
  const [, navigate] = useLocation();
  const [merging, setMerging] = useState(false);
  const failed = (error: unknown) => void showToast({ text: problemLine(error), tone: 'danger' });
  const inBin = row.archivedAt !== undefined && row.archivedAt !== null;
  const copy = () => {
    void navigator.clipboard
      .writeText(`${location.origin}${addressOf(entity, row.id)}`)
      .then(() => showToast({ text: t('record.linkCopied'), lasts: 3000 }));
  };
  const more: MenuEntry[] = [
    ...(entity.verbs.has('print')
      ? [{ icon: Printer, text: t('record.print'), onSelect: () => navigate(`/print/${entity.path}?id=${row.id}`) }]
      : []),
    ...(!inBin && entity.verbs.has('merge')
      ? [{ icon: Merge, text: t('record.merge'), onSelect: () => setMerging(true) }]
      : []),
  ];
  const about: MenuEntry[] =
    access === null || onAccess === undefined
      ? []
      : [
          { icon: ScanEye, text: t('record.whoSees'), onSelect: onAccess },
          ...(entity.verbs.has('share')
            ? [{ icon: Share2, text: t('record.share'), onSelect: () => setSharing(true) }]
            : []),
        ];
  const moves: MenuEntry[] = [
    ...(!inBin && entity.verbs.has('archive')
      ? ['line' as const, { icon: Trash2, text: t('bin.move'), onSelect: () => void archive(row).then(onGone, failed) }]
      : []),
    ...(inBin && entity.verbs.has('restore')
      ? ['line' as const, { icon: RotateCcw, text: t('bin.restore'), onSelect: () => void restore(row).catch(failed) }]
      : []),
  ];
  return (
    <>
      <MenuButton
        trigger={<IconButton icon={MoreHorizontal} label={t('record.actions')} bordered />}
        label={t('record.actions')}
        items={[{ icon: Link2, text: t('record.copyLink'), onSelect: copy }, ...about, ...more, ...moves]}
      />
      {merging && (
        <Suspense>
          <MergeDialog
            entity={entity}
            id={row.id}
            onClose={() => setMerging(false)}
            onMerged={(id) => {
              setMerging(false);
              navigate(`/${entity.path}/${id}`);
            }}
          />
        </Suspense>
      )}
      {sharing && access !== null && (
        <Suspense>
          <access.Share entity={entity} row={row} onClose={() => setSharing(false)} />
        </Suspense>
      )}
    </>
  );
}
