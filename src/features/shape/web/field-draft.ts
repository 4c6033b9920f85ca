// A field as it stands in the form, and what of it is sent: only what its kind takes, and on a change only what is different.
import type { Option } from '../../../contract/field.ts';
import { longestOf, takes } from '../../../contract/own-field.ts';
import type { FieldView } from '../contract.ts';
import { type Made, isKind } from './kinds.ts';

export interface OptionDraft {
  /** stays with the line while it is moved */
  readonly id: number;
  /** of an option that is saved already */
  readonly key: string | null;
  readonly label: string;
  readonly tone: NonNullable<Option['tone']> | null;
}

export interface RollUpDraft {
  readonly of: string;
  readonly via: string;
  readonly op: 'count' | 'sum' | 'avg' | 'min' | 'max';
  readonly field: string | null;
}

export interface FieldDraft {
  readonly made: Made;
  readonly label: string;
  readonly help: string;
  readonly required: boolean;
  readonly unique: boolean;
  readonly search: boolean;
  readonly sorted: boolean;
  readonly personal: boolean;
  readonly protected: boolean;
  readonly integer: boolean;
  readonly roles: boolean;
  readonly options: readonly OptionDraft[];
  readonly to: readonly string[];
  /** decimal strings as the number widget gives them */
  readonly least: string | null;
  readonly most: string | null;
  readonly max: string | null;
  /** of a choice: the label of the option */
  readonly usual: string | boolean | null;
  readonly formula: string;
  readonly rollUp: RollUpDraft | null;
  /** what the formula or roll-up gives, once that is known */
  readonly gives: string | null;
}

let lines = 0;

export function newOption(label = '', key: string | null = null, tone: OptionDraft['tone'] = null): OptionDraft {
  lines++;
  return { id: lines, key, label, tone };
}

export function emptyDraft(): FieldDraft {
  return {
    made: 'text',
    label: '',
    help: '',
    required: false,
    unique: false,
    search: false,
    sorted: false,
    personal: false,
    protected: false,
    integer: false,
    roles: false,
    options: [newOption(), newOption()],
    to: [],
    least: null,
    most: null,
    max: null,
    usual: null,
    formula: '',
    rollUp: null,
    gives: null,
  };
}

export function draftOf(field: FieldView): FieldDraft {
  const usual = field.options?.find((o) => o.key === field.default)?.label ?? field.default;
  return {
    made: field.formula !== null ? 'formula' : field.rollUp !== null ? 'rollUp' : field.kind,
    label: field.label,
    help: field.help ?? '',
    required: field.required,
    unique: field.unique,
    search: field.search,
    sorted: field.sorted,
    personal: field.personal,
    protected: field.protected,
    integer: field.integer,
    roles: field.roles,
    options: (field.options ?? []).map((o) => newOption(o.label, o.key, o.tone as OptionDraft['tone'])),
    to: field.to ?? [],
    least: field.least === null ? null : String(field.least),
    most: field.most === null ? null : String(field.most),
    max: field.max === null ? null : String(field.max),
    usual: typeof usual === 'number' ? String(usual) : usual,
    formula: field.formula ?? '',
    rollUp: field.rollUp === null ? null : { ...field.rollUp, field: field.rollUp.field ?? null },
    gives: field.kind,
  };
}

export type Missing = 'label' | 'options' | 'to' | 'formula' | 'rollUp';

/** What has to be filled in before it makes sense to send it. */
export function missingIn(draft: FieldDraft): Missing[] {
  const { made } = draft;
  const out: Missing[] = [];
  if (draft.label.trim() === '') out.push('label');
  if (isKind(made) && takes(made, 'options') && namedOptions(draft).length === 0) out.push('options');
  if (isKind(made) && takes(made, 'to') && draft.to.length === 0) out.push('to');
  if (made === 'formula' && (draft.formula.trim() === '' || draft.gives === null)) out.push('formula');
  if (made === 'rollUp' && (draft.rollUp === null || draft.gives === null)) out.push('rollUp');
  return out;
}

/** Lines left empty are no options. */
function namedOptions(draft: FieldDraft): OptionDraft[] {
  return draft.options.filter((o) => o.label.trim() !== '');
}

type Wish = Readonly<Record<string, unknown>>;

/** The body that adds the field. */
export function wishOf(draft: FieldDraft, entity: string): Wish {
  const { made } = draft;
  return { entity, kind: isKind(made) ? made : draft.gives, ...fieldsOf(draft) };
}

/** The body that changes it: what is different, and null for what was emptied. */
export function changeOf(before: FieldDraft, after: FieldDraft): Wish {
  const old = fieldsOf(before);
  const next = fieldsOf(after);
  const names = new Set([...Object.keys(old), ...Object.keys(next)]);
  const changed = [...names].filter((name) => JSON.stringify(old[name]) !== JSON.stringify(next[name]));
  // a longest length has no nothing: emptied, it stays what it was
  const sent = changed.filter((name) => !(name === 'max' && next[name] === undefined));
  return Object.fromEntries(sent.map((name) => [name, next[name] ?? (name === 'help' ? '' : null)]));
}

function fieldsOf(draft: FieldDraft): Wish {
  const { made } = draft;
  const base = {
    label: draft.label.trim(),
    ...(draft.help.trim() === '' ? {} : { help: draft.help.trim() }),
    ...(draft.personal ? { personal: true } : { personal: false }),
  };
  if (made === 'formula') return { ...base, formula: draft.formula.trim() };
  if (made === 'rollUp') {
    const { of, via, op, field } = draft.rollUp!;
    return { ...base, rollUp: { of, via, op, ...(op === 'count' || field === null ? {} : { field }) } };
  }
  const flags = (['unique', 'search', 'sorted', 'protected', 'integer', 'roles'] as const).filter(
    (name) => draft[name] && takes(made, name) && !(draft.protected && (name === 'search' || name === 'sorted')),
  );
  const number = (text: string | null): number | undefined => (text === null ? undefined : Number(text));
  const bounded = takes(made, 'least');
  const usual = takes(made, 'default') && !draft.unique && draft.usual !== '' ? draft.usual : null;
  return defined({
    ...base,
    required: draft.required,
    ...Object.fromEntries(flags.map((name) => [name, true])),
    least: bounded ? number(draft.least) : undefined,
    most: bounded ? number(draft.most) : undefined,
    max: longestOf[made] === undefined ? undefined : number(draft.max),
    default: usual ?? undefined,
    options: takes(made, 'options')
      ? namedOptions(draft).map(({ key, label, tone }) =>
          defined({ key: key ?? undefined, label: label.trim(), tone: tone ?? undefined }),
        )
      : undefined,
    to: takes(made, 'to') ? draft.to : undefined,
  });
}

function defined(o: Wish): Wish {
  return Object.fromEntries(Object.entries(o).filter(([, v]) => v !== undefined));
}
