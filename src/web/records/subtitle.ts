// The quiet line under a record's name: what one wants to know first.
import { type EntityInfo, fieldOf } from '../catalog.ts';
import { sayValue } from '../fields/fields.tsx';
import { type Row, isEmptyValue } from '../row.ts';

const chosen: Readonly<Record<string, readonly string[]>> = {
  contact: ['jobTitle', 'companies'],
  company: ['industry', 'domain'],
  deal: ['stage', 'amount', 'company'],
  activity: ['type', 'due'],
  user: ['email'],
};

export function subtitleOf(entity: EntityInfo, row: Row): string {
  return (chosen[entity.name] ?? [])
    .flatMap((name) => {
      const field = fieldOf(entity, name);
      const value = row[name];
      if (field === undefined || isEmptyValue(value)) return [];
      return field.kind === 'links' && Array.isArray(value)
        ? [(value[0] as { title: string }).title]
        : [sayValue(field, value)];
    })
    .join(', ');
}
