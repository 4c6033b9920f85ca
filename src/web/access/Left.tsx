// What somebody leaves behind, line by line: what is handed over, and what ends.
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import type { AnswerOf } from '../../contract/action.ts';
import type { leavingOfMember } from '../../features/members/leaving-contract.ts';
import { call } from '../call.ts';
import { formatNumber } from '../format.ts';
import { label } from '../i18n/i18n.ts';
import { t } from './leaving-words.ts';

export type LeftView = AnswerOf<typeof leavingOfMember>;

export function useLeft(id: string) {
  return useQuery({
    queryKey: ['leaving', id],
    queryFn: async ({ signal }) => (await call<LeftView>('GET', `/members/${id}/leaving`, { signal })).data,
    staleTime: 0,
  });
}

/** What would be nobody’s. */
export const isHandedOver = (left: LeftView): boolean => left.objects.length > 0 || left.unseen || left.teamsLed > 0;

const goes = ['teamsLed', 'shares', 'searches'] as const;
const ends = ['keys', 'applications', 'deputies', 'pending'] as const;
const words = { teamsLed: 'leaving.teams', shares: 'leaving.shares', searches: 'leaving.searches' } as const;

export function Left({ left }: { left: LeftView }): ReactElement {
  const going = goes.filter((what) => left[what] > 0);
  const ending = ends.filter((what) => left[what] > 0);
  const none = !isHandedOver(left) && going.length === 0;
  return (
    <div className="stack tight">
      <p>{none ? t('leaving.nothing') : t('leaving.have', { name: left.name })}</p>
      {!none && (
        <ul className="lines">
          {left.objects.map((o) => (
            <li key={o.entity} className="row">
              <span className="grow">{label(o.label)}</span>
              <span className="num">{formatNumber(o.records)}</span>
            </li>
          ))}
          {left.unseen && <li>{t('leaving.unseen')}</li>}
          {going.map((what) => (
            <li key={what}>{t(words[what], { count: left[what] })}</li>
          ))}
        </ul>
      )}
      {ending.length > 0 && (
        <ul className="small muted">
          {ending.map((what) => (
            <li key={what}>{t(`leaving.${what}`, { count: left[what] })}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
