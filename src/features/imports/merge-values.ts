// What an import sends for a record that exists: each field under its rule, joined with what the record has already. Pure.
import type { Labelled, LinkIn } from '../../contract/field.ts';
import type { ImportPlan } from './plan.ts';
import type { UpdateRule } from '../../contract/importing.ts';

type Values = Readonly<Record<string, unknown>>;

/** Whether the present values of found records are needed at all; where every field is simply replaced they are not. */
export function needsPresent(plan: ImportPlan): boolean {
  return plan.fields.some((f) => f.rule === 'ifEmpty' || f.rule === 'add' || f.field.kind === 'address');
}

/** The patch for a found record. `present`: its row as the person sees it; fields hidden from the person are absent there. */
export function patchFor(plan: ImportPlan, values: Values, present: Values): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    const f = plan.fields.find((x) => x.name === name || (x.isName && (name === 'givenName' || name === 'familyName')));
    const rule: UpdateRule = f?.rule ?? 'overwrite';
    const now = present[name] ?? null;
    const isEmpty = now === null || now === '' || (Array.isArray(now) && now.length === 0);
    if (rule === 'never' || (rule === 'ifEmpty' && !isEmpty)) continue;
    if (isEmpty) out[name] = value;
    else if (rule === 'add') out[name] = joined(now, value);
    else if (f?.field.kind === 'address') out[name] = { ...now, ...(value as object) };
    else out[name] = value;
  }
  return out;
}

/** Values that are there stay as they are and where they are; new ones come behind. */
function joined(now: unknown, value: unknown): unknown {
  if (!Array.isArray(now) || !Array.isArray(value)) return value;
  const identity = (item: unknown): string => {
    if (typeof item !== 'object' || item === null) return String(item);
    return 'id' in item ? String(item.id) : (item as Labelled).value.toLowerCase();
  };
  const known = new Set(now.map(identity));
  return [...now.map(incoming), ...value.filter((item) => !known.has(identity(item)))];
}

/** Links leave the server with titles and come in without. */
function incoming(item: unknown): unknown {
  if (typeof item !== 'object' || item === null || !('title' in item)) return item;
  const { entity, id, role } = item as unknown as LinkIn;
  return { entity, id, role };
}
