// What an answer of 202 means: somebody else has to approve the change first. Said the same way wherever a security change is made.
import { isWaiting } from '../call.ts';
import { formatDateTime } from '../format.ts';
import { showToast } from '../kit/toasts.ts';
import { t } from './words.ts';

/** True when the change waits for somebody else; then it says so. */
export function tellWaiting(answer: unknown): boolean {
  if (!isWaiting(answer)) return false;
  const { runsAt, collect } = answer.pending;
  const when = runsAt === null ? '' : formatDateTime(runsAt);
  const text = collect
    ? t(runsAt === null ? 'pending.collect' : 'pending.collectAlone', { when })
    : t(runsAt === null ? 'pending.asked' : 'pending.askedAlone', { when });
  showToast({ text, lasts: 12_000 });
  return true;
}
