// What an entry changed, before and after: of a record field by field as its reader may see it, of anything else place by place.
import type { ReactElement, ReactNode } from 'react';
import type { Difference } from '../../../contract/difference.ts';
import { type EntityInfo, fieldOf } from '../../../web/catalog.ts';
import { sayValue } from '../../../web/fields/fields.tsx';
import { label } from '../../../web/i18n/i18n.ts';
import { isEmptyValue } from '../../../web/row.ts';
import type { EntryChange, EntryDetail } from './entries.ts';
import { formatInstant as inCompanyZone } from './instants.ts';
import { t } from './words.ts';

function Table({ children }: { children: ReactNode }): ReactElement {
  return (
    <table className="audit-diff">
      <thead>
        <tr>
          <th scope="col">{t('audit.field')}</th>
          <th scope="col">{t('audit.before')}</th>
          <th scope="col">{t('audit.after')}</th>
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}

export function RecordDiff({ entry, entity }: { entry: EntryDetail; entity: EntityInfo | undefined }): ReactElement {
  return (
    <Table>
      {entry.changes.map((change) => (
        <tr key={change.field}>
          <th scope="row">{label(change.label)}</th>
          <Side entity={entity} change={change} side="before" />
          <Side entity={entity} change={change} side="after" />
        </tr>
      ))}
    </Table>
  );
}

/** Of settings, roles, rules, fields: names as they are stored. */
export function ToldDiff({ differences }: { differences: readonly Difference[] }): ReactElement {
  return (
    <Table>
      {differences.map(({ name, before, after }) => (
        <tr key={name}>
          <th scope="row">{name === '' ? t('audit.whole') : label(name)}</th>
          <td className="audit-before">{isEmptyValue(before) ? t('value.empty') : sayAny(before)}</td>
          <td className="audit-after">{isEmptyValue(after) ? t('value.empty') : sayAny(after)}</td>
        </tr>
      ))}
    </Table>
  );
}

/** A value that may not be seen has no colour: whether it came or went is not told either. */
function Side({
  entity,
  change,
  side,
}: {
  entity: EntityInfo | undefined;
  change: EntryChange;
  side: 'before' | 'after';
}): ReactElement {
  const value = change[side];
  if (change.hidden && isEmptyValue(value)) return <td className="audit-held">{t('audit.hidden')}</td>;
  return <td className={change.hidden ? 'audit-held' : `audit-${side}`}>{sayChanged(entity, change.field, value)}</td>;
}

function sayChanged(entity: EntityInfo | undefined, name: string, value: unknown): string {
  const field = entity === undefined ? undefined : fieldOf(entity, name);
  if (field !== undefined) return sayValue(field, value);
  if (name === 'archivedAt' && typeof value === 'string') return inCompanyZone(value);
  return isEmptyValue(value) ? t('value.empty') : sayAny(value);
}

export function sayAny(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 1);
}
