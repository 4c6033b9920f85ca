// A condition in words, as it stands on a chip.
import type { ReactElement } from 'react';
import { type EntityInfo, type FieldInfo, namedField } from '../catalog.ts';
import { sayValue } from '../fields/fields.tsx';
import {
  type PageCondition,
  type PageFilter,
  type Period,
  isComplete,
  isCondition,
  meValue,
} from '../../contract/page-filter.ts';
import { formatDate, formatNumber } from '../format.ts';
import { label, t } from '../i18n/i18n.ts';
import { opText } from './condition.ts';
import { useRecordNames } from './use-names.ts';

export function ConditionText({ entity, filter }: { entity: EntityInfo; filter: PageFilter }): ReactElement | null {
  if (isCondition(filter)) {
    const field = namedField(entity, filter.field);
    return field === undefined ? (
      <span>{t('filter.unknown', { field: filter.field })}</span>
    ) : (
      <OneCondition field={field} condition={filter} />
    );
  }
  if ('not' in filter) {
    return (
      <span className="ellipsis">
        {t('filter.not')} (<ConditionText entity={entity} filter={filter.not} />)
      </span>
    );
  }
  const parts = 'and' in filter ? filter.and : filter.or;
  return (
    <span className="ellipsis">
      {parts.map((part, n) => (
        // conditions have no identity but their place
        // oxlint-disable-next-line react/no-array-index-key
        <span key={n}>
          {n > 0 && <span className="muted"> {t('and' in filter ? 'filter.and' : 'filter.or')} </span>}
          <ConditionText entity={entity} filter={part} />
        </span>
      ))}
    </span>
  );
}

function OneCondition({ field, condition }: { field: FieldInfo; condition: PageCondition }): ReactElement {
  const ids =
    Array.isArray(condition.value) && (field.kind === 'ref' || field.kind === 'links')
      ? (condition.value as string[])
      : [];
  const names = useRecordNames(
    field.to ?? [],
    ids.filter((id) => id !== meValue),
  );
  return (
    <span className="ellipsis">
      {label(field.label)} <span className="muted">{opText(condition, field.kind)}</span>{' '}
      {condition.op !== 'empty' &&
        (isComplete(condition) ? <span className="strong">{valueText(field, condition, names)}</span> : '…')}
    </span>
  );
}

function valueText(field: FieldInfo, condition: PageCondition, names: ReadonlyMap<string, string>): string {
  const { value } = condition;
  if (condition.op === 'within') return t(`period.${value as Period}`);
  if (Array.isArray(value)) {
    const words = (value as string[]).map((v) =>
      v === meValue
        ? t('filter.me')
        : field.to !== undefined
          ? (names.get(v) ?? '…')
          : sayValue({ ...field, kind: 'select' }, v),
    );
    return words.length > 3
      ? t('filter.andMore', { first: words.slice(0, 2).join(', '), count: words.length - 2 })
      : words.join(', ');
  }
  if (typeof value === 'boolean') return t(value ? 'value.yes' : 'value.no');
  if ((field.kind === 'date' || field.kind === 'dateTime') && typeof value === 'string') return formatDate(value);
  if (['number', 'percent', 'money'].includes(field.kind)) return formatNumber(value as string);
  return value as string;
}
