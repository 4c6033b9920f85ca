// The record a part of the access panel is about.
import type { EntityInfo } from '../../../web/catalog.ts';
import type { Row } from '../../../web/row.ts';

export interface OfRecord {
  entity: EntityInfo;
  row: Row;
}
