// A tip where it helps: one line with its reason behind a click, put away for good by whoever has read it.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Lightbulb, X } from 'lucide-react';
import type { ReactElement } from 'react';
import type { AnswerOf } from '../../contract/action.ts';
import type { listTips } from '../../features/tips/contract.ts';
import type { TipName } from '../../contract/tips.ts';
import { call } from '../call.ts';
import { cx } from '../kit/class-names.ts';
import { IconButton } from '../kit/Button.tsx';
import { showToast } from '../kit/toasts.ts';
import { problemLine } from '../problem-text.ts';
import { useMe } from '../session.ts';
import './tips.css';
import { t } from './words.ts';

interface TipProps {
  name: TipName;
  /** it stands alone on a page, not among its parts */
  page?: boolean;
}

export const tipsKey = ['tips'] as const;

type Tips = AnswerOf<typeof listTips>;

export function useTips() {
  return useQuery({
    queryKey: tipsKey,
    staleTime: Infinity,
    queryFn: async ({ signal }) => (await call<Tips>('GET', '/me/tips', { signal })).data,
  });
}

export function Tip({ name, page = false }: TipProps): ReactElement | null {
  const client = useQueryClient();
  const me = useMe();
  const { data } = useTips();
  // Until it is known whether it was put away, nothing is shown: nothing jumps.
  if (data === undefined || data.seen.includes(name) || me.looking !== null) return null;
  const putAway = () => {
    client.setQueryData<Tips>(tipsKey, { seen: [...data.seen, name] });
    call('POST', '/me/tips', { body: { tip: name } }).catch((error: unknown) => {
      showToast({ text: problemLine(error), tone: 'danger' });
      void client.invalidateQueries({ queryKey: tipsKey });
    });
  };
  return (
    <aside className={cx('tip', page && 'tip-page')} aria-label={t('tips.tip.label')}>
      <Lightbulb className="icon" aria-hidden />
      <details className="grow">
        <summary>{t(`tips.tip.${name}`, { place: location.hostname })}</summary>
        <p className="small muted prose">{t(`tips.why.${name}`)}</p>
      </details>
      <IconButton icon={X} label={t('tips.tip.away')} onClick={putAway} />
    </aside>
  );
}
