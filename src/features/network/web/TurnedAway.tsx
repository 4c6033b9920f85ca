// Who was turned away in the last 30 days, and where they are sent.
import { type ReactElement, useState } from 'react';
import { call, reasonFor } from '../../../web/call.ts';
import { formatAgo, formatNumber } from '../../../web/format.ts';
import { Badge } from '../../../web/kit/Badge.tsx';
import { Button } from '../../../web/kit/Button.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import { problemLine } from '../../../web/problem-text.ts';
import type { NetworkView } from '../contract.ts';
import { wishedOf } from './network-set.ts';
import { useSend } from './use-send.ts';
import { t } from './words.ts';

export function TurnedAway({ view, mayChange }: { view: NetworkView; mayChange: boolean }): ReactElement {
  const { refused, wouldBeRefused } = view.totals;
  return (
    <section className="stack" aria-labelledby="network-away">
      <h2 id="network-away">{t('network.page')}</h2>
      <Redirect key={view.version} view={view} mayChange={mayChange} />
      <p>
        {t('network.refused', { count: refused })} {t('network.reported', { count: wouldBeRefused })}
      </p>
      {view.counts.length > 0 && <Counts view={view} />}
    </section>
  );
}

function Redirect({ view, mayChange }: { view: NetworkView; mayChange: boolean }): ReactElement {
  const [page, setPage] = useState(view.redirect ?? '');
  const [error, setError] = useState<unknown>(null);
  const send = useSend();
  const next = page.trim() === '' ? null : page.trim();
  const save = () => {
    const body = { version: view.version, rules: view.rules.map(wishedOf), redirect: next };
    send(() => call('PUT', '/network', { body }), t('network.saved')).then(() => setError(null), setError);
  };
  return (
    <form
      className="row network-redirect"
      onSubmit={(e) => {
        e.preventDefault();
        save();
      }}
    >
      <FormField
        label={t('network.redirect')}
        help={t('network.redirectHelp')}
        className="grow"
        error={error === null ? null : (reasonFor(error, 'redirect') ?? problemLine(error))}
      >
        {(control) => (
          <TextInput
            {...control}
            inputMode="url"
            readOnly={!mayChange}
            value={page}
            onChange={(e) => setPage(e.target.value)}
          />
        )}
      </FormField>
      {mayChange && next !== view.redirect && <Button type="submit">{t('network.redirectSave')}</Button>}
    </form>
  );
}

function Counts({ view }: { view: NetworkView }): ReactElement {
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">{t('network.testAddress')}</th>
          <th scope="col" className="num">
            {t('network.count')}
          </th>
          <th scope="col">{t('network.last')}</th>
        </tr>
      </thead>
      <tbody>
        {view.counts.map((row) => (
          <tr key={`${row.address} ${row.outcome} ${row.person?.id ?? ''}`}>
            <td>
              {row.address === '' ? t('network.many') : <code>{row.address}</code>}
              <span className="small muted block">
                {row.person?.title ?? t('network.from.stranger')}{' '}
                {row.outcome === 'would-be-refused' && <Badge tone="brass">{t('network.wouldBe')}</Badge>}
              </span>
            </td>
            <td className="num">{formatNumber(row.count)}</td>
            <td>{formatAgo(row.lastAt)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
