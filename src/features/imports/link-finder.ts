// Finds the records that cells name, remembers them for the rows to come, and makes missing ones where the person said so.
import type { Entity } from '../../contract/entity.ts';
import type { EntityName } from '../../contract/names.ts';
import type { Tx, WriteRow } from '../../core/tx.ts';
import type { LinkWish } from './row-reader.ts';
import { splitName } from './split-name.ts';

/** Names remembered at most; beyond it the oldest are asked for again. */
const remembered = 200_000;

export type Found =
  | { readonly ids: readonly string[] }
  /** it could not be made, and why */
  | { readonly refused: string };

/** What one transaction found and made; it counts only once that is committed. */
export interface LinkLayer {
  readonly found: Map<string, Found>;
  /** names of what was made: in a rehearsal it will not be there afterwards */
  readonly fresh: Set<string>;
}

export function newLayer(): LinkLayer {
  return { found: new Map(), fresh: new Set() };
}

/** What committed transactions found: each name is asked for once. */
export class LinkMemory {
  readonly #known = new Map<string, Found>();
  /** records of one name with what they point to: stages called Won and their pipelines */
  readonly candidates = new Map<string, readonly Readonly<Record<string, unknown>>[]>();

  get(name: string): Found | undefined {
    return this.#known.get(name);
  }

  /** `made`: whether what the layer made is really there now. */
  keep(layer: LinkLayer, made: boolean): void {
    for (const [name, found] of layer.found) {
      if (!made && layer.fresh.has(name)) continue;
      if (this.#known.size >= remembered) this.#known.delete(this.#known.keys().next().value!);
      // A copy of its own: a piece of the file's text would keep all of that text in memory.
      this.#known.set(Buffer.from(name).toString(), found);
    }
  }
}

/** `holdBack`: wishes whose record may still come later in the same file; they are looked for, but not made. */
export async function findLinks(
  tx: Tx,
  wishes: readonly LinkWish[],
  memory: LinkMemory,
  layer: LinkLayer,
  holdBack: (wish: LinkWish) => boolean,
): Promise<void> {
  const open = new Map<string, LinkWish[]>();
  for (const wish of wishes) {
    const name = wish.name;
    if (layer.found.has(name)) continue;
    const known = memory.get(name);
    if (known !== undefined) layer.found.set(name, known);
    else open.set(name, [...(open.get(name) ?? []), wish]);
  }
  const groups = Map.groupBy(open.values(), (list) => `${list[0]!.link.entity} ${list[0]!.link.by}`);
  for (const lists of groups.values()) {
    const { entity, by } = lists[0]![0]!.link;
    const keys = [...new Set(lists.flatMap((list) => list.map((w) => w.key)))];
    const ids = await tx.records.findByKey(tx.catalog.entity(entity), by, keys);
    const missing: LinkWish[] = [];
    for (const list of lists) {
      const all = [...new Set(list.flatMap((w) => ids.get(w.key) ?? []))];
      const wanted = list.find((w) => w.link.missing === 'create' && !holdBack(w));
      if (all.length > 0) layer.found.set(list[0]!.name, { ids: all });
      else if (wanted !== undefined) missing.push(wanted);
    }
    if (missing.length > 0) await make(tx, entity, by, missing, layer);
  }
}

async function make(
  tx: Tx,
  entity: EntityName,
  by: string,
  wishes: readonly LinkWish[],
  layer: LinkLayer,
): Promise<void> {
  const e = tx.catalog.entity(entity);
  const rows = wishes.map((w): WriteRow => ({ values: valuesFor(e, by, w.key) }));
  const results = await tx.records.writeMany(e, rows, { importing: true });
  for (const [i, result] of results.entries()) {
    const name = wishes[i]!.name;
    if (result.ok) layer.fresh.add(name);
    layer.found.set(name, result.ok ? { ids: [result.id] } : { refused: result.errors[0]?.reason ?? result.reason });
  }
}

/** Only the title and the key; a person known by an e-mail address alone is called by it. */
function valuesFor(e: Entity, by: string, key: string): Record<string, unknown> {
  if (e.name === 'contact') {
    const split = splitName(key, undefined);
    return split === null
      ? {}
      : { familyName: split.familyName, ...(split.givenName === null ? {} : { givenName: split.givenName }) };
  }
  const title = e.title[0]!;
  return by === 'title' || by === title ? { [title]: key } : { [title]: key, [by]: key };
}
