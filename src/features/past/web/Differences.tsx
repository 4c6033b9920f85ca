// What became of the records of each object since a moment: asked object by object, so that what is known stands there while the rest comes.
import { useQueries } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Link } from 'wouter';
import { call } from '../../../web/call.ts';
import type { EntityInfo } from '../../../web/catalog.ts';
import { formatNumber } from '../../../web/format.ts';
import { label } from '../../../web/i18n/i18n.ts';
import { Waiting } from '../../../web/kit/States.tsx';
import { pathAt } from '../../../web/past/moment.ts';
import { t } from '../../../web/past/words.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { useCatalog } from '../../../web/use-catalog.ts';
import type { DifferenceView } from '../contract.ts';

const kinds = ['created', 'changed', 'archived', 'restored'] as const;

interface ShownRow {
  readonly entity: EntityInfo;
  /** null: why it could not be asked stands beside it */
  readonly difference: DifferenceView | null;
  readonly error: string;
}

export function Differences({ at }: { at: string }): ReactElement {
  const { entities } = useCatalog();
  const found = useQueries({
    queries: entities.map((e) => ({
      queryKey: ['past', 'difference', e.name, at],
      queryFn: async ({ signal }: { signal: AbortSignal }) =>
        (await call<DifferenceView>('GET', `/past/${e.name}/difference`, { query: { at }, signal })).data,
    })),
  });
  const rows = entities.flatMap((entity, n): ShownRow[] => {
    const one = found.at(n);
    if (one === undefined) return [];
    if (one.isError) return [{ entity, difference: null, error: problemLine(one.error) }];
    return one.data === undefined || isNothing(one.data) ? [] : [{ entity, difference: one.data, error: '' }];
  });
  const waiting = found.some((one) => one.isPending);
  if (rows.length === 0) return waiting ? <Waiting lines={4} /> : <p className="muted">{t('past.none')}</p>;
  return (
    <div className="past-scroll">
      <table className="past-table">
        <thead>
          <tr>
            <th scope="col">{t('past.object')}</th>
            {kinds.map((kind) => (
              <th key={kind} scope="col">
                {t(`past.${kind}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ entity, difference, error }) => (
            <tr key={entity.name}>
              <th scope="row">
                <Link href={pathAt(at, `/${entity.path}`)}>{label(entity.labelPlural)}</Link>
                {difference !== null && <Untold difference={difference} />}
              </th>
              {difference === null ? (
                <td colSpan={kinds.length}>{error}</td>
              ) : (
                kinds.map((kind) => <Kind key={kind} at={at} entity={entity} kind={kind} of={difference[kind]} />)
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {waiting && <Waiting lines={2} />}
    </div>
  );
}

function isNothing(d: DifferenceView): boolean {
  return kinds.every((kind) => d[kind].count === 0) && (d.gone ?? 0) === 0 && (d.erased ?? 0) === 0;
}

function Untold({ difference }: { difference: DifferenceView }): ReactElement | null {
  const said = [
    ...((difference.gone ?? 0) > 0 ? [t('past.gone', { count: difference.gone! })] : []),
    ...((difference.erased ?? 0) > 0 ? [t('past.erasedCount', { count: difference.erased! })] : []),
  ];
  return said.length === 0 ? null : <span className="muted small"> {said.join('. ')}</span>;
}

interface KindProps {
  at: string;
  entity: EntityInfo;
  kind: (typeof kinds)[number];
  of: DifferenceView['created'];
}

/** A record made since is shown as it is; any other as it was. */
function Kind({ at, entity, kind, of }: KindProps): ReactElement {
  const place = (id: string): string =>
    kind === 'created' ? `/${entity.path}/${id}` : pathAt(at, `/${entity.path}/${id}`);
  return (
    <td data-label={t(`past.${kind}`)} data-none={of.count === 0 || undefined}>
      <span className="num">{of.count === 0 ? '–' : formatNumber(of.count)}</span>
      {of.samples.length > 0 && (
        <ul className="past-samples small">
          {of.samples.slice(0, 3).map((s) => (
            <li key={s.id}>
              <Link href={place(s.id)} className="ellipsis">
                {s.title === '' ? label(entity.label) : s.title}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </td>
  );
}
