// One record, whole, kept current by the event stream.
import { useQuery } from '@tanstack/react-query';
import type { EntityInfo } from '../catalog.ts';
import { recordKey } from './cache.ts';
import { viewRecord } from './wire.ts';

export function useRecord(entity: EntityInfo, id: string) {
  return useQuery({ queryKey: recordKey(entity.name, id), queryFn: ({ signal }) => viewRecord(entity, id, signal) });
}
