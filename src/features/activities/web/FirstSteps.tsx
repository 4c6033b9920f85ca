// What whoever opens an empty vault does first: protect the account, say how one counts, bring the data, invite the others. Gone with the first record.
import { useQuery } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import type { ReactElement } from 'react';
import { Link } from 'wouter';
import type { EntityInfo } from '../../../web/catalog.ts';
import { formatDateTime } from '../../../web/format.ts';
import { listKey } from '../../../web/records/cache.ts';
import { listRecords } from '../../../web/records/wire.ts';
import { may, useMe } from '../../../web/session.ts';
import './today.css';
import { t } from './words.ts';

export function FirstSteps({ company, contact }: { company: EntityInfo; contact: EntityInfo }): ReactElement | null {
  const me = useMe();
  const companies = useIsEmpty(company);
  const contacts = useIsEmpty(contact);
  if (!companies || !contacts || me.looking !== null) return null;
  const { dueAt } = me.factor;
  const steps = [
    {
      href: '/account',
      what: t('steps.factor'),
      why: dueAt === null ? t('steps.factorDone') : t('steps.factorWhy', { when: formatDateTime(dueAt) }),
      done: dueAt === null,
    },
    ...(may(me, 'admin.settings')
      ? [{ href: '/settings', what: t('steps.settings'), why: t('steps.settingsWhy'), done: false }]
      : []),
    ...(may(me, 'tool.import')
      ? [{ href: '/import', what: t('steps.import'), why: t('steps.importWhy'), done: false }]
      : []),
    { href: '/members', what: t('steps.invite'), why: t('steps.inviteWhy'), done: false },
  ];
  return (
    <section>
      <h2>{t('steps.title')}</h2>
      <p className="muted prose steps-help">{t('steps.help')}</p>
      <ol className="steps">
        {steps.map((step, n) => (
          <li key={step.href}>
            <span className="step-sign num" aria-hidden>
              {step.done ? <Check className="icon" /> : n + 1}
            </span>
            <span className="two">
              <Link href={step.href}>{step.what}</Link>
              {step.done && <span className="sr">{t('steps.done')}</span>}
              <span className="muted small">{step.why}</span>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function useIsEmpty(entity: EntityInfo): boolean {
  const { data } = useQuery({
    queryKey: listKey(entity.name, 'any'),
    queryFn: ({ signal }) => listRecords(entity, { fields: ['id'], limit: 1, archived: 'both' }, { signal }),
  });
  return data?.rows.length === 0;
}
