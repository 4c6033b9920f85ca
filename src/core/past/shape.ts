// Fields and objects of the tenant's own as pieces of configuration: what became of them since an instant, and the way back.
import { type Difference, differencesOf } from '../../contract/difference.ts';
import type { Json } from '../../contract/json.ts';
import type { Catalog } from '../catalog.ts';
import { may } from '../principal.ts';
import { needs } from '../undo/inverse.ts';
import type { Unit } from '../unit.ts';
import type { ModelChange, ModelThen } from './model.ts';
import { restoreChange } from './restore-field.ts';
import type { Thing } from './thing.ts';

const did: Readonly<Record<ModelChange['did'], Thing['did']>> = {
  added: 'added',
  'brought back': 'added',
  changed: 'changed',
  'another kind': 'changed',
  retired: 'removed',
  deleted: 'removed',
};

export function shapeSince(unit: Unit, { changes, catalog }: ModelThen): Thing[] {
  return changes.map((change) => ({
    kind: change.kind,
    id: change.id,
    entity: change.entity,
    title: change.label,
    did: did[change.did],
    differences: differencesIn(unit.catalog, catalog, change),
    reason: may(unit.me, 'admin.shape') ? hindrance(unit.catalog, change) : needs('admin.shape'),
    security: null,
    run: () => restoreChange(unit, change),
  }));
}

/** A field that was deleted is made anew under its name: once. */
function hindrance(now: Catalog, { did: what, entity, name }: ModelChange): string | null {
  if (what !== 'deleted') return null;
  const there = now.lookup(entity)?.fields[name];
  return there === undefined ? null : `There is a field ${there.label} in its place.`;
}

function differencesIn(now: Catalog, then: Catalog, change: ModelChange): Difference[] {
  if (change.did === 'retired') return [{ name: 'State', before: 'in use', after: 'retired' }];
  if (change.did === 'brought back') return [{ name: 'State', before: 'retired', after: 'in use' }];
  const of = (catalog: Catalog): unknown =>
    change.kind === 'object' ? named(catalog, change.name) : plain(catalog.lookup(change.entity)?.fields[change.name]);
  const [before, after] = [of(then), of(now)];
  return differencesOf(change.did === 'added' ? null : before, change.did === 'deleted' ? null : after);
}

function named(catalog: Catalog, name: string): Json {
  const e = catalog.lookup(name);
  return e === undefined ? null : { label: e.label, labelPlural: e.labelPlural, help: e.help };
}

/** Where it is stored is nobody's concern; options by what people read of them. */
function plain(field: object | undefined): unknown {
  if (field === undefined) return null;
  const {
    column: _,
    options,
    ...rest
  } = field as { readonly column?: string; readonly options?: readonly { label: string }[] };
  return { ...rest, ...(options === undefined ? {} : { options: options.map((o) => o.label).join(', ') }) };
}
