// Tells its owner that the time of an activity has come: a message at the foot of the page that leads there.
import type { QueryClient } from '@tanstack/react-query';
import { navigate } from 'wouter/use-browser-location';
import type { ReminderEvent } from '../contract/event.ts';
import { call } from './call.ts';
import { t } from './i18n/i18n.ts';
import { announce } from './kit/announce.ts';
import { showToast } from './kit/toasts.ts';
import { todayKey } from './records/cache.ts';
import type { Row } from './row.ts';

/** Longer than other messages: nobody asked for it just now. */
const lasts = 60_000;

export async function heardReminder(client: QueryClient, { activity }: ReminderEvent): Promise<void> {
  void client.invalidateQueries({ queryKey: todayKey });
  const path = `/activities/${encodeURIComponent(activity)}`;
  const { data } = await call<Row>('GET', path);
  const text = t('reminder.now', { subject: data.title ?? '' });
  announce(text);
  showToast({
    text,
    action: { label: t('reminder.open'), run: () => navigate(path) },
    lasts,
  });
}
