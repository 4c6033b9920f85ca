// The two menus of a list, one of each for the whole grid: what a column can do, and what can be done with a row.
import {
  ArrowDown,
  ArrowLeft,
  ArrowRight,
  ArrowUp,
  Columns2,
  EyeOff,
  Link2,
  Maximize2,
  MoveHorizontal,
  PanelRight,
  RotateCcw,
  Trash2,
} from 'lucide-react';
import type { ReactElement } from 'react';
import type { EntityInfo } from '../catalog.ts';
import { t } from '../i18n/i18n.ts';
import { Menu, MenuItem, MenuLine } from '../kit/Menu.tsx';
import { showToast } from '../kit/toasts.ts';
import { problemLine } from '../problem-text.ts';
import type { Row } from '../row.ts';
import type { Column } from './columns.ts';
import { useBin } from './save.ts';

export interface HeadMenuProps {
  column: Column;
  anchor: Element;
  names: readonly string[];
  onClose: () => void;
  onSort: (down: boolean) => void;
  onNames: (names: readonly string[]) => void;
  onWidth: (field: string, width: number) => void;
}

export function HeadMenu({ column, anchor, names, onClose, onSort, onNames, onWidth }: HeadMenuProps): ReactElement {
  const { name, sortable } = column.field;
  const at = names.indexOf(name);
  const move = (step: number) => {
    const next = names.filter((n) => n !== name);
    next.splice(at + step, 0, name);
    onNames(next);
  };
  const width = anchor.getBoundingClientRect().width;
  return (
    <Menu
      anchor={anchor}
      open
      onOpenChange={(open) => !open && onClose()}
      align="start"
      label={t('list.columnMenu', { name: column.field.label })}
    >
      {sortable && (
        <>
          <MenuItem icon={ArrowUp} onSelect={() => onSort(false)}>
            {t('list.sortUp')}
          </MenuItem>
          <MenuItem icon={ArrowDown} onSelect={() => onSort(true)}>
            {t('list.sortDown')}
          </MenuItem>
          <MenuLine />
        </>
      )}
      <MenuItem icon={ArrowLeft} disabled={at <= 1} onSelect={() => move(-1)}>
        {t('list.moveLeft')}
      </MenuItem>
      <MenuItem icon={ArrowRight} disabled={at === 0 || at === names.length - 1} onSelect={() => move(1)}>
        {t('list.moveRight')}
      </MenuItem>
      <MenuItem icon={MoveHorizontal} onSelect={() => onWidth(name, width + 60)}>
        {t('list.wider')}
      </MenuItem>
      <MenuItem icon={Columns2} onSelect={() => onWidth(name, width - 60)}>
        {t('list.narrower')}
      </MenuItem>
      <MenuLine />
      <MenuItem icon={EyeOff} disabled={at === 0} onSelect={() => onNames(names.filter((n) => n !== name))}>
        {t('list.hideColumn')}
      </MenuItem>
    </Menu>
  );
}

export interface RowMenuProps {
  entity: EntityInfo;
  row: Row;
  anchor: Element;
  onClose: () => void;
  onOpen: (row: Row, newTab: boolean) => void;
  onPreview: (row: Row) => void;
}

export function RowMenu({ entity, row, anchor, onClose, onOpen, onPreview }: RowMenuProps): ReactElement {
  const { archive, restore } = useBin(entity);
  const failed = (error: unknown) => void showToast({ text: problemLine(error), tone: 'danger' });
  const copy = () => {
    void navigator.clipboard
      .writeText(`${location.origin}/${entity.path}/${row.id}`)
      .then(() => showToast({ text: t('record.linkCopied'), lasts: 3000 }));
  };
  const inBin = row.archivedAt !== undefined && row.archivedAt !== null;
  return (
    <Menu
      anchor={anchor}
      open
      onOpenChange={(open) => !open && onClose()}
      label={t('list.actionsOn', { name: row.title ?? '' })}
    >
      <MenuItem icon={Maximize2} shortcut="Enter" onSelect={() => onOpen(row, false)}>
        {t('record.open')}
      </MenuItem>
      <MenuItem icon={PanelRight} shortcut={t('key.space')} onSelect={() => onPreview(row)}>
        {t('record.preview')}
      </MenuItem>
      <MenuItem icon={Link2} onSelect={copy}>
        {t('record.copyLink')}
      </MenuItem>
      {!inBin && entity.verbs.has('archive') && (
        <>
          <MenuLine />
          <MenuItem icon={Trash2} onSelect={() => void archive(row).catch(failed)}>
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
