// What follows from what in an activity: ticking it off notes when; a note has nothing to be ticked off.
import type { Derive } from '../../core/derive.ts';

export const deriveActivities: Derive = async (drafts, { at }) =>
  drafts.map((d) => {
    const isDone = d.after['done'] === true;
    const wasDone = d.before?.['done'] === true;
    if (isDone === wasDone) return {};
    return { doneAt: isDone ? at.toISOString() : null };
  });
