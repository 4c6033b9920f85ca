// The settings of the company: language, country, currency and time zone, with how they look and what follows from a change before it is saved.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useMemo, useState } from 'react';
import { Refusal, SentForm, useSending } from '../../../web/kit/sending.tsx';
import { call, reasonFor } from '../../../web/call.ts';
import { countryName } from '../../../web/format.ts';
import { t as shared } from '../../../web/i18n/i18n.ts';
import { announce } from '../../../web/kit/announce.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import type { ListItem } from '../../../web/kit/Listbox.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { usePageTitle } from '../../../web/page-title.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { useMe } from '../../../web/session.ts';
import type { RegionView } from '../contract.ts';
import {
  countryItems,
  currencyItems,
  currencyName,
  languageItems,
  languageName,
  zoneItems,
  zoneName,
} from '../../../web/region-choices.ts';
import { Preview } from './Preview.tsx';
import { t } from './words.ts';
import './settings.css';

const settingsKey = ['settings'] as const;

export function SettingsPage(): ReactElement {
  const settings = useQuery({
    queryKey: settingsKey,
    queryFn: async ({ signal }) => (await call<RegionView>('GET', '/settings', { signal })).data,
  });
  usePageTitle(t('settings.title'));
  return (
    <div className="page">
      <header className="page-head">
        <h1 tabIndex={-1}>{t('settings.title')}</h1>
      </header>
      {settings.isError ? (
        <Failure error={settings.error} onRetry={() => void settings.refetch()} />
      ) : settings.isPending ? (
        <Waiting lines={8} />
      ) : (
        // drawn anew once other values are there, so that nothing old is saved over them
        <Form key={JSON.stringify(settings.data)} saved={settings.data} />
      )}
    </div>
  );
}

type Part = keyof RegionView;

function Form({ saved }: { saved: RegionView }): ReactElement {
  const me = useMe();
  const client = useQueryClient();
  const [region, setRegion] = useState(saved);
  const state = useSending();
  const changed = (Object.keys(saved) as Part[]).filter((part) => region[part] !== saved[part]);
  const items = useMemo<Record<Part, ListItem[]>>(
    () => ({
      locale: languageItems(saved.locale),
      country: countryItems(),
      currency: currencyItems(saved.currency),
      timeZone: zoneItems(saved.timeZone, new Date()),
    }),
    [saved],
  );
  const put = async (wish: Partial<RegionView>) => {
    await call('PATCH', '/settings', { body: wish });
    await client.invalidateQueries();
  };
  const save = async () => {
    if (changed.length === 0) return;
    const before = Object.fromEntries(changed.map((part) => [part, saved[part]]));
    await state.send(async () => {
      await put(Object.fromEntries(changed.map((part) => [part, region[part]])));
      announce(t('settings.saved'));
      showToast({
        text: t('settings.saved'),
        action: {
          label: t('settings.back'),
          run: () =>
            void put(before).catch((error: unknown) => showToast({ text: problemLine(error), tone: 'danger' })),
        },
      });
    });
  };
  const general =
    state.error !== null && changed.every((part) => reasonFor(state.error, part) === null)
      ? problemLine(state.error)
      : null;
  return (
    <SentForm className="settings" onSubmit={save}>
      <div className="stack settings-form">
        <Refusal why={general} />
        <div className="form-field">
          <span className="form-label">{t('settings.name')}</span>
          <span className="strong">{me.tenant.name}</span>
          <span className="form-help">{t('settings.nameHelp')}</span>
        </div>
        {parts.map(([part, name, help]) => (
          <FormField key={part} label={t(name)} help={t(help)} error={reasonFor(state.error, part)}>
            {(control) => (
              <Select
                control={control}
                label={t(name)}
                items={items[part]}
                value={region[part]}
                clearable={part === 'country'}
                placeholder={t('settings.countryNone')}
                search="local"
                onChange={(value) => (value !== null || part === 'country') && setRegion({ ...region, [part]: value })}
              />
            )}
          </FormField>
        ))}
      </div>
      <section className="settings-side" aria-labelledby="settings-preview">
        <h2 id="settings-preview">{t('settings.preview')}</h2>
        <Preview region={region} />
        <h2>{t('settings.changes')}</h2>
        <div className="stack tight" aria-live="polite">
          {changed.length === 0 ? (
            <p className="muted small">{t('settings.nothing')}</p>
          ) : (
            <ul className="settings-changes">
              {changed.map((part) => (
                <li key={part}>{consequence(part, region)}</li>
              ))}
            </ul>
          )}
        </div>
        <div className="row settings-acts">
          {changed.length > 0 && <Button onClick={() => setRegion(saved)}>{shared('common.cancel')}</Button>}
          <Button type="submit" variant="primary" busy={state.busy} disabled={changed.length === 0}>
            {t('settings.save')}
          </Button>
        </div>
      </section>
    </SentForm>
  );
}

const parts = [
  ['locale', 'settings.language', 'settings.languageHelp'],
  ['country', 'settings.country', 'settings.countryHelp'],
  ['currency', 'settings.currency', 'settings.currencyHelp'],
  ['timeZone', 'settings.zone', 'settings.zoneHelp'],
] as const;

/** What follows, and what does not. */
function consequence(part: Part, region: RegionView): string {
  switch (part) {
    case 'locale':
      return t('settings.languageChange', { language: languageName(region.locale) });
    case 'country':
      return region.country === null
        ? t('settings.countryNoneChange')
        : t('settings.countryChange', { country: countryName(region.country) });
    case 'currency':
      return t('settings.currencyChange', { currency: currencyName(region.currency) });
    case 'timeZone':
      return t('settings.zoneChange', { zone: zoneName(region.timeZone) });
  }
}
