// The company's security policy for those who write it and those who look after it: the text, who has acknowledged it, and the sign beside it.
import { type ReactElement, useState } from 'react';
import { Tabs } from '../../../web/kit/Tabs.tsx';
import { usePageTitle } from '../../../web/page-title.ts';
import { may, useMe } from '../../../web/session.ts';
import { Acknowledgements } from './Acknowledgements.tsx';
import './policy.css';
import { PolicyEditor } from './PolicyEditor.tsx';
import { t } from './words.ts';

type Part = 'text' | 'people' | 'sign';

/** `sign`: where the sign of the company is chosen. */
export function PolicyPage({ sign }: { sign: ReactElement }): ReactElement {
  const me = useMe();
  const writes = may(me, 'admin.signin');
  const [part, setPart] = useState<Part>(writes ? 'text' : 'people');
  usePageTitle(t('charter.page.title'));
  return (
    <div className="page">
      <header className="page-head">
        <h1 tabIndex={-1}>{t('charter.page.title')}</h1>
      </header>
      <Tabs
        label={t('charter.page.tabs')}
        value={part}
        onChange={setPart}
        tabs={[
          ...(writes ? [{ value: 'text' as const, label: t('charter.page.text'), panel: <PolicyEditor /> }] : []),
          ...(may(me, 'ledger.view')
            ? [{ value: 'people' as const, label: t('charter.page.people'), panel: <Acknowledgements /> }]
            : []),
          ...(writes
            ? [
                {
                  value: 'sign' as const,
                  label: t('charter.page.sign'),
                  panel: <div className="policy-panel">{sign}</div>,
                },
              ]
            : []),
        ]}
      />
    </div>
  );
}
