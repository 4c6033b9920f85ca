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
import { Menu } from '../kit/Menu.tsx';
import type { MenuEntry } from '../kit/menu-props.ts';
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
  const sorts: MenuEntry[] = sortable
    ? [
        { icon: ArrowUp, text: t('list.sortUp'), onSelect: () => onSort(false) },
        { icon: ArrowDown, text: t('list.sortDown'), onSelect: () => onSort(true) },
        'line',
      ]
    : [];
  return (
    <Menu
      anchor={anchor}
      focusAfter={theGrid}
      onClose={onClose}
      align="start"
      label={t('list.columnMenu', { name: column.field.label })}
      items={[
        ...sorts,
        { icon: ArrowLeft, text: t('list.moveLeft'), disabled: at <= 1, onSelect: () => move(-1) },
        {
          icon: ArrowRight,
          text: t('list.moveRight'),
          disabled: at === 0 || at === names.length - 1,
          onSelect: () => move(1),
        },
        { icon: MoveHorizontal, text: t('list.wider'), onSelect: () => onWidth(name, width + 60) },
        { icon: Columns2, text: t('list.narrower'), onSelect: () => onWidth(name, width - 60) },
        'line',
        {
          icon: EyeOff,
          text: t('list.hideColumn'),
          disabled: at === 0,
          onSelect: () => onNames(names.filter((n) => n !== name)),
        },
      ]}
    />
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
  const moves: MenuEntry[] = [
    ...(!inBin && entity.verbs.has('archive')
      ? ['line' as const, { icon: Trash2, text: t('bin.move'), onSelect: () => void archive(row).catch(failed) }]
      : []),
    ...(inBin && entity.verbs.has('restore')
      ? ['line' as const, { icon: RotateCcw, text: t('bin.restore'), onSelect: () => void restore(row).catch(failed) }]
      : []),
  ];
  return (
    <Menu
      anchor={anchor}
      focusAfter={theGrid}
      onClose={onClose}
      label={t('list.actionsOn', { name: row.title ?? '' })}
      items={[
        { icon: Maximize2, text: t('record.open'), shortcut: 'Enter', onSelect: () => onOpen(row, false) },
        { icon: PanelRight, text: t('record.preview'), shortcut: t('key.space'), onSelect: () => onPreview(row) },
        { icon: Link2, text: t('record.copyLink'), onSelect: copy },
        ...moves,
      ]}
    />
  );
}

function theGrid(): HTMLElement | null {
  return document.getElementById('list');
}
