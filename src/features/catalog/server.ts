// Answers the catalogue of one principal: an object or field that may never be read is not in it.
import type { Entity } from '../../contract/entity.ts';
import { type Field, isSortable } from '../../contract/field.ts';
import { menuOf, verbsOf } from '../../contract/permission.ts';
import type { Rule } from '../../contract/rule.ts';
import { type Feature, on } from '../../core/feature.ts';
import { governingVerb } from '../../core/access/governed.ts';
import { type Reach, reachOf } from '../../core/policy.ts';
import type { Principal } from '../../core/principal.ts';
import { may } from '../../core/principal.ts';
import { describeFit } from '../../core/records/values.ts';
import { type CatalogEntity, type CatalogField, viewCatalog, viewCatalogThen } from './contract.ts';

function often(rule: Rule): CatalogField['read'] {
  return rule.op === 'all' ? 'always' : rule.op === 'none' ? 'never' : 'sometimes';
}

/** Some fields need a right of their own beside the one to edit. */
function editOften(me: Principal, e: Entity, name: string): CatalogField['edit'] {
  const edit = reachOf(me, e, 'edit');
  const governing = governingVerb(e, name);
  const usually = often(edit.editable(name));
  if (governing === null || usually === 'never') return usually;
  const also = reachOf(me, e, governing);
  const alone = often(also.editable(name));
  if (alone === 'never' || also.rows.op === 'none') return 'never';
  return JSON.stringify(also.rows) === JSON.stringify(edit.rows) && alone === 'always' ? usually : 'sometimes';
}

/** Where a mask stands in its place. */
function maskOften(reach: Reach, name: string): CatalogField['read'] {
  const [read, masked] = [reach.readable(name), reach.masked(name)];
  return JSON.stringify(read) === JSON.stringify(masked) ? 'never' : often(masked);
}

function describeField(me: Principal, e: Entity, name: string, f: Field): CatalogField[] {
  const reach = reachOf(me, e, 'view');
  const read = often(reach.readable(name));
  const mask = read === 'always' ? 'never' : maskOften(reach, name);
  if (read === 'never' && mask === 'never') return [];
  const fixed = f.computed === true;
  return [
    {
      name,
      kind: f.kind,
      label: f.label,
      required: f.required,
      read,
      ...(mask === 'never' ? {} : { mask }),
      edit: fixed ? 'never' : editOften(me, e, name),
      create: fixed ? 'never' : often(reachOf(me, e, 'create').editable(name)),
      sortable: isSortable(f),
      filterable: f.protected !== true ? 'full' : f.unique === true || f.key === true ? 'equality' : 'no',
      protected: f.protected === true,
      computed: fixed,
      unique: f.unique === true,
      key: f.key === true,
      fits: describeFit(f),
      ...(f.help === undefined ? {} : { help: f.help }),
      ...(f.options === undefined ? {} : { options: f.options.map((o) => ({ ...o })) }),
      ...(f.to === undefined ? {} : { to: [...f.to] }),
      ...(f.roles === undefined ? {} : { roles: f.roles }),
      ...(f.integer === undefined ? {} : { integer: f.integer }),
      ...(f.least === undefined ? {} : { least: f.least }),
      ...(f.most === undefined ? {} : { most: f.most }),
      ...(f.max === undefined ? {} : { max: f.max }),
      ...(f.default === undefined ? {} : { default: f.default }),
    },
  ];
}

function describeEntity(me: Principal, e: Entity): CatalogEntity[] {
  if (!may(me, `${e.name}.view`)) return [];
  const fields = Object.entries(e.fields).flatMap(([name, f]) => describeField(me, e, name, f));
  const shown = new Set(fields.map((f) => f.name));
  return [
    {
      name: e.name,
      path: e.path,
      label: e.label,
      labelPlural: e.labelPlural,
      help: e.help,
      setting: e.setting,
      menu: may(me, menuOf(e)),
      ...(e.made === undefined ? {} : { made: e.made }),
      ...(e.partOf === undefined || !shown.has(e.partOf) ? {} : { partOf: e.partOf }),
      title: e.title.filter((name) => shown.has(name)),
      columns: e.columns.filter((name) => shown.has(name)),
      hasOwner: e.owner === 'owner' && reachOf(me, e, 'view').readable('owner').op !== 'none',
      verbs: verbsOf(e).filter((v) => may(me, `${e.name}.${v}`) && !(v === 'create' && e.made !== undefined)),
      fields,
    },
  ];
}

export const catalog: Feature = {
  name: 'catalog',
  handlers: [
    on(viewCatalog, async (tx) => ({ entities: tx.catalog.entities.flatMap((e) => describeEntity(tx.me, e)) })),
    on(viewCatalogThen, async (tx, { at }) => {
      const { me, gaps } = await tx.past.model(at);
      return { entities: me.catalog.entities.flatMap((e) => describeEntity(me, e)), gaps: [...gaps] };
    }),
  ],
};
