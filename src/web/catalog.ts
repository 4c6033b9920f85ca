// What this person may see of the objects and fields: the shape from which every generic page is drawn.
import type { QueryClient } from '@tanstack/react-query';
import type { Field } from '../contract/field.ts';
import type { EntityName } from '../contract/names.ts';
import type { CatalogEntity, CatalogField, CatalogOutput } from '../features/catalog/contract.ts';
import { call } from './call.ts';
import { t } from './i18n/i18n.ts';

type Often = CatalogField['read'];

export interface FieldInfo extends Field {
  readonly name: string;
  readonly right: 'read' | 'edit';
  /** may be given when a record is added */
  readonly creatable: boolean;
  readonly sortable: boolean;
  readonly filterable: boolean;
  /** may be seen on some of the records only */
  readonly sometimes?: boolean;
  /** what would fit, in words */
  readonly fits: string;
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
  /** its list may be opened */
  readonly menu: boolean;
  /** the action that makes one, where it is not create */
  readonly made: string | null;
  readonly fields: readonly FieldInfo[];
  /** fields of which only a mask is ever seen: shown on a record, and nowhere asked for */
  readonly masked: readonly FieldInfo[];
  readonly verbs: ReadonlySet<string>;
  /** the objects its references may lead to, by name */
  readonly others: ReadonlyMap<string, EntityInfo>;
  /** its records are read as they were at this instant, and nothing of them can be changed */
  readonly at?: string;
}

export interface Catalog {
  readonly entities: readonly EntityInfo[];
  readonly byName: ReadonlyMap<string, EntityInfo>;
  readonly byPath: ReadonlyMap<string, EntityInfo>;
}

export const catalogKey = ['catalog'] as const;

export async function fetchCatalog(): Promise<Catalog> {
  return readCatalog((await call<CatalogOutput>('GET', '/catalog')).data);
}

export function catalogOf(client: QueryClient): Catalog | undefined {
  return client.getQueryData<Catalog>(catalogKey);
}

/** `at`: as of an instant; what may be done with records now is then left out. */
export function readCatalog(wire: CatalogOutput, at?: string): Catalog {
  const byName = new Map<string, EntityInfo>();
  const entities = wire.entities.map((e) =>
    at === undefined ? readEntity(e, byName) : { ...readEntity(asRead(e), byName), at },
  );
  for (const e of entities) byName.set(e.name, e);
  return {
    entities,
    byName,
    byPath: new Map(entities.map((e) => [e.path, e])),
  };
}

function asRead(wire: CatalogEntity): CatalogEntity {
  const fields = wire.fields.map((f) => ({ ...f, edit: 'never' as const, create: 'never' as const }));
  return { ...wire, verbs: ['view'], fields };
}

/** Where the page of a record is. */
export function addressOf(entity: EntityInfo, id: string): string {
  return `${entity.at === undefined ? '' : baseAt(entity.at)}/${entity.path}/${id}`;
}

/** What stands before the address of every page of an instant. With a point it would be taken for a file; ISO 8601 allows the comma. */
export function baseAt(instant: string): string {
  return `/at/${instant.replace('.', ',')}`;
}

function readEntity(wire: CatalogEntity, others: ReadonlyMap<string, EntityInfo>): EntityInfo {
  return {
    name: wire.name as EntityName,
    path: wire.path,
    label: wire.label,
    labelPlural: wire.labelPlural,
    help: wire.help,
    title: wire.title,
    columns: wire.columns,
    setting: wire.setting,
    menu: wire.menu,
    made: wire.made ?? null,
    fields: [...wire.fields.filter((f) => f.read !== 'never').map(readField), ...systemFields(wire)],
    masked: wire.fields.filter((f) => f.read === 'never').map(readField),
    verbs: new Set(wire.verbs),
    others,
  };
}

/** What may be done sometimes is offered: whether it may be done here, the server says, with its reason. */
function isOffered(often: Often): boolean {
  return often !== 'never';
}

function readField({ read, edit, create, filterable, ...wire }: CatalogField): FieldInfo {
  return {
    ...(wire as Omit<typeof wire, 'options' | 'to'> & Pick<Field, 'options' | 'to'>),
    right: isOffered(edit) ? 'edit' : 'read',
    creatable: isOffered(create),
    filterable: filterable !== 'no',
    sometimes: read === 'sometimes',
    system: false,
  } as FieldInfo;
}

function systemFields(wire: CatalogEntity): FieldInfo[] {
  const base = { required: false as const, creatable: false, system: true, filterable: true, sortable: true, fits: '' };
  const owner: FieldInfo = {
    ...base,
    name: 'owner',
    kind: 'ref',
    to: ['user'],
    label: t('field.owner'),
    right: wire.verbs.includes('edit') && wire.verbs.includes('assign') ? 'edit' : 'read',
    creatable: true,
  };
  const time = { ...base, kind: 'dateTime' as const, right: 'read' as const, computed: true };
  return [
    ...(wire.hasOwner ? [owner] : []),
    { ...time, name: 'createdAt', label: t('field.createdAt') },
    { ...time, name: 'updatedAt', label: t('field.updatedAt') },
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
    creatable: false,
    fits: '',
    system: true,
  };
}

/** The object a reference leads to, where it leads to one kind only and that may be seen. */
export function targetOf(entity: EntityInfo, field: FieldInfo): EntityInfo | undefined {
  const to = field.kind === 'ref' && field.to?.length === 1 ? field.to[0] : undefined;
  return to === undefined ? undefined : entity.others.get(to);
}

export interface Filterable {
  readonly field: FieldInfo;
  /** the reference it is seen through; null: a field of the records themselves */
  readonly through: FieldInfo | null;
}

/** What a list can be narrowed by: fields of its records, and those of what they refer to. */
export function filterables(entity: EntityInfo): Filterable[] {
  const own = entity.fields.filter((f) => f.filterable);
  const seen = own.flatMap((through) =>
    (targetOf(entity, through)?.fields ?? [])
      .filter((f) => f.filterable && !f.system)
      .flatMap((f): Filterable[] => {
        const field = namedField(entity, `${through.name}.${f.name}`);
        return field === undefined ? [] : [{ field, through }];
      }),
  );
  return [...own.map((field) => ({ field, through: null })), ...seen];
}

/** A field or the composed name, as a column or a condition names it; `company.industry` looks through one reference. */
export function namedField(entity: EntityInfo, name: string): FieldInfo | undefined {
  if (name === 'title') return titleField(entity);
  const dot = name.indexOf('.');
  if (dot < 0) return fieldOf(entity, name);
  const first = fieldOf(entity, name.slice(0, dot));
  const target = first === undefined ? undefined : targetOf(entity, first);
  const last = target === undefined ? undefined : fieldOf(target, name.slice(dot + 1));
  if (first === undefined || last === undefined) return undefined;
  return {
    ...last,
    name,
    label: `${first.label}: ${last.label}`,
    right: 'read',
    creatable: false,
    sortable: false,
    sometimes: true,
    system: false,
  };
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

/** The fields with a button of their own above a list: a stage or a status, and the owner. */
export function quickFields(entity: EntityInfo): FieldInfo[] {
  const first = entity.fields.find(
    (f) => f.filterable && !f.system && (f.kind === 'select' || (f.kind === 'ref' && f.to?.[0] === 'stage')),
  );
  const owner = entity.fields.find((f) => f.name === 'owner');
  return [first, owner].filter((f): f is FieldInfo => f !== undefined);
}
