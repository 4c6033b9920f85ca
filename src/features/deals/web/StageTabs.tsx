// On a phone one stage is seen at a time: this row of stages leads to the others, as a swipe does.
import { type ReactElement, useEffect, useRef } from 'react';
import { formatNumber } from '../../../web/format.ts';
import { label } from '../../../web/i18n/i18n.ts';
import { cx } from '../../../web/kit/class-names.ts';
import type { Stage } from './use-stages.ts';
import type { Totals } from './use-totals.ts';
import { t } from './words.ts';

export interface StageTabsProps {
  stages: readonly Stage[];
  totals: Totals;
  shown: Stage | null;
  /** the stage a card is held over: letting it go on the name moves it there too */
  over: string | null;
  onShow: (stage: Stage) => void;
}

export function StageTabs({ stages, totals, shown, over, onShow }: StageTabsProps): ReactElement {
  const list = useRef<HTMLElement>(null);
  useEffect(() => {
    const here = list.current?.querySelector<HTMLElement>('[aria-current]');
    if (here !== null && here !== undefined)
      list.current?.scrollTo({ left: here.offsetLeft - list.current.offsetLeft - 48, behavior: 'smooth' });
  }, [shown]);
  return (
    <nav className="stage-tabs" aria-label={t('board.stages')} ref={list}>
      {stages.map((stage) => (
        <button
          key={stage.id}
          type="button"
          className={cx('choice', stage === shown && 'choice-on', stage.id === over && 'stage-tab-over')}
          data-stage={stage.id}
          aria-current={stage === shown ? 'true' : undefined}
          onClick={() => onShow(stage)}
        >
          {label(stage.name)}{' '}
          <span className="num muted">{totals.waiting ? '' : formatNumber(totals.of(stage.id).count)}</span>
        </button>
      ))}
    </nav>
  );
}
