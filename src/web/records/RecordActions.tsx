// What can be done with one record, as a menu.
import { Link2, MoreHorizontal, RotateCcw, Trash2 } from 'lucide-react';
import type { ReactElement } from 'react';
import type { EntityInfo } from '../catalog.ts';
import { t } from '../i18n/i18n.ts';
import { IconButton } from '../kit/Button.tsx';
import { MenuButton } from '../kit/Menu.tsx';
import type { MenuEntry } from '../kit/menu-props.ts';
import { showToast } from '../kit/toasts.ts';
import { problemLine } from '../problem-text.ts';
import type { Row } from '../row.ts';
import { useBin } from './save.ts';

export function RecordActions({
  entity,
  row,
  onGone,
}: {
  entity: EntityInfo;
  row: Row;
  onGone: () => void;
}): ReactElement {
  const { archive, restore } = useBin(entity);
  const failed = (error: unknown) => void showToast({ text: problemLine(error), tone: 'danger' });
  const inBin = row.archivedAt !== undefined && row.archivedAt !== null;
  const copy = () => {
    void navigator.clipboard
      .writeText(`${location.origin}/${entity.path}/${row.id}`)
      .then(() => showToast({ text: t('record.linkCopied'), lasts: 3000 }));
  };
  const moves: MenuEntry[] = [
    ...(!inBin && entity.verbs.has('archive')
      ? ['line' as const, { icon: Trash2, text: t('bin.move'), onSelect: () => void archive(row).then(onGone, failed) }]
      : []),
    ...(inBin && entity.verbs.has('restore')
      ? ['line' as const, { icon: RotateCcw, text: t('bin.restore'), onSelect: () => void restore(row).catch(failed) }]
      : []),
  ];
  return (
    <MenuButton
      trigger={<IconButton icon={MoreHorizontal} label={t('record.actions')} bordered />}
      label={t('record.actions')}
      items={[{ icon: Link2, text: t('record.copyLink'), onSelect: copy }, ...moves]}
    />
  );
}
