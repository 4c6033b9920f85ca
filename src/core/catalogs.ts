// The catalogue of each tenant, kept in memory by the version of its shape; a change of fields or objects makes a new one.
import type { Field } from '../contract/field.ts';
import type { Catalog, OwnField, OwnObject } from './catalog.ts';
import type { Queryable } from './pg.ts';
import { readOffered } from './totals/saved-rows.ts';
import type { Vault } from './vault.ts';

const most = 2000;

export class Catalogs {
  /** without anything of a tenant's own */
  readonly plain: Catalog;
  readonly #known = new Map<string, { shape: number; catalog: Catalog }>();

  constructor(plain: Catalog) {
    this.plain = plain;
  }

  async get(vault: Vault, shape: number, q: Queryable): Promise<Catalog> {
    const known = this.#known.get(vault.id);
    if (known?.shape === shape) return known.catalog;
    const own = { ...(await readShape(q)), totals: await readOffered(vault, q) };
    // A tenant that has nothing of its own shares the plain catalogue, and with it everything that is cached by object.
    const isPlain = own.fields.length + own.objects.length + own.totals.length === 0;
    const catalog = isPlain ? this.plain : this.plain.with(own);
    if (this.#known.size >= most) this.#known.delete(this.#known.keys().next().value!);
    this.#known.set(vault.id, { shape, catalog });
    return catalog;
  }
}

interface FieldRow {
  readonly id: string;
  readonly entity: string;
  readonly name: string;
  readonly column_name: string | null;
  readonly definition: Omit<Field, 'column'>;
  readonly retired_at: Date | null;
}

interface ObjectRow {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly label_plural: string;
  readonly help: string;
  readonly retired_at: Date | null;
}

/** Everything, retired things too. */
export async function readShape(q: Queryable): Promise<{ fields: OwnField[]; objects: OwnObject[] }> {
  const [fields, objects] = await Promise.all([
    q.query<FieldRow>(
      'select id, entity, name, column_name, definition, retired_at from core.own_field order by position, id',
    ),
    q.query<ObjectRow>('select id, name, label, label_plural, help, retired_at from core.own_object order by id'),
  ]);
  return {
    fields: fields.rows.map((r) => ({
      id: r.id,
      entity: r.entity,
      name: r.name,
      field: r.column_name === null ? r.definition : { ...r.definition, column: r.column_name },
      retired: r.retired_at !== null,
    })),
    objects: objects.rows.map((r) => ({
      id: r.id,
      name: r.name,
      label: r.label,
      labelPlural: r.label_plural,
      help: r.help,
      retired: r.retired_at !== null,
    })),
  };
}
