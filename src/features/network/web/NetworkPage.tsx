// From which networks people may come: the rules, one of them in hand, what is being tried, who was turned away, and any address to try.
import { useQuery } from '@tanstack/react-query';
import { Globe, Plus } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { call } from '../../../web/call.ts';
import { formatDate, formatDateTime, formatNumber } from '../../../web/format.ts';
import { Badge } from '../../../web/kit/Badge.tsx';
import { Button } from '../../../web/kit/Button.tsx';
import { Empty, Failure, Waiting } from '../../../web/kit/States.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { usePageTitle } from '../../../web/page-title.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { may, useMe } from '../../../web/session.ts';
import type { NetworkRuleView, NetworkView } from '../contract.ts';
import './network.css';
import { RuleEditor } from './RuleEditor.tsx';
import { TestAddress } from './TestAddress.tsx';
import { TrialBar } from './TrialBar.tsx';
import { TurnedAway } from './TurnedAway.tsx';
import { type Draft, draftOf, emptyDraft } from './network-set.ts';
import { networkKey, useSend } from './use-send.ts';
import { t } from './words.ts';

export function NetworkPage(): ReactElement {
  const network = useQuery({
    queryKey: networkKey,
    queryFn: async ({ signal }) => (await call<NetworkView>('GET', '/network', { signal })).data,
  });
  usePageTitle(t('network.title'));
  return (
    <div className="page">
      {network.data === undefined ? (
        <>
          <header className="page-head">
            <h1 tabIndex={-1}>{t('network.title')}</h1>
          </header>
          {network.isError ? (
            <Failure error={network.error} onRetry={() => void network.refetch()} />
          ) : (
            <Waiting lines={6} />
          )}
        </>
      ) : (
        <Loaded view={network.data} />
      )}
    </div>
  );
}

function Loaded({ view }: { view: NetworkView }): ReactElement {
  const mayChange = may(useMe(), 'admin.network');
  const [draft, setDraft] = useState<Draft | null>(null);
  const canEdit = mayChange && !view.doubt;
  return (
    <>
      <header className="page-head">
        <h1 tabIndex={-1}>{t('network.title')}</h1>
        <span className="grow" />
        {canEdit && draft === null && (
          <Button variant="primary" icon={Plus} className="page-primary" onClick={() => setDraft(emptyDraft)}>
            {t('network.add')}
          </Button>
        )}
      </header>
      <div className="network">
        <p className="muted">
          {view.address === null ? t('network.youNone') : t('network.you', { address: view.address })}
        </p>
        {view.doubt && (
          <div className="banner banner-danger" role="alert">
            <p className="prose">{t('network.doubt')}</p>
          </div>
        )}
        {view.offAt !== null && <Off at={view.offAt} mayChange={mayChange} />}
        {view.trial !== null && <TrialBar trial={view.trial} mayChange={mayChange} />}
        {view.trial !== null && <Tried view={view} trial={view.trial} />}
        {view.rules.length > 0 ? (
          <Rules view={view} rules={view.rules} onEdit={canEdit ? (rule) => setDraft(draftOf(rule)) : null} />
        ) : (
          draft === null &&
          view.trial === null && (
            <Empty icon={Globe} title={t('network.empty')}>
              <p className="muted prose">{t('network.emptyHelp')}</p>
            </Empty>
          )
        )}
        {draft !== null && (
          <RuleEditor
            key={draft.id ?? 'new'}
            view={view}
            draft={draft}
            onDraft={setDraft}
            onClose={() => setDraft(null)}
          />
        )}
        {draft === null && (
          <div className="network-beside">
            <TestAddress view={view} />
            <TurnedAway view={view} mayChange={canEdit} />
          </div>
        )}
        <Notes view={view} />
      </div>
    </>
  );
}

type Trial = NonNullable<NetworkView['trial']>;
type TriedRule = Trial['rules'][number];

/** What is being tried acts; what is saved waits under it. */
function Tried({ view, trial }: { view: NetworkView; trial: Trial }): ReactElement {
  return (
    <section className="stack" aria-labelledby="network-tried">
      <h2 id="network-tried">{t('network.tried')}</h2>
      {trial.rules.length === 0 ? (
        <p className="muted">{t('network.triedNone')}</p>
      ) : (
        <Rules view={view} rules={trial.rules} onEdit={null} />
      )}
      <h2>{t('network.before')}</h2>
      {view.rules.length === 0 && <p className="muted">{t('network.beforeNone')}</p>}
    </section>
  );
}

function Off({ at, mayChange }: { at: string; mayChange: boolean }): ReactElement {
  const send = useSend();
  const on = () => {
    send(() => call('POST', '/network/on', { body: {} }), t('network.onDone')).catch((error: unknown) =>
      showToast({ text: problemLine(error), tone: 'danger' }),
    );
  };
  return (
    <div className="network-bar" role="status">
      <p className="grow prose">{t('network.off', { when: formatDateTime(at) })}</p>
      {mayChange && <Button onClick={on}>{t('network.on')}</Button>}
    </div>
  );
}

function spanOf({ from, to }: Pick<NetworkRuleView, 'from' | 'to'>): string {
  if (from === null && to === null) return t('network.always');
  const said = { from: from === null ? '' : formatDate(from), to: to === null ? '' : formatDate(to) };
  return t(from === null ? 'network.until' : to === null ? 'network.since' : 'network.span', said);
}

function whoOf(rule: TriedRule, view: NetworkView): string {
  const titles = new Map([...view.roles, ...view.people].map(({ id, title }) => [id, title]));
  if (rule.who === 'everyone') return t('network.who.everyone');
  if (rule.who === 'types') return rule.named.map((type) => t(`network.type.${type as 'api'}`)).join(', ');
  return rule.named.map((id) => titles.get(id) ?? id).join(', ');
}

interface RulesProps {
  view: NetworkView;
  /** those that are being tried have no state yet, nor anybody whom they met */
  rules: readonly (NetworkRuleView | TriedRule)[];
  onEdit: ((rule: NetworkRuleView) => void) | null;
}

function Rules({ view, rules, onEdit }: RulesProps): ReactElement {
  return (
    <table className="table network-table">
      <thead>
        <tr>
          <th scope="col">{t('network.rule')}</th>
          <th scope="col">{t('network.addresses')}</th>
          <th scope="col" className="hide-phone">
            {t('network.who')}
          </th>
          <th scope="col" className="hide-phone">
            {t('network.active')}
          </th>
          <th scope="col" className="hide-phone num">
            {t('network.seen')}
          </th>
        </tr>
      </thead>
      <tbody>
        {rules.map((rule) => (
          <tr key={rule.id}>
            <td>
              {onEdit === null || !('seen' in rule) ? (
                <span className="strong">{rule.name}</span>
              ) : (
                <button
                  type="button"
                  className="link-button strong"
                  aria-label={t('network.edit', { name: rule.name })}
                  onClick={() => onEdit(rule)}
                >
                  {rule.name}
                </button>
              )}
              <span className="row wrap">
                <Badge tone={rule.effect === 'deny' ? 'danger' : 'neutral'}>{t(`network.effect.${rule.effect}`)}</Badge>
                {rule.report && <Badge tone="brass">{t('network.report')}</Badge>}
                {'state' in rule && rule.state !== 'active' && (
                  <Badge tone={rule.state === 'upcoming' ? 'info' : 'neutral'}>
                    {t(`network.state.${rule.state}`)}
                  </Badge>
                )}
              </span>
            </td>
            <td>
              <Places places={[...rule.addresses, ...rule.countries]} />
            </td>
            <td className="hide-phone">{whoOf(rule, view)}</td>
            <td className="hide-phone muted">{spanOf(rule)}</td>
            <td className="hide-phone num">{'seen' in rule ? formatNumber(rule.seen) : ''}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const placesShown = 4;

function Places({ places }: { places: readonly string[] }): ReactElement {
  const more = places.length - placesShown;
  return (
    <span className="network-places" title={places.join('\n')}>
      {places.slice(0, placesShown).map((place) => (
        <code key={place}>{place}</code>
      ))}
      {more > 0 && <span className="small muted num">+{more}</span>}
    </span>
  );
}

function Notes({ view }: { view: NetworkView }): ReactElement {
  const mapGone = !view.countries && view.rules.some((rule) => rule.countries.length > 0);
  return (
    <div className="small muted stack tight">
      {mapGone && <p className="danger-text">{t('network.mapGone')}</p>}
      {!view.countries && !mapGone && <p>{t('network.noMap')}</p>}
      <p>
        {t('network.console')} <code>{t('network.command', { slug: useMe().tenant.slug })}</code>
      </p>
    </div>
  );
}
