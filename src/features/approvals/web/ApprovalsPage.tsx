// Security changes that wait for somebody else: what each would do, who asked, and what I may do with it; and the policy that asks.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { UserRoundCheck } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import type { AnswerOf } from '../../../contract/action.ts';
import { type Secret, SecretDialog } from '../../../web/access/SecretDialog.tsx';
import { CallError, call } from '../../../web/call.ts';
import { formatAgo, formatDateTime } from '../../../web/format.ts';
import { Badge, type Tone } from '../../../web/kit/Badge.tsx';
import { Button } from '../../../web/kit/Button.tsx';
import { Empty, Failure, Waiting } from '../../../web/kit/States.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { usePageTitle } from '../../../web/page-title.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { may, useMe } from '../../../web/session.ts';
import type { PendingChange, listPending, collectPending, approvePending, refusePending } from '../contract.ts';
import './approvals.css';
import { PolicyForm } from './PolicyForm.tsx';
import { t } from './words.ts';

export const approvalsKey = ['approvals'] as const;

const tones: Readonly<Partial<Record<PendingChange['status'], Tone>>> = {
  waiting: 'brass',
  approved: 'brass',
  done: 'success',
  refused: 'danger',
  failed: 'danger',
  stale: 'danger',
};

export function ApprovalsPage(): ReactElement {
  const me = useMe();
  const list = useQuery({
    queryKey: approvalsKey,
    queryFn: async ({ signal }) => (await call<AnswerOf<typeof listPending>>('GET', '/approvals', { signal })).data,
    refetchInterval: 30_000,
  });
  usePageTitle(t('approvals.title'));
  return (
    <div className="page">
      <header className="page-head">
        <h1 tabIndex={-1}>{t('approvals.title')}</h1>
      </header>
      <div className="approvals">
        {list.isPending && <Waiting />}
        {list.isError && <Failure error={list.error} onRetry={() => void list.refetch()} />}
        {list.data?.rows.length === 0 && (
          <Empty icon={UserRoundCheck} title={t('approvals.nothing')}>
            <p className="muted">{t('approvals.nothingHelp')}</p>
          </Empty>
        )}
        <ul className="approval-list">
          {list.data?.rows.map((change) => (
            <Change key={change.id} change={change} />
          ))}
        </ul>
        {list.data && (
          <PolicyForm
            key={JSON.stringify(list.data.policy)}
            policy={list.data.policy}
            mayChange={may(me, 'admin.policy')}
          />
        )}
      </div>
    </div>
  );
}

function Change({ change }: { change: PendingChange }): ReactElement {
  const client = useQueryClient();
  const act = (verb: 'approve' | 'refuse' | 'cancel' | 'renew', said: string) => {
    call<AnswerOf<typeof approvePending | typeof refusePending>>('POST', `/approvals/${change.id}/${verb}`, {
      body: {},
    })
      .then(
        ({ data }) => {
          const failed = data.error !== null && data.error !== undefined;
          showToast({
            text: failed ? t('approvals.notDone', { reason: data.error }) : said,
            ...(failed ? { tone: 'danger' as const } : {}),
          });
        },
        (error: unknown) =>
          showToast({ text: error instanceof CallError ? problemLine(error) : String(error), tone: 'danger' }),
      )
      .finally(() => void client.invalidateQueries());
  };
  const asked = { name: change.author.title, when: formatAgo(change.madeAt), key: change.key ?? '' };
  const approved = change.collect
    ? t('approvals.approvedCollect', { name: change.author.title })
    : t('approvals.approved');
  return (
    <li className="approval">
      <div className="row">
        <Badge tone={tones[change.status] ?? 'neutral'}>{t(`approvals.status.${change.status}`)}</Badge>
        <span className="small muted">
          {t(change.key === null ? 'approvals.asked' : 'approvals.askedByKey', asked)}
          {change.status === 'waiting' &&
            change.runsAt === null &&
            ` · ${t('approvals.expires', { when: formatDateTime(change.expiresAt) })}`}
          {change.decidedBy !== null &&
            change.decidedAt !== null &&
            ` · ${t('approvals.decided', { name: change.decidedBy.title, when: formatAgo(change.decidedAt) })}`}
        </span>
      </div>
      <p className="prose">{change.summary}</p>
      {change.reason !== null && <p className="small muted">{t('approvals.reason', { reason: change.reason })}</p>}
      {change.decisionReason !== null && (
        <p className="small muted">{t('approvals.reason', { reason: change.decisionReason })}</p>
      )}
      {change.error !== null && <p className="small danger-text">{t('approvals.notDone', { reason: change.error })}</p>}
      {change.status === 'waiting' && change.runsAt !== null && (
        <p className="small brass-text">{t('approvals.alone', { when: formatDateTime(change.runsAt) })}</p>
      )}
      <div className="row">
        {change.may.includes('approve') && (
          <Button variant="primary" small onClick={() => act('approve', approved)}>
            {t('approvals.approve')}
          </Button>
        )}
        {change.may.includes('collect') && <Collect change={change} />}
        {change.may.includes('refuse') && (
          <Button small onClick={() => act('refuse', t('approvals.refused'))}>
            {t('approvals.refuse')}
          </Button>
        )}
        {change.may.includes('renew') && (
          <Button variant="primary" small onClick={() => act('renew', t('approvals.renewed'))}>
            {t('approvals.renew')}
          </Button>
        )}
        {change.may.includes('cancel') && (
          <Button small onClick={() => act('cancel', t('approvals.cancelled'))}>
            {t('approvals.cancel')}
          </Button>
        )}
      </div>
    </li>
  );
}

/** What of the answers of all that can be collected is shown once. */
interface Once {
  readonly secret?: string | null;
  readonly url?: string;
  readonly link?: { readonly url: string };
}

/** What was approved is finished by who asked for it: the secret or link is shown here, once, and to nobody else. */
function Collect({ change }: { change: PendingChange }): ReactElement {
  const client = useQueryClient();
  const [secret, setSecret] = useState<Secret | null>(null);
  const refresh = () => {
    setSecret(null);
    void client.invalidateQueries();
  };
  const collect = () => {
    call<AnswerOf<typeof collectPending>>('POST', `/approvals/${change.id}/collect`, { body: {} }).then(
      ({ data: { error, answer } }) => {
        const once = answer as Once | null;
        const link = once?.link?.url ?? once?.url;
        const shown = once?.secret ?? link;
        if (typeof shown === 'string') {
          setSecret({ name: change.summary, secret: shown, link: shown === link });
          return;
        }
        showToast(
          error === null
            ? { text: t('approvals.approved') }
            : { text: t('approvals.notDone', { reason: error }), tone: 'danger' },
        );
        refresh();
      },
      (error: unknown) => showToast({ text: problemLine(error), tone: 'danger' }),
    );
  };
  return (
    <>
      <Button variant="primary" small onClick={collect}>
        {t('approvals.collect')}
      </Button>
      <span className="small brass-text">{t('approvals.collectHelp')}</span>
      {secret !== null && <SecretDialog secret={secret} onClose={refresh} />}
    </>
  );
}
