// Records of other objects that point at this one, a few of each, with the way to all of them and to a new one.
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import type { ReactElement } from 'react';
import { Link } from 'wouter';
import type { Filter } from '../../contract/filter.ts';
import { type EntityInfo, type FieldInfo, fieldOf, pointingAt } from '../catalog.ts';
import { openCreate } from '../create.ts';
import { FieldValue } from '../fields/fields.tsx';
import { formatNumber } from '../format.ts';
import { label, t } from '../i18n/i18n.ts';
import { IconButton } from '../kit/Button.tsx';
import { Failure } from '../kit/States.tsx';
import { type Row, isEmptyValue } from '../row.ts';
import { useCatalog } from '../use-catalog.ts';
import { listKey } from './cache.ts';
import { nameOf } from './GridRow.tsx';
import { listRecords } from './wire.ts';

export interface RelatedProps {
  entity: EntityInfo;
  row: Row;
  /** an object that has a place of its own on the page */
  without: string | undefined;
}

export function Related({ entity, row, without }: RelatedProps): ReactElement {
  const catalog = useCatalog();
  return (
    <div className="related">
      {pointingAt(catalog, entity)
        // Whoever may not open their list does not get it here.
        .filter(({ from }) => from.name !== without && from.menu)
        .map(({ from, field }) => (
          <RelatedList key={`${from.name}.${field.name}`} entity={entity} row={row} from={from} field={field} />
        ))}
    </div>
  );
}

interface RelatedListProps {
  entity: EntityInfo;
  row: Row;
  from: EntityInfo;
  field: FieldInfo;
}

/** What stands at the end of a line: a sum where there is one, else a stage. */
const ends: Readonly<Record<string, readonly string[]>> = {
  deal: ['amount', 'stage'],
  contact: ['jobTitle'],
  company: ['industry'],
};

function RelatedList({ entity, row, from, field }: RelatedListProps): ReactElement {
  const shown = (ends[from.name] ?? []).filter((name) => fieldOf(from, name) !== undefined);
  const filter: Filter = { field: field.name, op: field.kind === 'ref' ? 'eq' : 'has', value: row.id };
  const list = useQuery({
    queryKey: listKey(from.name, 'related', field.name, row.id),
    queryFn: ({ signal }) =>
      listRecords(
        from,
        { filter, sort: '-updatedAt', limit: 5, fields: ['title', ...shown] },
        { count: 'estimate', signal },
      ),
  });
  const rows = list.data?.rows ?? [];
  const count = list.data?.count;
  const own = from.name === entity.name;
  const title = own
    ? `${label(from.labelPlural)} (${label(field.label).toLocaleLowerCase()})`
    : label(from.labelPlural);
  const all = `/${from.path}?filter=${encodeURIComponent(JSON.stringify({ field: field.name, op: 'in', value: [row.id] }))}`;
  const start =
    field.kind === 'ref'
      ? { id: row.id, title: nameOf(row) }
      : [{ entity: entity.name, id: row.id, title: nameOf(row), role: null }];
  return (
    <section className="related-list" aria-label={title}>
      <div className="row">
        <h2 className="grow">
          {title} {count !== undefined && <span className="muted num">{formatNumber(count.value)}</span>}
        </h2>
        {from.verbs.has('create') && from.made === null && !row.archivedAt && (
          <IconButton
            icon={Plus}
            label={t('list.new', { what: label(from.label).toLocaleLowerCase() })}
            onClick={() => openCreate({ entity: from.name, values: { [field.name]: start } })}
          />
        )}
      </div>
      {list.isError && <Failure error={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && rows.length === 0 && <p className="muted small">{t('related.none')}</p>}
      <ul>
        {rows.map((r) => (
          <li key={r.id}>
            <Link href={`/${from.path}/${r.id}`} className="related-row">
              <span className="ellipsis grow">{nameOf(r)}</span>
              {shown.map((name) =>
                isEmptyValue(r[name]) ? null : (
                  <span key={name} className="small related-end">
                    <FieldValue field={fieldOf(from, name)!} value={r[name]} place="cell" />
                  </span>
                ),
              )}
            </Link>
          </li>
        ))}
      </ul>
      {list.data !== undefined && list.data.next !== null && (
        <Link href={all} className="related-more">
          {t('related.all')}
        </Link>
      )}
    </section>
  );
}
