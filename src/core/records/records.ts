// Makes the `records` of a Tx: the engine's functions bound to one unit of work.
import type { Entity } from '../../contract/entity.ts';
import type { ListQuery } from '../../contract/filter.ts';
import type { EditOptions, Records } from '../tx.ts';
import type { Unit } from '../unit.ts';
import { moveRecord, moveRecords } from './bin.ts';
import { findRecords } from './find.ts';
import { groupRecords } from './group.ts';
import { listRecords } from './list.ts';
import type { Page } from './results.ts';
import { findByKey } from './unique.ts';
import { readHistory, viewRecord } from './view.ts';
import { createRecord, editRecord, writeRecords } from './write.ts';

/** The engine works on values of any object; the types of one object are put on here, where its declaration is the argument. */
export function makeRecords(unit: Unit): Records {
  const records: Untyped = {
    list: (e, query) => listRecords(unit, e, query),
    view: (e, id) => viewRecord(unit, e, id),
    create: (e, values) => createRecord(unit, e, values),
    edit: (e, id, patch, options = {}) => editRecord(unit, e, id, patch, options),
    archive: (e, id) => moveRecord(unit, e, id, 'archive'),
    restore: (e, id) => moveRecord(unit, e, id, 'restore'),
    writeMany: (e, rows, options) => writeRecords(unit, e, rows, options),
    archiveMany: (e, ids) => moveRecords(unit, e, ids, 'archive'),
    restoreMany: (e, ids) => moveRecords(unit, e, ids, 'restore'),
    findByKey: (e, field, values) => findByKey(unit, e, field, values),
    history: (e, id) => readHistory(unit, e, id),
    find: (entities, text, limit) => findRecords(unit, entities, text, limit),
    group: (e, keys, measures, query) => groupRecords(unit, e, keys, measures, query),
  };
  return records as unknown as Records;
}

type Values = Readonly<Record<string, unknown>>;

/** `Records` without the types of a particular object. */
interface Untyped extends Pick<
  Records,
  'writeMany' | 'archiveMany' | 'restoreMany' | 'findByKey' | 'history' | 'group' | 'find'
> {
  list(e: Entity, query: ListQuery): Promise<Page<Values>>;
  view(e: Entity, id: string): Promise<Values>;
  create(e: Entity, values: Values): Promise<Values>;
  edit(e: Entity, id: string, patch: Values, options?: EditOptions): Promise<Values>;
  archive(e: Entity, id: string): Promise<Values>;
  restore(e: Entity, id: string): Promise<Values>;
}
