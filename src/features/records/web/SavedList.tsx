// Saved totals in a list: one's own and those that are offered, each with what it is for; and those that are put away, with the way back.
import { Lock, UsersRound } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { Link } from 'wouter';
import { formatAgo } from '../../../web/format.ts';
import { label } from '../../../web/i18n/i18n.ts';
import { Badge } from '../../../web/kit/Badge.tsx';
import { Button } from '../../../web/kit/Button.tsx';
import { Empty, Failure, Waiting } from '../../../web/kit/States.tsx';
import { may, useMe } from '../../../web/session.ts';
import { useCatalog } from '../../../web/use-catalog.ts';
import type { SavedTotalsView } from '../../totals/contract.ts';
import { DeleteDialog } from './SavedDialogs.tsx';
import { t } from './saved-words.ts';
import { useMoveSaved, useSavedList } from './use-saved.ts';
import './saved.css';

export function SavedList({ onOpen }: { onOpen?: () => void }): ReactElement {
  const there = useSavedList(false);
  const away = useSavedList(true);
  const asks = may(useMe(), 'tool.totals');
  if (there.isPending) return <Waiting lines={3} />;
  if (there.isError) return <Failure error={there.error} onRetry={() => void there.refetch()} />;
  const groups = [
    ['saved.group.mine', there.data.filter((s) => s.mine)],
    ['saved.group.offered', there.data.filter((s) => !s.mine)],
  ] as const;
  const put = away.data ?? [];
  return (
    <div className="stack saved-list">
      {there.data.length === 0 && (
        <Empty title={t(asks ? 'saved.empty' : 'saved.emptyOffered')}>
          <p className="muted prose">{t(asks ? 'saved.emptyHelp' : 'saved.emptyOfferedHelp')}</p>
        </Empty>
      )}
      {groups.map(([name, list]) =>
        list.length === 0 ? null : (
          <section key={name} aria-label={t(name)}>
            <h3>{t(name)}</h3>
            <ul className="lines">
              {list.map((saved) => (
                <One key={saved.id} saved={saved} {...(onOpen === undefined ? {} : { onOpen })} />
              ))}
            </ul>
          </section>
        ),
      )}
      {put.length > 0 && (
        <details>
          <summary>{`${t('saved.away')} (${put.length})`}</summary>
          <p className="muted small prose">{t('saved.awayHelp')}</p>
          <ul className="lines">
            {put.map((saved) => (
              <Away key={saved.id} saved={saved} />
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

/** Whose they are and of what, in a line. */
function useFacts(saved: SavedTotalsView): string {
  const { byName } = useCatalog();
  const entity = saved.entity === null ? undefined : byName.get(saved.entity);
  return [
    entity === undefined ? '' : label(entity.labelPlural),
    saved.mine ? '' : saved.owner === null ? t('saved.byNobody') : t('saved.by', { name: saved.owner }),
    saved.help,
  ]
    .filter(Boolean)
    .join(' · ');
}

export function Audience({ saved }: { saved: Pick<SavedTotalsView, 'offered'> }): ReactElement {
  const Icon = saved.offered ? UsersRound : Lock;
  return (
    <span className="small muted row saved-audience">
      <Icon className="icon" aria-hidden />
      {t(saved.offered ? 'saved.offered' : 'saved.mineOnly')}
    </span>
  );
}

function One({ saved, onOpen }: { saved: SavedTotalsView; onOpen?: () => void }): ReactElement {
  const facts = useFacts(saved);
  return (
    <li className="row saved-one">
      <span className="two grow">
        <Link href={`/totals/saved/${saved.id}`} className="ellipsis" onClick={onOpen}>
          {saved.name}
        </Link>
        <span className="muted small ellipsis" title={facts}>
          {facts}
        </span>
      </span>
      {!saved.works && <Badge tone="brass">{t('saved.cannot')}</Badge>}
      {saved.mine && <Audience saved={saved} />}
    </li>
  );
}

function Away({ saved }: { saved: SavedTotalsView }): ReactElement {
  const move = useMoveSaved();
  const [deleting, setDeleting] = useState(false);
  return (
    <li className="row saved-one">
      <span className="two grow">
        <span className="ellipsis">{saved.name}</span>
        <span className="muted small">
          {saved.awayAt === null ? '' : t('saved.awaySince', { when: formatAgo(saved.awayAt) })}
        </span>
      </span>
      <Button
        small
        aria-label={t('saved.bringBackOf', { name: saved.name })}
        onClick={() => void move(saved, 'bring-back')}
      >
        {t('saved.bringBack')}
      </Button>
      <Button
        small
        variant="quiet"
        aria-label={t('saved.deleteOf', { name: saved.name })}
        onClick={() => setDeleting(true)}
      >
        {t('saved.delete')}
      </Button>
      {deleting && <DeleteDialog saved={saved} onClose={() => setDeleting(false)} />}
    </li>
  );
}
