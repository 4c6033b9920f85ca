// The way a deal takes through the stages of its pipeline, where it stands on it and since when; a press on a stage moves it there.
import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useCallback, useEffect, useRef } from 'react';
import { type EntityInfo, fieldOf, isEditable } from '../../../web/catalog.ts';
import { companyZone } from '../../../web/format.ts';
import { label } from '../../../web/i18n/i18n.ts';
import { cx } from '../../../web/kit/class-names.ts';
import { historyKey } from '../../../web/records/cache.ts';
import type { RecordPartProps } from '../../../web/records/RecordPage.tsx';
import { isOpenRef } from '../../../web/row.ts';
import { useCatalog } from '../../../web/use-catalog.ts';
import { daysSince } from './days.ts';
import { NeedsDialog } from './NeedsDialog.tsx';
import { useMoves } from './use-moves.ts';
import { type Stage, useStages } from './use-stages.ts';
import { t } from './words.ts';
import './lines.css';

export function StagePath(props: RecordPartProps): ReactElement | null {
  const catalog = useCatalog();
  const [pipeline, stage] = [catalog.byName.get('pipeline'), catalog.byName.get('stage')];
  if (pipeline === undefined || stage === undefined || !isOpenRef(props.row['stage'])) return null;
  return <Path {...props} pipeline={pipeline} stage={stage} />;
}

function Path({
  entity: deal,
  row,
  pipeline,
  stage,
}: RecordPartProps & { pipeline: EntityInfo; stage: EntityInfo }): ReactElement | null {
  const client = useQueryClient();
  const list = useRef<HTMLOListElement>(null);
  const { known } = useStages(pipeline, stage);
  const { id } = row;
  const settle = useCallback(async () => {
    await Promise.all([
      client.invalidateQueries({ queryKey: ['list', deal.name] }),
      client.invalidateQueries({ queryKey: historyKey(deal.name, id) }),
      client.invalidateQueries({ queryKey: ['timeline', deal.name, id] }),
    ]);
  }, [client, deal.name, id]);
  const moves = useMoves(deal, settle);
  const all = known?.stages ?? [];
  const now = isOpenRef(row['stage']) ? row['stage'].id : null;
  const at = all.find((s) => s.id === now);
  useEffect(() => {
    const here = list.current?.querySelector<HTMLElement>('[aria-current]');
    if (here) list.current?.scrollTo({ left: here.offsetLeft - list.current.offsetLeft - 48 });
  }, [now, at]);
  if (at === undefined) return null;
  const stages = all.filter((s) => s.pipeline === at.pipeline).toSorted((a, b) => a.position - b.position);
  const field = fieldOf(deal, 'stage');
  const movable = field !== undefined && isEditable(deal, field) && !row.archivedAt;
  const move = moves.byCard.get(id);
  const shown = move === undefined || move.phase === 'asking' ? at : move.to;
  const busy = move?.phase === 'saving';
  const place = stages.indexOf(shown);
  const since = row['stageSince'];
  const days = typeof since === 'string' && shown === at ? daysSince(since, new Date(), companyZone()) : null;
  const stateOf = (s: Stage, n: number): string =>
    s === shown ? `stage-now stage-${s.outcome}` : n < place && s.outcome === 'open' ? 'stage-past' : 'stage-ahead';
  return (
    <>
      <nav className="stage-path" aria-label={t('path.label')}>
        <ol ref={list}>
          {stages.map((s, n) => {
            const text = (
              <>
                <span className="ellipsis">{label(s.name)}</span>
                {s === shown && days !== null && (
                  <span className="num small stage-days">
                    <span aria-hidden>{t('board.days', { count: days })}</span>
                    <span className="sr">{t('board.daysHere', { count: days })}</span>
                  </span>
                )}
              </>
            );
            return (
              <li
                key={s.id}
                className={cx('stage-step', stateOf(s, n))}
                aria-current={s === shown ? 'step' : undefined}
              >
                {movable && s !== shown ? (
                  <button
                    type="button"
                    disabled={busy}
                    aria-label={t('board.moveNow', { stage: label(s.name) })}
                    onClick={() => moves.move(row, at, s)}
                  >
                    {text}
                  </button>
                ) : (
                  <span>{text}</span>
                )}
              </li>
            );
          })}
        </ol>
        {busy && <span className="progress-line" />}
      </nav>
      {moves.asking !== null && <NeedsDialog deal={deal} asking={moves.asking} onAnswer={moves.answer} />}
    </>
  );
}
