// Checks what an administrator says a new field shall be, and turns it into the same kind of value the built-in fields are.
import type { Entity } from '../../contract/entity.ts';
import type { Field, Option } from '../../contract/field.ts';
import { longestOf, takes } from '../../contract/own-field.ts';
import { invalidField } from '../../contract/problem.ts';
import type { Catalog } from '../catalog.ts';
import { checkValue } from '../records/values.ts';
import { defineReckoned } from './reckoned.ts';
import { type FieldWish, type OwnKind, checkLabel } from './wish.ts';

const tones = ['info', 'success', 'danger', 'neutral', 'accent'];

export function defineField(
  kind: OwnKind,
  wish: FieldWish,
  catalog: Catalog,
  e: Entity,
  before: Field | null,
): Omit<Field, 'column'> {
  if (wish.formula !== undefined || wish.rollUp !== undefined) return defineReckoned(kind, wish, catalog, e);
  refuseMisfits(kind, wish);
  const traits = (
    ['required', 'unique', 'search', 'sorted', 'personal', 'protected', 'roles', 'integer'] as const
  ).filter((t) => wish[t] === true);
  const limit = longestOf[kind];
  if (
    wish.max !== undefined &&
    (limit === undefined || !Number.isInteger(wish.max) || wish.max < 1 || wish.max > limit)
  ) {
    throw invalidField(
      'max',
      'bad-limit',
      limit === undefined
        ? `A field of this kind has no longest length.`
        : `The longest length is a whole number from 1 to ${limit}.`,
    );
  }
  const definition: Omit<Field, 'column'> = {
    kind,
    label: checkLabel(wish.label),
    required: wish.required === true,
    ...Object.fromEntries(traits.map((t) => [t, true])),
    // What is unique is what identifies a record on import.
    ...(wish.unique === true ? { key: true } : {}),
    ...(wish.help === undefined || wish.help.trim() === '' ? {} : { help: wish.help.trim().slice(0, 500) }),
    ...(limit === undefined ? {} : { max: wish.max ?? (kind === 'text' ? 255 : limit) }),
    ...(wish.least === undefined ? {} : { least: wish.least }),
    ...(wish.most === undefined ? {} : { most: wish.most }),
    ...(takes(kind, 'options') ? { options: defineOptions(wish, before) } : {}),
    ...(kind === 'ref' || kind === 'links' ? { to: checkTargets(kind, wish, catalog) as never } : {}),
  };
  const usual = usualValue(definition, wish.default);
  return usual === undefined ? definition : { ...definition, default: usual };
}

/** The value a new record gets when none is sent; an option is named by its key or its label. */
function usualValue(f: Omit<Field, 'column'>, wanted: FieldWish['default']): string | number | boolean | undefined {
  if (wanted === undefined || wanted === '') return undefined;
  const refuse = (reason: string, fits?: string): never => {
    throw invalidField('default', 'bad-default', reason, fits);
  };
  if (!takes(f.kind, 'default')) return refuse('A field of this kind starts empty.');
  if (f.unique === true) return refuse('What is unique cannot begin the same in every record.');
  const option = f.options?.find((o) => o.key === wanted || o.label === wanted);
  const checked = checkValue(f, option?.key ?? wanted, null);
  return checked.ok ? (checked.value as string | number | boolean) : refuse(checked.reason, checked.fits);
}

function refuseMisfits(kind: OwnKind, wish: FieldWish): void {
  const refuse = (trait: string, reason: string): never => {
    throw invalidField(trait, 'misfit', reason);
  };
  if (wish.unique === true && !takes(kind, 'unique'))
    refuse('unique', 'Only texts, addresses and numbers to call can be unique.');
  if (wish.search === true && (!takes(kind, 'search') || wish.protected === true))
    refuse('search', 'Only texts that are not stored sealed can be found by the search box.');
  if (wish.sorted === true && (!takes(kind, 'sorted') || wish.protected === true))
    refuse('sorted', 'Lists cannot be sorted by a field of this kind.');
  if (wish.protected === true && !takes(kind, 'protected')) refuse('protected', 'A reference cannot be stored sealed.');
  if ((wish.least !== undefined || wish.most !== undefined) && !takes(kind, 'least'))
    refuse('least', 'Only numbers have a least and a most.');
  if (wish.integer === true && !takes(kind, 'integer')) refuse('integer', 'Only numbers can be whole.');
  if (wish.roles === true && !takes(kind, 'roles')) refuse('roles', 'Only links have roles.');
  if (wish.options !== undefined && !takes(kind, 'options')) refuse('options', 'Only selections have options.');
  if (wish.to !== undefined && !takes(kind, 'to')) refuse('to', 'Only references point to something.');
}

function defineOptions(wish: FieldWish, before: Field | null): Option[] {
  const wanted = wish.options ?? [];
  if (wanted.length < 1 || wanted.length > 300)
    throw invalidField('options', 'bad-options', 'A selection has 1 to 300 options.');
  const known = new Set((before?.options ?? []).map((o) => o.key));
  const used = new Set<string>();
  let next = 1;
  return wanted.map((o) => {
    if (o.key !== undefined && !known.has(o.key))
      throw invalidField(
        'options',
        'unknown-option',
        'An option with a key must be there already; leave the key out of a new one.',
      );
    let key = o.key;
    while (key === undefined || (o.key === undefined && (known.has(key) || used.has(key)))) key = `o${next++}`;
    if (used.has(key)) throw invalidField('options', 'twice', 'An option is named twice.');
    used.add(key);
    if (o.tone !== undefined && !tones.includes(o.tone))
      throw invalidField('options', 'bad-tone', `A tone is one of ${tones.join(', ')}.`);
    return {
      key,
      label: checkLabel(o.label, 'options'),
      ...(o.tone === undefined ? {} : { tone: o.tone as NonNullable<Option['tone']> }),
    };
  });
}

function checkTargets(kind: 'ref' | 'links', wish: FieldWish, catalog: Catalog): string[] {
  const to = [...new Set(wish.to ?? [])];
  if (to.length === 0 || (kind === 'ref' && to.length > 1)) {
    throw invalidField(
      'to',
      'bad-target',
      kind === 'ref' ? 'A reference points to one object.' : 'Links point to at least one object.',
    );
  }
  const strange = to.find((name) => catalog.lookup(name) === undefined);
  if (strange !== undefined) throw invalidField('to', 'unknown-object', 'There is no such object to point to.');
  return to;
}
