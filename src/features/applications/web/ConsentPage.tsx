// What an application asks a person to allow: its name, what it may do in words, where the answer goes. Nothing is allowed without a click on this page.
import { useMutation, useQuery } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import { type ReactElement, type ReactNode, useEffect, useId, useMemo, useState } from 'react';
import type { AnswerOf } from '../../../contract/action.ts';
import { wordFor } from '../../../web/access/word-for.ts';
import { call } from '../../../web/call.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Checkbox } from '../../../web/kit/Checkbox.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { usePageTitle } from '../../../web/page-title.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { useMe } from '../../../web/session.ts';
import type { Consent, giveConsent } from '../contract.ts';
import './applications.css';
import { t } from './words.ts';

const names = [
  'client_id',
  'redirect_uri',
  'response_type',
  'scope',
  'state',
  'code_challenge',
  'code_challenge_method',
] as const;

interface Asked {
  readonly body: Readonly<Record<string, string>>;
  /** a name that came twice: two readers would take different ones */
  readonly doubled: string | null;
}

/** What is not of the standard is left aside, as it says. */
function readQuery(query: string): Asked {
  const params = new URLSearchParams(query);
  const body: Record<string, string> = { client_id: '', redirect_uri: '' };
  for (const name of names) {
    const value = params.get(name);
    if (value !== null) body[name] = value;
  }
  return { body, doubled: names.find((name) => params.getAll(name).length > 1) ?? null };
}

/** A page that has just come up takes no click yet: one that was meant for something else must not allow anything. */
const settles = 600;

function useSettled(): boolean {
  const [settled, setSettled] = useState(false);
  useEffect(() => {
    let timer = window.setTimeout(() => setSettled(true), settles);
    const again = () => {
      window.clearTimeout(timer);
      setSettled(false);
      timer = window.setTimeout(() => setSettled(true), settles);
    };
    window.addEventListener('focus', again);
    return () => {
      window.clearTimeout(timer);
      window.removeEventListener('focus', again);
    };
  }, []);
  return settled;
}

export function ConsentPage({ query }: { query: string }): ReactElement {
  const asked = useMemo(() => readQuery(query), [query]);
  const question = useQuery({
    queryKey: ['consent', asked],
    queryFn: async ({ signal }) =>
      (await call<Consent>('POST', '/consents/question', { body: asked.body, signal })).data,
    enabled: asked.doubled === null,
    retry: false,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  usePageTitle(
    question.data === undefined ? t('apps.app') : t('consent.title', { name: question.data.application.title }),
  );
  if (asked.doubled !== null)
    return (
      <Frame title={t('consent.trouble')}>
        <p role="alert">{t('consent.doubled', { name: asked.doubled })}</p>
      </Frame>
    );
  if (question.data !== undefined)
    return <Question consent={question.data} body={asked.body} onStale={() => void question.refetch()} />;
  return (
    <Frame title={question.isError ? t('consent.trouble') : t('apps.app')}>
      {question.isError ? <Failure error={question.error} /> : <Waiting lines={4} />}
      {question.isError && (
        <a className="btn btn-wide" href="/">
          {t('consent.home')}
        </a>
      )}
    </Frame>
  );
}

function Frame({ title, children }: { title: string; children: ReactNode }): ReactElement {
  return (
    <main className="gate">
      <div className="gate-box consent">
        <p className="row gate-brand">
          <ShieldCheck className="icon" aria-hidden />
          <span className="strong">Strongroom</span>
          <span className="muted end ellipsis">{location.hostname}</span>
        </p>
        <h1 tabIndex={-1}>{title}</h1>
        {children}
      </div>
    </main>
  );
}

interface QuestionProps {
  consent: Consent;
  body: Asked['body'];
  /** what was asked has changed meanwhile */
  onStale: () => void;
}

function Question({ consent, body, onStale }: QuestionProps): ReactElement {
  const me = useMe();
  const settled = useSettled();
  const { application, host } = consent;
  const [off, setOff] = useState<ReadonlySet<string>>(new Set());
  const lines = [
    ...consent.objects.flatMap(linesOf),
    ...consent.areas.map((a) => ({ text: a.sentence, rights: [a.right] })),
  ];
  const left = consent.rights.filter((right) => !off.has(right));
  const scope = off.size === 0 ? {} : { scope: left.join(' ') };
  const allow = useMutation({
    mutationFn: async () =>
      (
        await call<AnswerOf<typeof giveConsent>>('POST', '/consents', {
          body: { ...body, ...scope, version: application.version },
        })
      ).data,
    onSuccess: ({ redirect }) => location.replace(redirect),
    onError: onStale,
  });
  return (
    <Frame title={t('consent.title', { name: application.title })}>
      {application.purpose !== '' && <p className="muted">{application.purpose}</p>}
      <div role="group" aria-label={t('consent.may')}>
        <p className="strong">{t('consent.may')}</p>
        <ul className="consent-list">
          {lines.map(({ text, rights }) => (
            <li key={text}>
              <Line
                text={text}
                given={rights.every((right) => !off.has(right))}
                onGive={(given) =>
                  setOff(new Set(given ? [...off].filter((right) => !rights.includes(right)) : [...off, ...rights]))
                }
              />
            </li>
          ))}
        </ul>
      </div>
      {lines.length > 1 && <p className="small muted">{t('consent.part')}</p>}
      {consent.everyday.length > 0 && (
        <p className="small muted">{t('consent.everyday', { rights: consent.everyday.join(', ') })}</p>
      )}
      {consent.idle.length > 0 && (
        <p className="small brass-text">{t('consent.idle', { rights: consent.idle.join(', ') })}</p>
      )}
      <p className="small muted">{t('consent.acts', { person: me.user.title })}</p>
      <p className="small muted">{t('consent.lasts', { days: consent.days })}</p>
      {allow.isError && (
        <p className="danger-text" role="alert">
          {problemLine(allow.error)}
        </p>
      )}
      <div className="row consent-foot">
        <span className="small muted grow">{t('consent.goes', { host })}</span>
        <Button onClick={() => location.replace(consent.refuse)}>{t('consent.refuse')}</Button>
        <Button
          variant="primary"
          busy={allow.isPending}
          disabled={!settled || allow.isSuccess || left.length === 0}
          onClick={() => allow.mutate()}
        >
          {t('consent.allow')}
        </Button>
      </div>
    </Frame>
  );
}

interface LineProps {
  text: string;
  given: boolean;
  onGive: (given: boolean) => void;
}

function Line({ text, given, onGive }: LineProps): ReactElement {
  const id = useId();
  return (
    <label className="area" htmlFor={id}>
      <Checkbox id={id} checked={given} onChange={(e) => onGive(e.target.checked)} />
      <span>{text}</span>
    </label>
  );
}

/** "Companies: View, Edit (your own), without Tax number": verbs of one reach together, with the rights they are. */
function linesOf({ name, label, verbs, without }: Consent['objects'][number]): { text: string; rights: string[] }[] {
  return [...Map.groupBy(verbs, (v) => v.scope)].map(([scope, list]) => {
    const what = list.map((v) => wordFor('verb', v.verb)).join(', ');
    const reach = t(`consent.reach.${scope}` as 'consent.reach.all');
    const but = without.length === 0 ? '' : `, ${t('consent.without', { fields: without.join(', ') })}`;
    return { text: `${label}: ${what} (${reach})${but}`, rights: list.map((v) => `${name}.${v.verb}`) };
  });
}
