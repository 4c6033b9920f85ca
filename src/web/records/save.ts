// Saves fields of one record: shown at once, put back when refused, and settled with the person when somebody else changed the same field.
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { CallError } from '../call.ts';
import { type EntityInfo, fieldOf } from '../catalog.ts';
import { t } from '../i18n/i18n.ts';
import { announce } from '../kit/announce.ts';
import { type Row, toWire } from '../row.ts';
import { offerUndo, rememberUndo } from '../undo.ts';
import { dropRow, historyKey, putRow, refreshEntity } from './cache.ts';
import { askConflict } from './conflict.ts';
import { archiveRecord, editRecord, restoreRecord, viewRecord } from './wire.ts';

export type Values = Readonly<Record<string, unknown>>;

export function wireValues(entity: EntityInfo, values: Values): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, toWire(value, fieldOf(entity, name)?.kind ?? 'text')]),
  );
}

/** Answers the operation that can be undone; null when in a conflict everything was left as the other had it. */
export async function saveFields(
  client: QueryClient,
  entity: EntityInfo,
  row: Row,
  values: Values,
): Promise<string | null> {
  const before = Object.fromEntries(Object.keys(values).map((name) => [name, row[name] ?? null]));
  putRow(client, entity.name, row.id, values);
  let operation: string | null;
  try {
    operation = await send(client, entity, row, wireValues(entity, values));
  } catch (error) {
    putRow(client, entity.name, row.id, before);
    throw error;
  }
  void client.invalidateQueries({ queryKey: historyKey(entity.name, row.id) });
  void client.invalidateQueries({ queryKey: ['timeline', entity.name, row.id] });
  return operation;
}

async function send(
  client: QueryClient,
  entity: EntityInfo,
  row: Row,
  wire: Record<string, unknown>,
): Promise<string | null> {
  try {
    const answer = await editRecord(entity, row.id, row.version, wire);
    rememberUndo(answer.operation);
    putRow(client, entity.name, row.id, answer.data);
    announce(t('save.saved'));
    return answer.operation;
  } catch (error) {
    if (!(error instanceof CallError) || error.problem.code !== 'conflict') throw error;
    const current = await viewRecord(entity, row.id);
    putRow(client, entity.name, row.id, current);
    const conflicts = error.problem.conflicts ?? [];
    const chosen = await askConflict({ entity, title: row.title ?? '', conflicts });
    if (chosen === null) return null;
    // Where the other's value was chosen, nothing is sent: what was disputed goes only as it was chosen.
    const disputed = new Set(conflicts.map((c) => c.field));
    const rest = Object.fromEntries(Object.entries(wire).filter(([field]) => !disputed.has(field)));
    const left = { ...rest, ...chosen };
    return Object.keys(left).length > 0 ? send(client, entity, current, left) : null;
  }
}

export function useSave(entity: EntityInfo): (row: Row, values: Values) => Promise<string | null> {
  const client = useQueryClient();
  return useCallback((row: Row, values: Values) => saveFields(client, entity, row, values), [client, entity]);
}

/** To the bin and back: reversible, so nobody is asked; the way back is offered. */
export function useBin(entity: EntityInfo) {
  const client = useQueryClient();
  const archive = useCallback(
    async (row: Row) => {
      const answer = await archiveRecord(entity, row.id);
      dropRow(client, entity.name, row.id);
      offerUndo(client, t('bin.moved', { name: row.title ?? t('record.untitled') }), answer.operation);
      await refreshEntity(client, entity.name);
    },
    [client, entity],
  );
  const restore = useCallback(
    async (row: Row) => {
      const answer = await restoreRecord(entity, row.id);
      offerUndo(client, t('bin.restored', { name: row.title ?? t('record.untitled') }), answer.operation);
      await refreshEntity(client, entity.name);
    },
    [client, entity],
  );
  return { archive, restore };
}
