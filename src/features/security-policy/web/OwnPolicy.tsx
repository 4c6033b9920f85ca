// The company's security policy on the page of everybody.
import type { ReactElement } from 'react';
import { formatDateTime } from '../../../web/format.ts';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { useMe } from '../../../web/session.ts';
import { Blocks } from './Blocks.tsx';
import './policy.css';
import { useOwnPolicy } from './use-own-policy.ts';
import { t } from './words.ts';

export function OwnPolicy(): ReactElement {
  const me = useMe();
  const own = useOwnPolicy();
  return (
    <section className="card" aria-labelledby="own-policy">
      <h2 className="card-head" id="own-policy">
        {t('charter.own.title', { tenant: me.tenant.name })}
      </h2>
      <div className="stack">
        {own.isPending && <Waiting lines={4} />}
        {own.isError && <Failure error={own.error} onRetry={() => void own.refetch()} />}
        {own.data?.version === null && <p className="muted">{t('charter.own.none')}</p>}
        {own.data !== undefined && own.data.version !== null && (
          <>
            <p className="small muted">
              {[
                t('charter.own.since', { version: own.data.version, when: formatDateTime(own.data.publishedAt!) }),
                own.data.acknowledgedAt === null
                  ? t('charter.own.notAsked')
                  : t('charter.own.acknowledged', { when: formatDateTime(own.data.acknowledgedAt) }),
              ].join(' ')}
            </p>
            <Blocks blocks={own.data.blocks} />
          </>
        )}
      </div>
    </section>
  );
}
