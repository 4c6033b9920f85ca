// The check for leaks: start one, see how far it is, and what the last one found, role by role, path by path.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import type { AnswerOf } from '../../../contract/action.ts';
import { call } from '../../../web/call.ts';
import { formatAgo, formatNumber } from '../../../web/format.ts';
import { label } from '../../../web/i18n/i18n.ts';
import { Badge } from '../../../web/kit/Badge.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { ProgressBar } from '../../../web/kit/ProgressBar.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { Empty, Failure, Waiting } from '../../../web/kit/States.tsx';
import { usePageTitle } from '../../../web/page-title.ts';
import { useCatalog } from '../../../web/use-catalog.ts';
import type { JobView, listJobs } from '../../jobs/contract.ts';
import { type LeakPath, type LeakReport, type LeakResult, leakPaths, type viewLeaks } from '../contract.ts';
import './leaks.css';
import { Starter } from './Starter.tsx';
import { t } from './words.ts';

type Leaks = AnswerOf<typeof viewLeaks>;

const leaksKey = ['leaks'] as const;

export function LeaksPage(): ReactElement {
  const client = useQueryClient();
  const found = useQuery({
    queryKey: leaksKey,
    queryFn: async ({ signal }) => (await call<Leaks>('GET', '/leak-check', { signal })).data,
  });
  const job = useRunning();
  usePageTitle(t('leaks.title'));
  return (
    <div className="page">
      <header className="page-head">
        <h1 tabIndex={-1}>{t('leaks.title')}</h1>
      </header>
      <div className="page-body stack">
        <p className="muted prose">{t('leaks.help')}</p>
        {found.isPending ? (
          <Waiting lines={6} />
        ) : found.isError ? (
          <Failure error={found.error} onRetry={() => void found.refetch()} />
        ) : (
          <>
            {job === null ? (
              <Starter leaks={found.data} onStarted={() => void client.invalidateQueries({ queryKey: ['jobs'] })} />
            ) : (
              <Progress job={job} />
            )}
            {found.data.last === null ? (
              <Empty icon={ShieldCheck} title={t('leaks.never')} />
            ) : (
              <Result key={found.data.last.id} result={found.data.last} />
            )}
            {found.data.before.length > 0 && <Before leaks={found.data} />}
          </>
        )}
      </div>
    </div>
  );
}

/** The check under way that I started; the results are asked for again when it ends. */
function useRunning(): JobView | null {
  const client = useQueryClient();
  const jobs = useQuery({
    queryKey: ['jobs', 'leak-check'],
    queryFn: async ({ signal }) => {
      const { rows } = (await call<AnswerOf<typeof listJobs>>('GET', '/jobs', { signal })).data;
      const running = rows.find((j) => j.kind === 'leak-check' && (j.status === 'waiting' || j.status === 'running'));
      if (running === undefined) void client.invalidateQueries({ queryKey: leaksKey });
      return running ?? null;
    },
    refetchInterval: (query) => (query.state.data == null ? false : 2_000),
  });
  return jobs.data ?? null;
}

function Progress({ job }: { job: JobView }): ReactElement {
  const percent = job.total === null || job.total === 0 ? 0 : Math.floor((job.done * 100) / job.total);
  const text = t('leaks.progress', { percent });
  return (
    <div className="stack tight" role="status">
      <p>{text}</p>
      <ProgressBar label={text} value={percent} total={100} />
      <p className="small muted">{t('leaks.started')}</p>
    </div>
  );
}

function Result({ result }: { result: LeakResult }): ReactElement {
  const { report } = result;
  const tried = report.roles.filter((r) => !r.all);
  const [role, setRole] = useState(() => report.findings[0]?.role ?? tried[0]?.key ?? null);
  const count = report.findings.length + report.more;
  const when = formatAgo(result.at);
  return (
    <section className="stack" aria-label={t('leaks.title')}>
      <div className="row">
        <Badge tone={result.ok ? 'success' : 'danger'}>
          {result.ok ? t('leaks.passed') : count === 0 ? t('leaks.failedShort') : t('leaks.failed', { count })}
        </Badge>
        <span className="small muted">
          {byLine(result, when)} ·{' '}
          {t('leaks.asked', { count: formatNumber(report.asked), seconds: formatNumber(report.seconds) })}
        </span>
      </div>
      {report.unprobed.length > 0 && (
        <p className="danger-text">{t('leaks.unprobed', { names: report.unprobed.join(', ') })}</p>
      )}
      {report.findings.length > 0 && <Findings report={report} />}
      {tried.length > 0 && (
        <FormField label={t('leaks.role')}>
          {(control) => (
            <Select
              control={control}
              label={t('leaks.role')}
              value={role}
              onChange={(next) => setRole(next)}
              items={tried.map((r) => ({ value: r.key, label: label(r.name) }))}
            />
          )}
        </FormField>
      )}
      {role !== null && <Matrix report={report} role={role} />}
      {report.roles
        .filter((r) => r.all)
        .map((r) => (
          <p key={r.key} className="small muted">
            {t('leaks.all', { name: label(r.name) })}
          </p>
        ))}
    </section>
  );
}

function byLine({ by }: LeakResult, when: string): string {
  if (by === null) return t('leaks.byCommand', { when });
  return t('leaks.by', { name: 'restricted' in by ? t('value.restricted') : by.title, when });
}

function Findings({ report }: { report: LeakReport }): ReactElement {
  return (
    <>
      <h2>{t('leaks.findings')}</h2>
      <ul className="lines">
        {report.findings.map((f, n) => (
          // oxlint-disable-next-line react/no-array-index-key -- a list that never changes
          <li key={n} className="stack tight">
            <p>
              <span className="strong">
                {[report.roles.find((r) => r.key === f.role)?.name ?? f.role, t(`leaks.path.${f.path}`), f.object]
                  .filter(Boolean)
                  .join(' · ')}
              </span>{' '}
              {f.what}
            </p>
            <p className="code small">
              {f.request.method} {f.request.target} {f.request.body ?? ''}{' '}
              {f.request.by === 'key' ? t('leaks.withKey') : ''}
            </p>
          </li>
        ))}
      </ul>
      {report.more > 0 && <p className="muted">{t('leaks.more', { count: report.more })}</p>}
    </>
  );
}

type State = LeakReport['cells'][number]['state'];

const words = { ok: 'leaks.ok', leak: 'leaks.leak', absent: 'leaks.absent' } as const;
const signs: Record<State, string> = { ok: '✓', leak: '!', absent: '–' };

function Matrix({ report, role }: { report: LeakReport; role: string }): ReactElement {
  const catalog = useCatalog();
  const cells = report.cells.filter((c) => c.role === role);
  const paths: readonly LeakPath[] = leakPaths.filter((p) => cells.some((c) => c.path === p));
  const objects = [...new Set(cells.map((c) => c.object))].sort((a, b) =>
    a === null ? 1 : b === null ? -1 : a.localeCompare(b),
  );
  const nameOf = (object: string | null): string =>
    object === null ? t('leaks.over') : label(catalog.byName.get(object)?.labelPlural ?? object);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls by keyboard
    <div className="leaks-scroll" tabIndex={0} role="region" aria-label={t('leaks.title')}>
      <table className="leaks-matrix">
        <thead>
          <tr>
            <th scope="col">
              <span className="sr">{t('leaks.object')}</span>
            </th>
            {paths.map((path) => (
              <th key={path} scope="col">
                {t(`leaks.path.${path}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {objects.map((object) => (
            <tr key={object ?? ''}>
              <th scope="row">{nameOf(object)}</th>
              {paths.map((path) => {
                const cell = cells.find((c) => c.path === path && c.object === object);
                return (
                  <td key={path} className={cell === undefined ? undefined : `leaks-${cell.state}`}>
                    {cell !== undefined && (
                      <>
                        <span aria-hidden>{signs[cell.state]}</span>
                        <span className="sr">{t(words[cell.state])}</span>
                      </>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="small muted">
        {(['ok', 'leak', 'absent'] as const).map((s) => `${signs[s]} ${t(words[s])}`).join(' · ')}
      </p>
    </div>
  );
}

function Before({ leaks }: { leaks: Leaks }): ReactElement {
  return (
    <section className="stack tight">
      <h2>{t('leaks.before')}</h2>
      <ul className="lines">
        {leaks.before.map((b) => (
          <li key={b.id} className="row">
            <span className="grow">{formatAgo(b.at)}</span>
            <span className={b.ok ? 'muted' : 'danger-text'}>{b.ok ? t('leaks.passed') : t('leaks.failedShort')}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
