// The way back of fields and objects of the tenant's own: retired instead of added, brought back instead of retired, named and made as before, and
// kinds changed back where a path leads there and every value fits.
import type { OwnField, OwnObject } from '../catalog.ts';
import { readShape } from '../catalogs.ts';
import type { UndoField, UndoRecord } from '../operation.ts';
import { may } from '../principal.ts';
import { editField, retype, setFieldRetired } from '../shape/own-fields.ts';
import { editObject, setObjectRetired } from '../shape/own-objects.ts';
import type { FieldWish, OwnKind } from '../shape/wish.ts';
import type { Unit } from '../unit.ts';
import { type Inverse, type Kind, changedSince, compareDocs, erased, needs } from './inverse.ts';

type Doc = Readonly<Record<string, unknown>>;

interface Way {
  readonly does: UndoRecord['does'];
  readonly fields?: readonly UndoField[];
  readonly hindrance: string | null;
  readonly run: () => Promise<unknown>;
}

const stays = (hindrance: string): Way => ({ does: 'stay', hindrance, run: async () => undefined });

const labels: Readonly<Record<string, string>> = {
  label: 'Label',
  labelPlural: 'Label of many',
  help: 'Help',
  required: 'Required',
  personal: 'Personal',
  options: 'Options',
  least: 'At least',
  most: 'At most',
  max: 'Longest',
  default: 'Value of a new record',
  formula: 'Formula',
  rollUp: 'Totals',
};

/** What is retired by an undo keeps its values, and is brought back by undoing that. */
function retiring(
  present: { readonly retired: boolean },
  retire: boolean,
  set: (retired: boolean) => Promise<unknown>,
): Way {
  if (present.retired === retire) return stays(retire ? 'It is retired already.' : 'It is in use already.');
  return { does: retire ? 'bin' : 'restore', hindrance: null, run: () => set(retire) };
}

function wayOfField(unit: Unit, verb: string, values: Doc, own: OwnField, anyway: boolean): Way {
  const retire = (retired: boolean): Promise<unknown> => setFieldRetired(unit, own.id, retired);
  if (verb === 'field added' || verb === 'field brought back') return retiring(own, true, retire);
  if (verb === 'field retired') return retiring(own, false, retire);
  if (verb === 'field retyped') {
    const { from, to, definition, emptied } = values as {
      from: OwnKind;
      to: OwnKind;
      definition?: Pick<FieldWish, 'options'>;
      emptied: number;
    };
    if (own.field.kind !== to) return stays(changedSince);
    const wish = definition?.options === undefined ? {} : { options: definition.options };
    const kind = { field: 'kind', label: 'Kind', back: from, now: to, changed: false, by: null, at: null };
    return {
      does: 'back',
      fields: [kind],
      hindrance:
        emptied > 0 ? `${emptied} values did not fit the new kind and are gone; change the kind by hand.` : null,
      run: () => retype(unit, own.id, from, wish, { dryRun: false, emptyUnfit: false }),
    };
  }
  const [before, after] = [values['before'] as Doc, values['after'] as Doc];
  const { column: _, ...now } = own.field;
  const all = Object.fromEntries([...Object.keys(before), ...Object.keys(after)].map((name) => [name, after[name]]));
  const { fields, back, hindrance } = compareDocs(labels, { before, after: all, now }, anyway);
  return { does: 'back', fields, hindrance, run: () => editField(unit, own.id, back) };
}

function wayOfObject(unit: Unit, verb: string, values: Doc, own: OwnObject, anyway: boolean): Way {
  const retire = (retired: boolean): Promise<unknown> => setObjectRetired(unit, own.id, retired);
  if (verb === 'object added' || verb === 'object brought back') return retiring(own, true, retire);
  if (verb === 'object retired') return retiring(own, false, retire);
  if (values['was'] === undefined) return stays(erased);
  const { label, labelPlural, help } = own;
  const { fields, back, hindrance } = compareDocs(
    labels,
    { before: values['was'] as Doc, after: values['is'] as Doc, now: { label, labelPlural, help } },
    anyway,
  );
  return { does: 'back', fields, hindrance, run: () => editObject(unit, own.id, back) };
}

/** What it was about is found by its id: its name may be another by now. */
function kindOf(what: 'field' | 'object', verbs: readonly string[]): Kind {
  return {
    verbs,
    security: null,
    invert: async (unit, entry, anyway): Promise<Inverse> => {
      const said = entry.values?.[what];
      const id = typeof said === 'string' ? said : entry.id;
      const shape = await readShape(unit);
      const field = what === 'field' ? shape.fields.find((f) => f.id === id) : undefined;
      const object = what === 'object' ? shape.objects.find((o) => o.id === id) : undefined;
      const title = field?.field.label ?? object?.label ?? null;
      const about = { entity: what, id, title };
      const way = !may(unit.me, 'admin.shape')
        ? stays(needs('admin.shape'))
        : entry.values === null
          ? stays(erased)
          : field !== undefined
            ? wayOfField(unit, entry.verb, entry.values, field, anyway)
            : object !== undefined
              ? wayOfObject(unit, entry.verb, entry.values, object, anyway)
              : stays('It is gone for good.');
      return { ...about, fields: way.fields ?? [], does: way.does, hindrance: way.hindrance, run: way.run };
    },
  };
}

export const shapeKinds: readonly Kind[] = [
  kindOf('field', ['field added', 'field changed', 'field retired', 'field brought back', 'field retyped']),
  kindOf('object', ['object added', 'object changed', 'object retired', 'object brought back']),
];
