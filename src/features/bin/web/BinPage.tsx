// The recycle bin over all objects, the legal holds beside it, and how long things lie there.
import { useQuery } from '@tanstack/react-query';
import { Fragment, type ReactElement, useState } from 'react';
import { useSearch } from 'wouter';
import { call } from '../../../web/call.ts';
import { Tabs } from '../../../web/kit/Tabs.tsx';
import { usePageTitle } from '../../../web/page-title.ts';
import { may, useMe } from '../../../web/session.ts';
import type { BinPolicyView } from '../contract.ts';
import './bin.css';
import { BinList } from './BinList.tsx';
import { Holds } from './Holds.tsx';
import { PolicyForm } from './PolicyForm.tsx';
import { t } from './words.ts';

type Tab = 'bin' | 'holds' | 'policy';

export function BinPage(): ReactElement {
  const me = useMe();
  const asked = new URLSearchParams(useSearch()).get('tab');
  const [tab, setTab] = useState<Tab>(asked === 'holds' || asked === 'policy' ? asked : 'bin');
  const policy = useQuery({
    queryKey: ['bin', 'policy'],
    queryFn: async ({ signal }) => (await call<BinPolicyView>('GET', '/bin-policy', { signal })).data,
  });
  usePageTitle(t('bin.page'));
  const go = (next: Tab) => {
    setTab(next);
    history.replaceState(history.state, '', next === 'bin' ? '/bin' : `/bin?tab=${next}`);
  };
  const tabs = [
    { value: 'bin' as const, label: t('bin.tab'), panel: <BinList policy={policy.data ?? null} /> },
    ...(may(me, 'admin.holds') ? [{ value: 'holds' as const, label: t('hold.tab'), panel: <Holds /> }] : []),
    ...(may(me, 'tool.empty-bin')
      ? [{ value: 'policy' as const, label: t('bin.policy'), panel: <PolicyForm query={policy} /> }]
      : []),
  ];
  return (
    <div className="page">
      <header className="page-head">
        <h1 tabIndex={-1}>{t('bin.heading')}</h1>
      </header>
      {tabs.length === 1 ? (
        tabs.map((only) => <Fragment key={only.value}>{only.panel}</Fragment>)
      ) : (
        <Tabs
          label={t('bin.heading')}
          value={tabs.some((x) => x.value === tab) ? tab : 'bin'}
          onChange={go}
          tabs={tabs}
        />
      )}
    </div>
  );
}
