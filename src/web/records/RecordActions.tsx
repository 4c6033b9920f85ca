// What can be done with one record, as a menu.
import { Link2, MoreHorizontal, RotateCcw, Trash2 } from 'lucide-react';
import type { ReactElement } from 'react';
import type { EntityInfo } from '../catalog.ts';
import { t } from '../i18n/i18n.ts';
import { IconButton } from '../kit/Button.tsx';
import { Menu, MenuItem, MenuLine } from '../kit/Menu.tsx';
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
  return (
    <Menu
      trigger={<IconButton icon={MoreHorizontal} label={t('record.actions')} bordered />}
      label={t('record.actions')}
    >
      <MenuItem
        icon={Link2}
        onSelect={() => {
          void navigator.clipboard
            .writeText(`${location.origin}/${entity.path}/${row.id}`)
            .then(() => showToast({ text: t('record.linkCopied'), lasts: 3000 }));
        }}
      >
        {t('record.copyLink')}
      </MenuItem>
      {!inBin && entity.verbs.has('archive') && (
        <>
          <MenuLine />
          <MenuItem icon={Trash2} onSelect={() => void archive(row).then(onGone, failed)}>
            {t('bin.move')}
          </MenuItem>
        </>
      )}
      {inBin && entity.verbs.has('restore') && (
        <>
          <MenuLine />
          <MenuItem icon={RotateCcw} onSelect={() => void restore(row).catch(failed)}>
            {t('bin.restore')}
          </MenuItem>
        </>
      )}
    </Menu>
  );
}
