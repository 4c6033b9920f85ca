// The one event stream of this browser tab: what others change reaches the lists and pages that show it.
import type { QueryClient } from '@tanstack/react-query';
import type { JobEvent, RecordEvent, ReminderEvent } from '../contract/event.ts';
import { apiBase } from './call.ts';
import { t } from './i18n/i18n.ts';
import { showToast } from './kit/toasts.ts';
import { isOwn } from './own-operations.ts';
import { historyKey, recordKey, refreshEntity } from './records/cache.ts';
import { heardReminder } from './reminders.ts';

export interface StreamState {
  /** null while connected; else when it was lost */
  readonly lostAt: Date | null;
}

let state: StreamState = { lostAt: null };
const listeners = new Set<() => void>();
/** Changes others made to an object since its list was loaded: shown as a pill, so that rows do not jump under the reader. */
let news: ReadonlyMap<string, number> = new Map();

export function streamState(): StreamState {
  return state;
}

export function newsNow(): ReadonlyMap<string, number> {
  return news;
}

export function onStream(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(): void {
  for (const listener of listeners) listener();
}

function addNews(entity: string, count: number): void {
  news = new Map(news).set(entity, (news.get(entity) ?? 0) + count);
  tell();
}

export function clearNews(entity: string): void {
  if (!news.has(entity)) return;
  const next = new Map(news);
  next.delete(entity);
  news = next;
  tell();
}

/** Milliseconds until another try when the browser itself has given up (a session that ended, a refusal). */
const againAfter = 5000;

/** Opens the stream and keeps it open; the answer closes it. */
export function openEvents(client: QueryClient): () => void {
  let source: EventSource;
  let timer = 0;
  let opened = false;
  const open = () => {
    source = new EventSource(`${apiBase}/events`);
    source.addEventListener('open', () => {
      // what happened while the line was down is not known: everything on the screen is asked for again
      if (opened) void client.invalidateQueries();
      opened = true;
      setLost(null);
    });
    source.addEventListener('error', () => {
      setLost(state.lostAt ?? new Date());
      if (source.readyState === EventSource.CLOSED) timer = window.setTimeout(open, againAfter);
    });
    source.addEventListener('record', (e) =>
      heardRecord(client, JSON.parse((e as MessageEvent<string>).data) as RecordEvent),
    );
    source.addEventListener('reminder', (e) => {
      // an activity that has gone meanwhile needs no reminder: it is in Today or nowhere
      heardReminder(client, JSON.parse((e as MessageEvent<string>).data) as ReminderEvent).catch(() => undefined);
    });
    source.addEventListener('notice', () => heardNotice(client));
    source.addEventListener('model', () => heardModel(client));
    source.addEventListener('job', (e) => heardJob(client, JSON.parse((e as MessageEvent<string>).data) as JobEvent));
  };
  open();
  return () => {
    window.clearTimeout(timer);
    source.close();
    state = { lostAt: null };
  };
}

function setLost(lostAt: Date | null): void {
  if (state.lostAt === lostAt) return;
  state = { lostAt };
  tell();
}

function heardRecord(client: QueryClient, event: RecordEvent): void {
  for (const id of event.ids) {
    void client.invalidateQueries({ queryKey: recordKey(event.entity, id) });
    void client.invalidateQueries({ queryKey: historyKey(event.entity, id) });
  }
  void client.invalidateQueries({ queryKey: ['timeline'] });
  if (isOwn(event.operation)) return;
  if (event.verb === 'created' || event.ids.length === 0) addNews(event.entity, Math.max(1, event.ids.length));
  else void refreshEntity(client, event.entity);
}

/** What it is stands under the bell. */
function heardNotice(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: ['notices'] });
  showToast({ text: t('notices.told') });
}

/** Other fields, objects or settings: what every page is drawn from is asked for again, and the records with it. */
function heardModel(client: QueryClient): void {
  void client.invalidateQueries();
}

function heardJob(client: QueryClient, event: JobEvent): void {
  void client.invalidateQueries({ queryKey: ['jobs'] });
  void client.invalidateQueries({ queryKey: ['job', event.id] });
  void client.invalidateQueries({ queryKey: ['import'] });
}
