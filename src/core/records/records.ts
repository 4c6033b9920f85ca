// Makes the `records` of a Tx: the engine's functions bound to one unit of work.
import type { Entity } from '../../contract/entity.ts';
import type { ListQuery } from '../../contract/filter.ts';
import type { EditOptions, MergeWish, Records } from '../tx.ts';
import type { Unit } from '../unit.ts';
import { moveRecord, moveRecords } from './bin.ts';
import { findRecords } from './find.ts';
import { groupRecords } from './group.ts';
import { mergeRecords, mergedInto } from './merge.ts';
import { purgeRecord, purgeRecords } from './purge.ts';
import { revealField } from './reveal.ts';
import { listRecords } from './list.ts';
import type { Page } from './results.ts';
import { findByKey } from './unique.ts';
import { readHistory, viewRecord } from './view.ts';
import { createRecord, editRecord, writeRecords } from './write.ts';

/** The engine works on values of any object; the types of one object are put on here, where its declaration is the argument. */
export function makeRecords(unit: Unit): Records {
  // A feature names an object by its declaration; what the tenant added to it is in the catalogue.
  const own = (e: Entity): Entity => unit.catalog.find(e.name);
  const records: Untyped = {
    list: (e, query) => listRecords(unit, own(e), query),
    view: (e, id) => viewRecord(unit, own(e), id),
    create: (e, values) => createRecord(unit, own(e), values),
    edit: (e, id, patch, options = {}) => editRecord(unit, own(e), id, patch, options),
    change: (e, id, patch, by) => editRecord(unit, own(e), id, patch, {}, by),
    archive: (e, id) => moveRecord(unit, own(e), id, 'archive'),
    restore: (e, id) => moveRecord(unit, own(e), id, 'restore'),
    writeMany: (e, rows, options) => writeRecords(unit, own(e), rows, options),
    archiveMany: (e, ids) => moveRecords(unit, own(e), ids, 'archive'),
    restoreMany: (e, ids) => moveRecords(unit, own(e), ids, 'restore'),
    purge: (e, id) => purgeRecord(unit, own(e), id),
    purgeMany: (e, ids) => purgeRecords(unit, own(e), ids),
    merge: (e, id, wish) => mergeRecords(unit, own(e), id, wish),
    mergedInto: (e, id) => mergedInto(unit, own(e), id),
    reveal: (e, id, field, reason) => revealField(unit, own(e), id, field, reason),
    findByKey: (e, field, values) => findByKey(unit, own(e), field, values),
    history: (e, id) => readHistory(unit, own(e), id),
    find: (entities, text, limit) => findRecords(unit, entities.map(own), text, limit),
    group: (e, keys, measures, query) => groupRecords(unit, own(e), keys, measures, query),
  };
  return records as unknown as Records;
}

type Values = Readonly<Record<string, unknown>>;

/** `Records` without the types of a particular object. */
interface Untyped extends Pick<
  Records,
  | 'writeMany'
  | 'archiveMany'
  | 'restoreMany'
  | 'purge'
  | 'purgeMany'
  | 'mergedInto'
  | 'reveal'
  | 'findByKey'
  | 'history'
  | 'group'
  | 'find'
> {
  list(e: Entity, query: ListQuery): Promise<Page<Values>>;
  view(e: Entity, id: string): Promise<Values>;
  create(e: Entity, values: Values): Promise<Values>;
  edit(e: Entity, id: string, patch: Values, options?: EditOptions): Promise<Values>;
  change(e: Entity, id: string, patch: Values, by: 'assign' | 'complete'): Promise<Values>;
  merge(e: Entity, id: string, wish: MergeWish): Promise<Values>;
  archive(e: Entity, id: string): Promise<Values>;
  restore(e: Entity, id: string): Promise<Values>;
}
