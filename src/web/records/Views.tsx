// The ways to look at the records of an object: as a list, as totals, and as a board where there is one. Filter and search go along.
import { ChartNoAxesColumn, List, SquareKanban } from 'lucide-react';
import type { ReactElement } from 'react';
import { Link, useSearch } from 'wouter';
import type { EntityInfo } from '../catalog.ts';
import { t } from '../i18n/i18n.ts';
import { may, useMe } from '../session.ts';

const icons = { list: List, board: SquareKanban, totals: ChartNoAxesColumn };
type View = keyof typeof icons;

export function Views({ entity, here }: { entity: EntityInfo; here: View }): ReactElement {
  const params = new URLSearchParams(useSearch());
  const asks = may(useMe(), 'tool.totals');
  for (const name of ['open', 'saved']) params.delete(name);
  const query = params.size === 0 ? '' : `?${params}`;
  const board: readonly View[] = entity.name === 'deal' ? ['list', 'board'] : ['list'];
  const views: readonly View[] = asks ? [...board, 'totals'] : board;
  return (
    <nav className="views" aria-label={t('views.label')}>
      {views.map((view) => {
        const Icon = icons[view];
        return (
          <Link
            key={view}
            href={`${addressOf(view, entity)}${query}`}
            className="view"
            aria-current={view === here ? 'page' : undefined}
          >
            <Icon className="icon" aria-hidden />
            <span className="view-text">{t(`views.${view}`)}</span>
          </Link>
        );
      })}
    </nav>
  );
}

function addressOf(view: View, { path }: EntityInfo): string {
  return view === 'totals' ? `/totals/${path}` : view === 'board' ? `/${path}/board` : `/${path}`;
}
