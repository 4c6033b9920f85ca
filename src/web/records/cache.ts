// Puts a changed record into every list and page that shows it, so that nothing on the screen disagrees with anything else.
import type { QueryClient } from '@tanstack/react-query';
import type { Page, Row } from '../row.ts';

export const listKey = (entity: string, ...rest: readonly unknown[]) => ['list', entity, ...rest] as const;
/** What is due, on the page of today: a list like others, so that it hears of every change of an activity. */
export const todayKey = listKey('activity', 'today');
export const recordKey = (entity: string, id: string) => ['record', entity, id] as const;
export const historyKey = (entity: string, id: string) => ['history', entity, id] as const;

/** Only what a list had asked for is replaced: a list of three columns does not grow a fourth. */
function mergeRow(old: Row, next: Partial<Row>): Row {
  const merged: Record<string, unknown> = { ...old };
  for (const [name, value] of Object.entries(next)) if (name in old) merged[name] = value;
  return merged as unknown as Row;
}

export function putRow(client: QueryClient, entity: string, id: string, values: Partial<Row>): void {
  client.setQueriesData<Page>({ queryKey: ['list', entity] }, (page) => {
    if (page?.rows === undefined || !page.rows.some((r) => r.id === id)) return page;
    return { ...page, rows: page.rows.map((r) => (r.id === id ? mergeRow(r, values) : r)) };
  });
  client.setQueryData<Row>(recordKey(entity, id), (row) => (row === undefined ? row : { ...row, ...values }));
}

export function dropRow(client: QueryClient, entity: string, id: string): void {
  client.setQueriesData<Page>({ queryKey: ['list', entity] }, (page) =>
    page?.rows === undefined ? page : { ...page, rows: page.rows.filter((r) => r.id !== id) },
  );
}

/** After a change whose effect on lists is not known: everything of the object is asked for again. */
export async function refreshEntity(client: QueryClient, entity: string): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: ['list', entity] }),
    client.invalidateQueries({ queryKey: ['count', entity] }),
    client.invalidateQueries({ queryKey: ['record', entity] }),
    client.invalidateQueries({ queryKey: ['history', entity] }),
  ]);
}
