// The ways to look at the records of an object: as a list, and as a board where there is one. Filter and search go along.
import { List, SquareKanban } from 'lucide-react';
import type { ReactElement } from 'react';
import { Link, useSearch } from 'wouter';
import type { EntityInfo } from '../catalog.ts';
import { t } from '../i18n/i18n.ts';

const icons = { list: List, board: SquareKanban };
type View = keyof typeof icons;

export function Views({ entity, here }: { entity: EntityInfo; here: View }): ReactElement | null {
  const params = new URLSearchParams(useSearch());
  params.delete('open');
  const query = params.size === 0 ? '' : `?${params}`;
  // a single way needs no choice
  if (entity.name !== 'deal') return null;
  const views: readonly View[] = ['list', 'board'];
  return (
    <nav className="views" aria-label={t('views.label')}>
      {views.map((view) => {
        const Icon = icons[view];
        return (
          <Link
            key={view}
            href={`/${entity.path}${view === 'list' ? '' : `/${view}`}${query}`}
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
