// One person's access: roles, places, deputies, shares, what is reached as the server counts it, what could be seen at an earlier instant, and handing over.
import { useQuery } from '@tanstack/react-query';
import { ArrowLeft } from 'lucide-react';
import { type ComponentType, type ReactElement, type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import { Deputies } from '../../../web/access/Deputies.tsx';
import { lastDayOf } from '../../../web/access/last-day.ts';
import { call } from '../../../web/call.ts';
import { formatDate } from '../../../web/format.ts';
import { label } from '../../../web/i18n/i18n.ts';
import { Badge } from '../../../web/kit/Badge.tsx';
import { Button } from '../../../web/kit/Button.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { usePageTitle } from '../../../web/page-title.ts';
import { may, useMe } from '../../../web/session.ts';
import { useCatalog } from '../../../web/use-catalog.ts';
import type { PersonsAccess } from '../contract.ts';
import { HandOver } from './HandOver.tsx';
import './holders.css';
import { Reaches } from './Reaches.tsx';
import { RolesDialog } from './RolesDialog.tsx';
import { Then } from './Then.tsx';
import { kindWord } from './use-holders.ts';
import { t } from './words.ts';

export const personKey = (id: string) => ['access-person', id] as const;

type OfPerson = ComponentType<{ person: { readonly id: string; readonly name: string } }>;

interface PersonPageProps {
  id: string;
  /** begins to look at the product as this person */
  start: OfPerson;
  /** who has */
  looks: OfPerson;
}

export function PersonPage({ id, start, looks }: PersonPageProps): ReactElement {
  const answer = useQuery({
    queryKey: personKey(id),
    queryFn: async ({ signal }) => (await call<PersonsAccess>('GET', `/access/users/${id}`, { signal })).data,
  });
  usePageTitle(t('holders.title'));
  return (
    <div className="page">
      <div className="record-walk row">
        <Link href="/access" className="row back-link">
          <ArrowLeft className="icon" aria-hidden />
          {t('holders.title')}
        </Link>
      </div>
      {answer.data === undefined ? (
        <>
          <h1 tabIndex={-1} className="sr">
            {t('holders.title')}
          </h1>
          {answer.isError ? (
            <Failure error={answer.error} onRetry={() => void answer.refetch()} />
          ) : (
            <Waiting lines={8} />
          )}
        </>
      ) : (
        <Person of={answer.data} start={start} looks={looks} />
      )}
    </div>
  );
}

interface PersonProps {
  of: PersonsAccess;
  start: OfPerson;
  looks: OfPerson;
}

function Person({ of: person, start: StartLook, looks: Looks }: PersonProps): ReactElement {
  const me = useMe();
  const { user } = person;
  const active = user.status === 'active';
  return (
    <>
      <header className="page-head person-head">
        <h1 tabIndex={-1}>{user.name}</h1>
        <Badge tone={active ? 'success' : 'neutral'}>
          {t(`person.status.${user.status}` as 'person.status.active')}
        </Badge>
        <span className="muted ellipsis">{user.email}</span>
        <span className="grow" />
        {active && <StartLook person={user} />}
      </header>
      <div className="person-columns">
        <div className="stack">
          {active && <Reaches user={user.id} />}
          <Then user={user.id} />
        </div>
        <div className="stack">
          <Roles person={person} />
          <Places person={person} />
          <Deputies user={user} active={active} deputies={person.deputies} />
          <Shares title={t('person.sharedWith')} shares={person.sharesWith} />
          <Shares title={t('person.sharedBy')} shares={person.sharesBy} />
          {person.keys.length > 0 && (
            <Part title={t('person.keys')}>
              {person.keys.map((key) => (
                <li key={key.id}>
                  {key.name} {key.kind === 'application' && <Badge>{kindWord(key.kind)}</Badge>}{' '}
                  <span className="muted small">
                    {t('person.keyUntil', { when: formatDate(key.expiresAt.slice(0, 10)) })}
                  </span>
                </li>
              ))}
            </Part>
          )}
          {may(me, 'admin.reassign') && <HandOver user={user} />}
          <Looks person={user} />
        </div>
      </div>
    </>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }): ReactElement {
  return (
    <section>
      <h2 className="card-head">{title}</h2>
      <ul className="stack tight">{children}</ul>
    </section>
  );
}

function Roles({ person }: { person: PersonsAccess }): ReactElement {
  const me = useMe();
  const [changing, setChanging] = useState(false);
  const mayChange = may(me, 'admin.members') && may(me, 'admin.roles') && person.user.status !== 'placeholder';
  return (
    <section>
      <div className="row card-head">
        <h2 className="grow">{t('person.roles')}</h2>
        {mayChange && (
          <Button small onClick={() => setChanging(true)}>
            {t('holders.roles')}
          </Button>
        )}
      </div>
      <ul className="stack tight">
        {person.roles.length === 0 && <li className="muted">{t('person.noRoles')}</li>}
        {person.roles.map((role) => (
          <li key={role.id}>
            {may(me, 'admin.roles') ? <Link href={`/roles?role=${role.id}`}>{role.name}</Link> : role.name}
          </li>
        ))}
      </ul>
      {changing && <RolesDialog person={person.user} onClose={() => setChanging(false)} />}
    </section>
  );
}

function Places({ person }: { person: PersonsAccess }): ReactElement | null {
  const places = [
    ...person.teams.map((p) => ({ ...p, word: t('person.team', { name: p.name }) })),
    ...person.territories.map((p) => ({ ...p, word: t('person.territory', { name: p.name }) })),
  ];
  if (places.length === 0) return null;
  return (
    <Part title={t('person.places')}>
      {places.map((place) => (
        <li key={place.id}>
          {place.within.length === 0
            ? place.word
            : t('person.within', { name: place.word, above: place.within.join(', ') })}
        </li>
      ))}
    </Part>
  );
}

function Shares({ title, shares }: { title: string; shares: PersonsAccess['sharesWith'] }): ReactElement | null {
  const catalog = useCatalog();
  if (shares.length === 0) return null;
  return (
    <Part title={title}>
      {shares.map((share) => {
        const entity = catalog.byName.get(share.entity);
        const kind = label(entity?.label ?? share.entity);
        const right = t(share.edit ? 'person.shareEdit' : 'person.shareView');
        return (
          <li key={share.id}>
            {share.title === null || entity === undefined ? (
              t('person.shareOf', { object: kind.toLocaleLowerCase() })
            ) : (
              <Link href={`/${entity.path}/${share.record}?tab=access`}>{share.title}</Link>
            )}{' '}
            <span className="muted small">{t('person.shareUntil', { right, when: formatDate(lastDayOf(share)) })}</span>
          </li>
        );
      })}
    </Part>
  );
}
