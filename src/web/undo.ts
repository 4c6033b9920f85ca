// Undo: a toast for eight seconds after each change, Ctrl Z for the last one, and the server puts everything back.
import type { QueryClient } from '@tanstack/react-query';
import type { AnswerOf } from '../contract/action.ts';
import type { undoOperation as undoAction } from '../features/operations/contract.ts';
import { call, isWaiting, whenDone } from './call.ts';
import { t } from './i18n/i18n.ts';
import { announce } from './kit/announce.ts';
import { closeToast, showToast } from './kit/toasts.ts';
import { rememberOwn } from './own-operations.ts';
import { problemLine } from './problem-text.ts';
import { type Me, may, meKey } from './session.ts';

interface Done {
  readonly operation: string;
  readonly toast: number;
}

const done: Done[] = [];

/** Changes of settings, rights and fields: whichever page makes them, Ctrl Z takes them back. Records say so where they are changed. */
const configuration =
  /^\/(settings|export-rules|session-policy|guessing|sign|security-presets\/\w+|approval-policy|bin-policy|shape\/.*|roles(\/.*)?|members\/[^/]+\/(roles|deactivate|reactivate)|shares(\/.*)?|deputies(\/.*)?|access-tests(\/.*)?)$/;

/** Called once, when the pages begin. */
export function rememberChanges(): void {
  whenDone((path, operation) => {
    if (configuration.test(path) && !path.endsWith('/check-formula')) rememberUndo(operation);
  });
}

/** Says what was done and offers the way back. */
export function offerUndo(client: QueryClient, text: string, operation: string | null): void {
  rememberOwn(operation);
  announce(text);
  if (operation === null || !mayUndo(client)) {
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

/** Without the right there is no way back to offer. */
function mayUndo(client: QueryClient): boolean {
  const me = client.getQueryData<Me>(meKey);
  return me !== undefined && may(me, 'tool.undo');
}

export async function undoLast(client: QueryClient): Promise<void> {
  if (!mayUndo(client)) return;
  const last = done.at(-1);
  if (last === undefined) {
    showToast({ text: t('undo.nothing'), lasts: 4000 });
    return;
  }
  closeToast(last.toast);
  await undoOperation(client, last.operation);
}

export type Undone = AnswerOf<typeof undoAction>;

/** Says what came of an undo; it is an operation itself, and the way back from it is offered too. */
export function sayUndone(client: QueryClient, { result, job }: Undone, operation: string | null): void {
  rememberOwn(operation);
  const text =
    job !== null || result === null
      ? t('undo.inJob')
      : result.keptCount > 0
        ? t('undo.partly', { count: result.keptCount })
        : t('undo.done');
  announce(text);
  const redo =
    operation === null || job !== null
      ? {}
      : { action: { label: t('undo.redo'), run: () => void undoOperation(client, operation) } };
  showToast({ text, ...redo });
  if (job !== null) void client.invalidateQueries({ queryKey: ['jobs'] });
}

export async function undoOperation(client: QueryClient, operation: string): Promise<void> {
  const at = done.findIndex((d) => d.operation === operation);
  if (at >= 0) done.splice(at, 1);
  try {
    const answer = await call<Undone>('POST', `/operations/${operation}/undo`);
    if (isWaiting(answer.data)) {
      showToast({ text: t('undo.waits'), lasts: 12_000 });
      return;
    }
    sayUndone(client, answer.data, answer.operation);
    await client.invalidateQueries();
  } catch (error) {
    showToast({ text: t('undo.failed', { reason: problemLine(error) }), tone: 'danger' });
  }
}
