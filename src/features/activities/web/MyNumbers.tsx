// My deals in three figures, each the way to the deals behind it: what is open, what should close this month, what was won in it.
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Link } from 'wouter';
import type { Groups } from '../../../contract/record-answers.ts';
import { type PageFilter, resolveFilter } from '../../../contract/page-filter.ts';
import { call } from '../../../web/call.ts';
import { type EntityInfo, namedField } from '../../../web/catalog.ts';
import { currentRegion, formatMoney } from '../../../web/format.ts';
import { listKey } from '../../../web/records/cache.ts';
import { useMe } from '../../../web/session.ts';
import './today.css';
import { t } from './words.ts';

interface Tile {
  readonly name: 'open' | 'closing' | 'won';
  readonly filter: PageFilter;
  /** without one of them the figure would be another one, so there is none */
  readonly fields: readonly string[];
}

const mine: PageFilter = { field: 'owner', op: 'eq', value: 'me' };
const outcome = (value: string): PageFilter => ({ field: 'stage.outcome', op: 'eq', value });
const month = (field: string): PageFilter => ({ field, op: 'within', value: 'thisMonth' });

const tiles: readonly Tile[] = [
  { name: 'open', filter: { and: [mine, outcome('open')] }, fields: ['stage.outcome'] },
  {
    name: 'closing',
    filter: { and: [mine, outcome('open'), month('expectedClose')] },
    fields: ['stage.outcome', 'expectedClose'],
  },
  { name: 'won', filter: { and: [mine, outcome('won'), month('closedOn')] }, fields: ['stage.outcome', 'closedOn'] },
];

export function MyNumbers({ deal }: { deal: EntityInfo }): ReactElement | null {
  const shown = tiles.filter(({ fields }) =>
    ['owner', ...fields].every((name) => namedField(deal, name) !== undefined),
  );
  if (shown.length === 0) return null;
  return (
    <section>
      <h2>{t('numbers.title')}</h2>
      <ul className="numbers">
        {shown.map((tile) => (
          <li key={tile.name}>
            <Figure deal={deal} tile={tile} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Figure({ deal, tile }: { deal: EntityInfo; tile: Tile }): ReactElement {
  const me = useMe();
  const { timeZone } = currentRegion();
  const withSum = namedField(deal, 'amount') !== undefined;
  const filter = resolveFilter(tile.filter, {
    me: me.user.id,
    timeZone,
    now: new Date(),
    kindOf: (name) => namedField(deal, name)?.kind,
  });
  const query = {
    filter: JSON.stringify(filter),
    ...(withSum ? { measures: 'sum:amount', in: 'company' } : {}),
  };
  const answer = useQuery({
    queryKey: listKey(deal.name, 'group', 'today', tile.name, query.filter),
    queryFn: async ({ signal }) => (await call<Groups>('GET', `/${deal.path}/group`, { query, signal })).data,
  });
  const whole = answer.data?.groups[0];
  const sum = whole?.measures[0];
  const sums = Array.isArray(sum) ? sum : [];
  const figure = withSum
    ? sums.length === 0
      ? formatMoney({ amount: '0', currency: currentRegion().currency })
      : sums.map((m) => formatMoney({ ...m, amount: String(Math.round(Number(m.amount))) })).join(' + ')
    : String(whole?.count ?? 0);
  return (
    <Link className="number-tile" href={`/${deal.path}?filter=${encodeURIComponent(JSON.stringify(tile.filter))}`}>
      <span className="muted small">{t(`numbers.${tile.name}`)}</span>
      <span className="number-figure num">{answer.isSuccess ? figure : answer.isError ? '–' : ' '}</span>
      <span className="muted small num">
        {answer.isSuccess ? t('numbers.count', { count: whole?.count ?? 0 }) : ' '}
      </span>
    </Link>
  );
}
