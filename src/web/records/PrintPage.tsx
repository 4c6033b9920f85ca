// One record or a list as it goes on paper, with who printed it, when and where on every sheet. That it was printed is put on record.
import { useQuery } from '@tanstack/react-query';
import { Printer } from 'lucide-react';
import type { ReactElement } from 'react';
import { useSearchParams } from 'wouter';
import type { PrintedMark } from '../../contract/record-answers.ts';
import { call } from '../call.ts';
import { type EntityInfo, type FieldInfo, namedField } from '../catalog.ts';
import { FieldValue } from '../fields/fields.tsx';
import { formatDateTime } from '../format.ts';
import { label } from '../i18n/i18n.ts';
import { Button } from '../kit/Button.tsx';
import { Empty, Failure, Waiting } from '../kit/States.tsx';
import { usePageTitle } from '../page-title.ts';
import { type Row, isEmptyValue } from '../row.ts';
import { nameOf } from './GridRow.tsx';
import { t } from './merge-words.ts';
import './print.css';

interface Sheet {
  readonly rows: readonly Row[];
  readonly printed: PrintedMark;
}

export function PrintPage({ entity }: { entity: EntityInfo }): ReactElement {
  const [params] = useSearchParams();
  const id = params.get('id');
  const asked = id === null ? ['filter', 'search', 'sort', 'fields', 'archived'] : ['id'];
  const query = Object.fromEntries(
    asked.flatMap((name) => (params.get(name) === null ? [] : [[name, params.get(name)!]])),
  );
  const sheet = useQuery({
    queryKey: ['print', entity.name, query],
    queryFn: async ({ signal }) => (await call<Sheet>('GET', `/${entity.path}/print`, { query, signal })).data,
    // Each asking is put on record: it is asked for once, not whenever the window is looked at again.
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
  const [row] = sheet.data?.rows ?? [];
  const title = id !== null && row !== undefined ? nameOf(row) : label(entity.labelPlural);
  usePageTitle(t('print.title', { what: title }));
  return (
    <div className="page print-page">
      <header className="page-head">
        <h1 tabIndex={-1}>{title}</h1>
        <span className="grow" />
        <Button
          variant="primary"
          icon={Printer}
          className="no-print"
          disabled={row === undefined}
          onClick={() => window.print()}
        >
          {t('print.button')}
        </Button>
      </header>
      {sheet.isPending ? (
        <Waiting lines={8} />
      ) : sheet.isError ? (
        <Failure error={sheet.error} onRetry={() => void sheet.refetch()} />
      ) : row === undefined ? (
        <Empty icon={Printer} title={t('print.none')} />
      ) : (
        <div className="page-body">
          <p className="small muted no-print">{markOf(sheet.data.printed)}</p>
          {id === null ? (
            <Table entity={entity} sheet={sheet.data} names={params.get('fields')?.split(',') ?? entity.columns} />
          ) : (
            <Fields entity={entity} row={row} mark={markOf(sheet.data.printed)} />
          )}
        </div>
      )}
    </div>
  );
}

function markOf({ by, at, tenant }: Sheet['printed']): string {
  return t('print.mark', { name: by, when: formatDateTime(at), tenant });
}

/** The foot of a table stands on every sheet. */
function Foot({ mark, columns }: { mark: string; columns: number }): ReactElement {
  return (
    <tfoot>
      <tr>
        <td colSpan={columns} className="small muted">
          {mark}
        </td>
      </tr>
    </tfoot>
  );
}

function valueIn(row: Row, field: FieldInfo): ReactElement | null {
  const value = row[field.name];
  if (!isEmptyValue(value)) return <FieldValue field={field} value={value} place="cell" />;
  const masked = (row['masked'] as Readonly<Record<string, string>> | undefined)?.[field.name];
  return masked === undefined ? null : <span className="num">{masked}</span>;
}

function Table({ entity, sheet, names }: { entity: EntityInfo; sheet: Sheet; names: readonly string[] }): ReactElement {
  const { rows, printed } = sheet;
  // The name of the record stands first; a field that is nothing but the name does not stand there twice.
  const columns = names.flatMap((name) => {
    const field = namedField(entity, name) ?? entity.masked.find((f) => f.name === name);
    const isName = name === 'title' || (entity.title.length === 1 && entity.title[0] === name);
    return field === undefined || isName || name === 'archivedAt' ? [] : [field];
  });
  return (
    <>
      <p className="muted small num">{t('print.count', { count: rows.length })}</p>
      <table className="print-table">
        <thead>
          <tr>
            <th scope="col">{label(entity.label)}</th>
            {columns.map((f) => (
              <th key={f.name} scope="col">
                {label(f.label)}
              </th>
            ))}
          </tr>
        </thead>
        <Foot mark={markOf(printed)} columns={columns.length + 1} />
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td>{nameOf(row)}</td>
              {columns.map((f) => (
                <td key={f.name}>{valueIn(row, f)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function Fields({ entity, row, mark }: { entity: EntityInfo; row: Row; mark: string }): ReactElement {
  return (
    <table className="print-table">
      <Foot mark={mark} columns={2} />
      <tbody>
        {[...entity.fields, ...entity.masked].map((f) => {
          const shown = f.name === 'title' ? null : valueIn(row, f);
          return shown === null ? null : (
            <tr key={f.name}>
              <th scope="row" className="muted">
                {label(f.label)}
              </th>
              <td>{shown}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
