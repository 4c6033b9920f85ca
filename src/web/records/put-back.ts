// Puts old values of a record back: an ordinary edit, under the rights of who does it, with the way back offered.
import type { QueryClient } from '@tanstack/react-query';
import type { EntityInfo } from '../catalog.ts';
import { type Row, sameValue } from '../row.ts';
import { offerUndo } from '../undo.ts';
import { saveFields, type Values } from './save.ts';

/** False when every value was there already, or somebody chose theirs; nothing was sent then. */
export async function putBack(
  client: QueryClient,
  entity: EntityInfo,
  row: Row,
  values: Values,
  said: string,
): Promise<boolean> {
  const changed = Object.entries(values).filter(([name, value]) => !sameValue(row[name], value));
  if (changed.length === 0) return false;
  const operation = await saveFields(client, entity, row, Object.fromEntries(changed));
  if (operation === null) return false;
  offerUndo(client, said, operation);
  return true;
}
