// What undo means, said a second time and naively: records as plain maps, an operation as what it did to each; shares no code with the engine.

export interface ModelRecord {
  readonly values: Record<string, string | null>;
  archived: boolean;
  version: number;
}

/** What one operation did to one record. */
export interface Deed {
  readonly id: string;
  readonly created: boolean;
  readonly archived: boolean | null;
  readonly fields: Readonly<Record<string, readonly [string | null, string | null]>>;
  /** the version it left */
  readonly version: number;
}

export interface ModelOperation {
  readonly id: string;
  readonly deeds: readonly Deed[];
  readonly undoes: ModelOperation | null;
  undoneBy: string | null;
}

export type Model = Map<string, ModelRecord>;

const nothing = { created: false, archived: null, fields: {} } as const;

export function create(model: Model, id: string, values: Record<string, string | null>): Deed {
  model.set(id, { values: { ...values }, archived: false, version: 1 });
  const fields = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [null, value] as const]));
  return { ...nothing, id, created: true, fields, version: 1 };
}

/** Null: it is refused, or changes nothing. */
export function edit(model: Model, id: string, values: Record<string, string | null>): Deed | null {
  const record = model.get(id)!;
  if (record.archived) return null;
  const changed = Object.entries(values).filter(([name, value]) => record.values[name] !== value);
  if (changed.length === 0) return null;
  const fields = Object.fromEntries(
    changed.map(([name, value]) => [name, [record.values[name] ?? null, value] as const]),
  );
  Object.assign(record.values, values);
  record.version += 1;
  return { ...nothing, id, fields, version: record.version };
}

export function move(model: Model, id: string, archived: boolean): Deed | null {
  const record = model.get(id)!;
  if (record.archived === archived) return null;
  record.archived = archived;
  record.version += 1;
  return { ...nothing, id, archived, version: record.version };
}

/** Puts back what still stands as the operation left it; answers what that did, as an operation of its own. Null: nothing, and so it stays to be undone. */
export function undo(model: Model, operation: ModelOperation, id: string): ModelOperation | null {
  const deeds = operation.deeds.flatMap((deed) => undoDeed(model, deed) ?? []);
  if (deeds.length === 0) return null;
  operation.undoneBy = id;
  if (operation.undoes?.undoneBy === operation.id) operation.undoes.undoneBy = null;
  return { id, deeds, undoes: operation, undoneBy: null };
}

function undoDeed(model: Model, deed: Deed): Deed | null {
  const record = model.get(deed.id)!;
  if (deed.created) return record.version === deed.version ? move(model, deed.id, true) : null;
  if (deed.archived !== null) return record.archived === deed.archived ? move(model, deed.id, !deed.archived) : null;
  const back = Object.entries(deed.fields).filter(([name, [, after]]) => record.values[name] === after);
  return back.length === 0
    ? null
    : edit(model, deed.id, Object.fromEntries(back.map(([name, [before]]) => [name, before])));
}
