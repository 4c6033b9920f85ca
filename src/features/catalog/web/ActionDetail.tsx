// One action of the API: what it does, who may, what goes in, what comes back, with what it may be refused, and the way to try it.
import { type ReactElement, useState } from 'react';
import { fieldOf } from '../../../web/catalog.ts';
import { apiBase } from '../../../web/call.ts';
import { formatBytes } from '../../../web/file-size.ts';
import { formatNumber } from '../../../web/format.ts';
import { label } from '../../../web/i18n/i18n.ts';
import { useCatalog } from '../../../web/use-catalog.ts';
import type { ApiAction, ApiField, Rate, Schema } from './api-document.ts';
import { refusalsOf } from './api-refusals.ts';
import type { Filled } from './api-request.ts';
import { exampleObject, sayType } from './api-types.ts';
import { Examples } from './Examples.tsx';
import { TryIt } from './TryIt.tsx';
import { t } from './words.ts';

/** What is filled in at first: lists are short, and a body shows what it must hold. */
function start(action: ApiAction): Filled {
  const limit = action.fields.some((f) => f.name === 'limit' && f.where === 'query');
  return {
    values: limit ? { limit: '5' } : {},
    body: action.body === null ? '' : JSON.stringify(exampleObject(action.body), null, 2),
    ifMatch: '',
  };
}

interface ActionDetailProps {
  action: ApiAction;
  keys: boolean;
  rate: Rate | undefined;
}

export function ActionDetail({ action, keys, rate }: ActionDetailProps): ReactElement {
  const [filled, setFilled] = useState(() => start(action));
  return (
    <>
      <header className="api-head">
        <h2>{action.name}</h2>
        <p className="api-address">
          <span className={`api-method api-${action.method.toLowerCase()}`}>{action.method}</span>
          <code>{apiBase + action.path}</code>
        </p>
        <p>{action.summary}</p>
        <p className="small muted">
          {action.permission !== null
            ? t('api.access.right', { right: action.permission })
            : action.publicBecause !== null
              ? t('api.access.open', { because: action.publicBecause })
              : t('api.access.signedIn')}
        </p>
        <p className="small muted prose">{boundsOf(action, rate)}</p>
      </header>
      <h3>{t('api.fields')}</h3>
      <FieldTable area={action.area} fields={fieldsIn(action)} caption={t('api.fields')} />
      {action.name.endsWith('.list') && <p className="small muted prose">{t('api.followsFilters')}</p>}
      <Examples action={action} filled={filled} keys={keys} />
      <TryIt action={action} filled={filled} onFilled={setFilled} />
      {action.answer !== null && (
        <>
          <h3>{t('api.answer.fields')}</h3>
          <Answer action={action} schema={action.answer} />
        </>
      )}
      <details className="api-refusals">
        <summary>{t('api.refusals')}</summary>
        <p className="small muted prose">{t('api.refusalsHelp')}</p>
        <ul>
          {refusalsOf(action).map((r) => (
            <li key={r.code}>
              <code>
                {r.status} {r.code}
              </code>{' '}
              <span className="muted">{r.title}</span>
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}

/** How much may be sent at a time, and how often. */
function boundsOf(action: ApiAction, rate: Rate | undefined): string {
  const lines = [
    ...(action.maxBytes === null ? [] : [t('api.bounds.size', { size: formatBytes(action.maxBytes) })]),
    ...(rate === undefined
      ? []
      : [t('api.bounds.rate', { burst: formatNumber(rate.burst), perSecond: formatNumber(rate.perSecond) })]),
    t('api.bounds.beyond'),
  ];
  return lines.join(' ');
}

/** A body that is no set of fields, and a file, are told in one line. */
function fieldsIn(action: ApiAction): readonly ApiField[] {
  const whole: ApiField[] =
    action.takes === 'file'
      ? [{ name: t('api.body.whole'), where: 'body', required: true, schema: { type: 'string', format: 'binary' } }]
      : action.body !== null && Object.keys(action.body.properties ?? {}).length === 0
        ? [{ name: t('api.body.whole'), where: 'body', required: action.bodyNeeded, schema: action.body }]
        : [];
  return [...action.fields, ...whole];
}

/** The rows of a page are told apart from what stands around them. */
function Answer({ action, schema }: { action: ApiAction; schema: Schema }): ReactElement {
  const rows = schema.properties?.['rows']?.items;
  const shown = rows?.properties === undefined ? schema : rows;
  const fields = Object.entries(shown.properties ?? {}).map(([name, inner]): ApiField => ({
    name: rows?.properties === undefined ? name : `rows[].${name}`,
    where: 'body',
    required: false,
    schema: inner,
  }));
  const around =
    rows?.properties === undefined
      ? []
      : Object.entries(schema.properties ?? {}).flatMap(([name, inner]): ApiField[] =>
          name === 'rows' ? [] : [{ name, where: 'body', required: false, schema: inner }],
        );
  if (fields.length + around.length === 0) return <p>{sayType(schema)}</p>;
  return <FieldTable area={action.area} fields={[...around, ...fields]} caption={t('api.answer.fields')} answer />;
}

interface FieldTableProps {
  area: string;
  fields: readonly ApiField[];
  caption: string;
  answer?: boolean;
}

/** Fields of records are called as on the pages, so that both can be found. */
function FieldTable({ area, fields, caption, answer = false }: FieldTableProps): ReactElement {
  const entity = useCatalog().byName.get(area);
  if (fields.length === 0) return <p className="muted">{t('api.fields.none')}</p>;
  const about = (name: string): string | null => {
    const bare = name.replace('rows[].', '');
    const field = entity === undefined ? undefined : fieldOf(entity, bare);
    return field === undefined ? null : label(field.help ?? field.label);
  };
  return (
    // a wide table is scrolled by keyboard too
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="api-scroll" role="region" aria-label={caption} tabIndex={0}>
      <table className="api-fields">
        <caption className="sr">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{t('api.field')}</th>
            <th scope="col">{t('api.fits')}</th>
          </tr>
        </thead>
        <tbody>
          {fields.map((f) => (
            <tr key={`${f.where} ${f.name}`}>
              <th scope="row">
                <code>{f.name}</code>
                {!answer && (
                  <span className="small muted">
                    {t(`api.where.${f.where}`)}
                    {f.required && `, ${t('api.needed')}`}
                  </span>
                )}
              </th>
              <td>
                {sayType(f.schema)}
                {about(f.name) !== null && <span className="small muted api-about">{about(f.name)}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
