// What the grid is given and what can be asked of it.
import type { RefObject } from 'react';
import type { SortKey } from '../../contract/filter.ts';
import type { EntityInfo } from '../catalog.ts';
import type { Row } from '../row.ts';
import type { Column } from './columns.ts';
import type { Selecting } from './selection.ts';
import type { Rows } from './use-pages.ts';

export interface GridHandle {
  focus: () => void;
  /** makes a row the active one and brings it into view */
  goTo: (id: string) => void;
  editCell: (id: string, field: string) => void;
}

export interface GridProps {
  entity: EntityInfo;
  rows: Rows;
  columns: readonly Column[];
  sort: readonly SortKey[];
  compact: boolean;
  phone: boolean;
  selecting: Selecting;
  /** the record shown beside the list */
  openId: string | null;
  /** where the list was scrolled to when it was left */
  startAt: number;
  /** the record somebody came back from: its row is active and has the focus */
  startWith: string | null;
  onScrolled: (top: number) => void;
  onSort: (field: string, add: boolean) => void;
  onWidth: (field: string, width: number) => void;
  onHeadMenu: (column: Column, anchor: Element) => void;
  onRowMenu: (row: Row, anchor: Element) => void;
  /** a row was pointed at or moved to: the panel follows */
  onPreview: (row: Row) => void;
  onOpen: (row: Row, newTab: boolean) => void;
  handle: RefObject<GridHandle | null>;
}
