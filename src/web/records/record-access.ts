// What the feature of access adds to every record page: a tab, a dialog to share, and the reasons behind one field. Loaded when asked for.
import { type ComponentType, createContext } from 'react';
import type { EntityInfo, FieldInfo } from '../catalog.ts';
import type { Row } from '../row.ts';

interface OfRecord {
  readonly entity: EntityInfo;
  readonly row: Row;
}

export interface RecordAccess {
  readonly Panel: ComponentType<OfRecord>;
  readonly Share: ComponentType<OfRecord & { onClose: () => void }>;
  readonly FieldWhy: ComponentType<OfRecord & { field: FieldInfo }>;
}

/** Null where a record is drawn without its page, as beside a list. */
export const RecordAccessContext = createContext<RecordAccess | null>(null);
