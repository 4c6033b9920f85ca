// Undo: a toast for eight seconds after each change, Ctrl Z for the last one, and the server puts everything back.
import type { QueryClient } from '@tanstack/react-query';
import type { UndoView } from '../features/operations/contract.ts';
import { call } from './call.ts';
import { t } from './i18n/i18n.ts';
import { announce } from './kit/announce.ts';
import { closeToast, showToast } from './kit/toasts.ts';
import { rememberOwn } from './own-operations.ts';
import { problemLine } from './problem-text.ts';

interface Done {
  readonly operation: string;
  readonly toast: number;
}

const done: Done[] = [];

/** Says what was done and offers the way back. */
export function offerUndo(client: QueryClient, text: string, operation: string | null): void {
  rememberOwn(operation);
  announce(text);
  if (operation === null) {
    showToast({ text });
    return;
  }
  const toast = showToast({
    text,
    action: { label: t('common.undo'), run: () => void undoOperation(client, operation) },
  });
  remember(operation, toast);
}

/** A small change that shows in its own place: no toast, but Ctrl Z takes it back. */
export function rememberUndo(operation: string | null): void {
  rememberOwn(operation);
  if (operation !== null) remember(operation, 0);
}

function remember(operation: string, toast: number): void {
  // What was remembered quietly and is then offered in words is one step, not two.
  const at = done.findIndex((d) => d.operation === operation);
  if (at >= 0) done.splice(at, 1);
  done.push({ operation, toast });
  if (done.length > 50) done.shift();
}

export async function undoLast(client: QueryClient): Promise<void> {
  const last = done.at(-1);
  if (last === undefined) {
    showToast({ text: t('undo.nothing'), lasts: 4000 });
    return;
  }
  closeToast(last.toast);
  await undoOperation(client, last.operation);
}

export async function undoOperation(client: QueryClient, operation: string): Promise<void> {
  const at = done.findIndex((d) => d.operation === operation);
  if (at >= 0) done.splice(at, 1);
  try {
    const answer = await call<{ result: UndoView | null; job: string | null }>('POST', `/operations/${operation}/undo`);
    rememberOwn(answer.operation);
    const { result, job } = answer.data;
    const text =
      job !== null || result === null
        ? t('undo.inJob')
        : result.keptCount > 0
          ? t('undo.partly', { count: result.keptCount })
          : t('undo.done');
    announce(text);
    showToast({ text, lasts: 5000 });
    if (job !== null) void client.invalidateQueries({ queryKey: ['jobs'] });
    await client.invalidateQueries();
  } catch (error) {
    showToast({ text: t('undo.failed', { reason: problemLine(error) }), tone: 'danger' });
  }
}
