// The request as it is filled in, written for a shell and for a program, to be copied.
import { Copy } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { apiBase } from '../../../web/call.ts';
import { announce } from '../../../web/kit/announce.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Tabs } from '../../../web/kit/Tabs.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import type { ApiAction } from './api-document.ts';
import { type Filled, curlOf, fetchOf } from './api-request.ts';
import { t } from './words.ts';

export function Examples({ action, filled, keys }: { action: ApiAction; filled: Filled; keys: boolean }): ReactElement {
  const [tab, setTab] = useState('curl');
  const at = { origin: location.origin, base: apiBase, key: keys };
  const texts = [
    { value: 'curl', label: t('api.example.curl'), text: curlOf(action, filled, at) },
    { value: 'fetch', label: t('api.example.fetch'), text: fetchOf(action, filled, at) },
  ];
  return (
    <section className="api-example">
      <h3>{t('api.example')}</h3>
      <Tabs
        label={t('api.example')}
        value={tab}
        onChange={setTab}
        tabs={texts.map(({ value, label, text }) => ({ value, label, panel: <Code text={text} name={label} /> }))}
      />
    </section>
  );
}

function Code({ text, name }: { text: string; name: string }): ReactElement {
  const copy = () =>
    void navigator.clipboard.writeText(text).then(() => {
      announce(t('api.copied'));
      showToast({ text: t('api.copied'), lasts: 2000 });
    });
  return (
    <div className="api-code">
      {/* long lines are scrolled by keyboard too */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre tabIndex={0} role="region" aria-label={name}>
        {text}
      </pre>
      <Button small icon={Copy} onClick={copy}>
        {t('api.copy')}
      </Button>
    </div>
  );
}
