// What this person may see of the objects and fields: the shape from which every generic page is drawn.
import type { QueryClient } from '@tanstack/react-query';
import type { Field, FieldKind } from '../contract/field.ts';
import type { EntityName } from '../contract/names.ts';
import { call } from './call.ts';
import { t } from './i18n/i18n.ts';

export interface FieldInfo extends Field {
  readonly name: string;
  readonly right: 'read' | 'edit';
  readonly sortable: boolean;
  readonly filterable: boolean;
  /** one every record has: owner, when it was made */
  readonly system: boolean;
}

export interface EntityInfo {
  readonly name: EntityName;
  readonly path: string;
  readonly label: string;
  readonly labelPlural: string;
  readonly help: string;
  /** fields that make up the title */
  readonly title: readonly string[];
  readonly columns: readonly string[];
  readonly setting: boolean;
  readonly made: string | null;
  readonly fields: readonly FieldInfo[];
  readonly verbs: ReadonlySet<string>;
}

export interface Catalog {
  readonly entities: readonly EntityInfo[];
  readonly byName: ReadonlyMap<string, EntityInfo>;
  readonly byPath: ReadonlyMap<string, EntityInfo>;
}

interface WireEntity extends Omit<EntityInfo, 'fields' | 'verbs' | 'made'> {
  readonly made?: string | null;
  readonly fields: readonly (Omit<FieldInfo, 'system'> & { system?: boolean })[];
  readonly verbs: readonly string[];
}

export interface WireCatalog {
  readonly entities: Readonly<Record<string, WireEntity>>;
}

export const catalogKey = ['catalog'] as const;

export async function fetchCatalog(): Promise<Catalog> {
  return readCatalog((await call<WireCatalog>('GET', '/catalog')).data);
}

export function catalogOf(client: QueryClient): Catalog | undefined {
  return client.getQueryData<Catalog>(catalogKey);
}

export function readCatalog(wire: WireCatalog): Catalog {
  const entities = Object.values(wire.entities).map(readEntity);
  return {
    entities,
    byName: new Map(entities.map((e) => [e.name, e])),
    byPath: new Map(entities.map((e) => [e.path, e])),
  };
}

function readEntity(wire: WireEntity): EntityInfo {
  const own = wire.fields.map((f) => ({ ...f, system: f.system ?? isSystem(f.name) }));
  const missing = systemFields(wire).filter((s) => own.every((f) => f.name !== s.name));
  return { ...wire, made: wire.made ?? null, fields: [...own, ...missing], verbs: new Set(wire.verbs) };
}

const systemNames = ['owner', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy'];
function isSystem(name: string): boolean {
  return systemNames.includes(name);
}

function systemFields(wire: WireEntity): FieldInfo[] {
  const base = { required: false as const, right: 'read' as const, system: true, computed: true, filterable: true };
  return [
    { ...base, name: 'createdAt', kind: 'dateTime', label: t('field.createdAt'), sortable: true },
    { ...base, name: 'updatedAt', kind: 'dateTime', label: t('field.updatedAt'), sortable: true },
    ...('owner' in wire && wire.owner === 'owner'
      ? [
          {
            ...base,
            computed: false,
            right: 'edit' as const,
            name: 'owner',
            kind: 'ref' as FieldKind,
            to: ['user'] as const,
            label: t('field.owner'),
            sortable: true,
          },
        ]
      : []),
  ];
}

export function fieldOf(entity: EntityInfo, name: string): FieldInfo | undefined {
  return entity.fields.find((f) => f.name === name);
}

/** The composed name of a record as a column of its own: "Name". */
export function titleField(entity: EntityInfo): FieldInfo {
  const only = entity.title.length === 1 ? fieldOf(entity, entity.title[0]!) : undefined;
  return {
    name: 'title',
    kind: 'text',
    label: only?.label ?? t('field.title'),
    required: false,
    right: 'read',
    computed: true,
    sortable: true,
    filterable: true,
    system: true,
  };
}

/** A field or the composed name, as a column or a condition names it. */
export function namedField(entity: EntityInfo, name: string): FieldInfo | undefined {
  return name === 'title' ? titleField(entity) : fieldOf(entity, name);
}

/** May this field be changed here, on a record that may be changed? */
export function isEditable(entity: EntityInfo, field: FieldInfo): boolean {
  return field.right === 'edit' && field.computed !== true && entity.verbs.has('edit');
}

/** Objects that point at this one, with the field that does: what stands in the related lists. */
export function pointingAt(catalog: Catalog, entity: EntityInfo): { from: EntityInfo; field: FieldInfo }[] {
  return catalog.entities.flatMap((from) =>
    from.name === 'activity' || from.name === 'user'
      ? []
      : from.fields
          .filter((f) => !f.system && (f.kind === 'ref' || f.kind === 'links') && f.to?.includes(entity.name) === true)
          .map((field) => ({ from, field })),
  );
}
