// Adds, renames, retires and brings back objects of the tenant's own, in the transaction that puts it on record.
import { Problem } from '../../contract/problem.ts';
import type { OwnObject } from '../catalog.ts';
import { readShape } from '../catalogs.ts';
import { newId } from '../ids.ts';
import type { Unit } from '../unit.ts';
import { newObjectName } from './own-names.ts';
import { allow, note, shapeLimits } from './shape-ground.ts';
import { sayUses, totalledFrom } from './uses.ts';
import { checkLabel } from './wish.ts';

export interface ObjectWish {
  readonly label: string;
  readonly labelPlural: string;
  readonly help?: string | undefined;
}

export async function addObject(unit: Unit, wish: ObjectWish): Promise<OwnObject> {
  allow(unit);
  unit.assertWrites();
  const { objects } = await readShape(unit);
  if (objects.length >= shapeLimits.objects)
    throw new Problem('wrong-state', `There are at most ${shapeLimits.objects} objects of your own.`);
  const o: OwnObject = {
    id: newId(),
    name: newObjectName(),
    label: checkLabel(wish.label),
    labelPlural: checkLabel(wish.labelPlural, 'labelPlural'),
    help: (wish.help ?? '').slice(0, 500),
    retired: false,
  };
  await unit.query(
    'insert into core.own_object (id, name, label, label_plural, help, created_at, created_by) values ($1, $2, $3, $4, $5, $6, $7)',
    [o.id, o.name, o.label, o.labelPlural, o.help, unit.at, unit.me.id],
  );
  await unit.query('select core.add_own_table($1)', [o.name]);
  note(unit, 'object added', o.name, { object: o.id, label: o.label });
  return o;
}

async function findObject(unit: Unit, id: string): Promise<OwnObject> {
  const found = (await readShape(unit)).objects.find((o) => o.id === id);
  if (found === undefined) throw new Problem('not-found');
  return found;
}

export async function editObject(unit: Unit, id: string, wish: Partial<ObjectWish>): Promise<OwnObject> {
  allow(unit);
  unit.assertWrites();
  const before = await findObject(unit, id);
  const after: OwnObject = {
    ...before,
    label: wish.label === undefined ? before.label : checkLabel(wish.label),
    labelPlural: wish.labelPlural === undefined ? before.labelPlural : checkLabel(wish.labelPlural, 'labelPlural'),
    help: wish.help === undefined ? before.help : wish.help.slice(0, 500),
  };
  await unit.query('update core.own_object set label = $2, label_plural = $3, help = $4 where id = $1', [
    id,
    after.label,
    after.labelPlural,
    after.help,
  ]);
  const named = ({ label, labelPlural, help }: OwnObject): ObjectWish => ({ label, labelPlural, help });
  note(unit, 'object changed', before.name, {
    object: id,
    before: before.label,
    after: after.label,
    was: named(before),
    is: named(after),
  });
  return after;
}

export async function setObjectRetired(unit: Unit, id: string, retired: boolean): Promise<OwnObject> {
  allow(unit);
  unit.assertWrites();
  const before = await findObject(unit, id);
  if (before.retired === retired)
    throw new Problem('wrong-state', retired ? 'The object is retired already.' : 'The object is in use already.');
  if (retired) {
    const pointing = unit.catalog.entities.flatMap((e) =>
      Object.values(e.fields)
        .filter(
          (f) => (f.to as readonly string[] | undefined)?.includes(before.name) === true && e.name !== before.name,
        )
        .map((f) => `${e.label}: ${f.label}`),
    );
    if (pointing.length > 0)
      throw new Problem('in-use', `Fields still point to it: ${pointing.slice(0, 5).join('; ')}.`);
    const totals = totalledFrom(before, (await readShape(unit)).fields);
    if (totals.length > 0)
      throw new Problem(
        'in-use',
        `Totals are taken of it: ${sayUses(totals, (e) => unit.catalog.lookup(e)?.label ?? e)}.`,
      );
  }
  await unit.query('update core.own_object set retired_at = $2 where id = $1', [id, retired ? unit.at : null]);
  note(unit, retired ? 'object retired' : 'object brought back', before.name, { object: id });
  return { ...before, retired };
}
