// How one reads dates, times and numbers oneself, looked at before it is saved, and undone afterwards.
import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useMemo, useState } from 'react';
import { Refusal, useSending } from '../../../web/kit/sending.tsx';
import { type OwnRegion as Chosen, asBrowser } from '../../../contract/own-region.ts';
import { call, reasonFor } from '../../../web/call.ts';
import { formatDateTime, formatNumber, withRegion } from '../../../web/format.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import type { ListItem } from '../../../web/kit/Listbox.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { localeFor } from '../../../web/locale.ts';
import { browserRegion, regionFor } from '../../../web/own-region.ts';
import { languageItems, languageName, zoneItems, zoneName } from '../../../web/region-choices.ts';
import { type Me, useMe } from '../../../web/session.ts';
import { offerUndo } from '../../../web/undo.ts';
import { t } from './words.ts';

export function OwnRegion(): ReactElement {
  const me = useMe();
  const { locale, timeZone } = me.user;
  // Drawn anew once something else is kept, so that nothing old is saved over it.
  return <Form key={`${locale} ${timeZone}`} me={me} saved={{ locale, timeZone }} />;
}

/** What stands for "as the company" in a list, where null is nothing chosen. */
const asCompany = 'company';

function itemsFor(me: Me, saved: Chosen): { readonly locale: ListItem[]; readonly timeZone: ListItem[] } {
  const browser = browserRegion();
  const company = localeFor(me.tenant.locale, me.tenant.country);
  const first = (ofCompany: string, ofBrowser: string): ListItem[] => [
    { value: asCompany, label: t('region.company', { what: ofCompany }) },
    { value: asBrowser, label: t('region.browser', { what: ofBrowser }) },
  ];
  const named = (chosen: string | null, other: string): string =>
    chosen === null || chosen === asBrowser ? other : chosen;
  return {
    locale: [
      ...first(languageName(company), languageName(browser.locale)),
      ...languageItems(named(saved.locale, company)),
    ],
    timeZone: [
      ...first(zoneName(me.tenant.timeZone), zoneName(browser.timeZone)),
      ...zoneItems(named(saved.timeZone, me.tenant.timeZone), new Date()),
    ],
  };
}

function Form({ me, saved }: { me: Me; saved: Chosen }): ReactElement {
  const client = useQueryClient();
  const [chosen, setChosen] = useState(saved);
  const state = useSending();
  const items = useMemo(() => itemsFor(me, saved), [me, saved]);
  const isChanged = chosen.locale !== saved.locale || chosen.timeZone !== saved.timeZone;
  const looks = withRegion(regionFor({ user: chosen, tenant: me.tenant }), () => ({
    now: formatDateTime(new Date().toISOString()),
    number: formatNumber('1234567.89'),
  }));
  const save = async () => {
    if (!isChanged) return;
    await state.send(async () => {
      const { operation } = await call<Chosen>('PUT', '/me/region', { body: chosen });
      // Everything on the page is written anew.
      await client.invalidateQueries();
      offerUndo(client, t('region.saved'), operation);
    });
  };
  const parts = [
    ['locale', t('region.locale'), t('region.localeHelp')],
    ['timeZone', t('region.zone'), t('region.zoneHelp')],
  ] as const;
  const isSaid = parts.some(([part]) => reasonFor(state.error, part) !== null);
  return (
    <section className="card" aria-label={t('region.title')}>
      <h2 className="card-head">{t('region.title')}</h2>
      <form
        className="stack narrow"
        onSubmit={(e) => {
          e.preventDefault();
          void save();
        }}
      >
        <p className="small muted">{t('region.help')}</p>
        {!isSaid && <Refusal why={state.error} />}
        {parts.map(([part, label, help]) => (
          <FormField key={part} label={label} help={help} error={reasonFor(state.error, part)}>
            {(control) => (
              <Select
                control={control}
                label={label}
                items={items[part]}
                value={chosen[part] ?? asCompany}
                search="local"
                onChange={(value) =>
                  value !== null && setChosen({ ...chosen, [part]: value === asCompany ? null : value })
                }
              />
            )}
          </FormField>
        ))}
        <p className="small" aria-live="polite">
          {t('region.now', looks)}
        </p>
        <div>
          <Button type="submit" busy={state.busy} disabled={!isChanged}>
            {t('region.save')}
          </Button>
        </div>
      </form>
    </section>
  );
}
