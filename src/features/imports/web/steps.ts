// The steps of an import, which of them can be gone to, and where one stands.
import type { ImportView } from '../contract.ts';

export const steps = ['file', 'match', 'link', 'check', 'run', 'result'] as const;
export type Step = (typeof steps)[number];

export function isStep(name: string | null): name is Step {
  return steps.includes(name as Step);
}

const settled = new Set(['done', 'cancelled', 'failed', 'undoing', 'undone']);

/** Where an import stands by itself. */
export function stepOf(view: Pick<ImportView, 'state' | 'entity'>): Step {
  if (settled.has(view.state)) return 'result';
  if (view.state === 'running') return 'run';
  if (view.state === 'checking' || view.state === 'checked') return 'check';
  return view.entity === null ? 'file' : 'match';
}

/** While it runs and after, the settings can be read, not changed. */
export function isSettled(view: Pick<ImportView, 'state'>): boolean {
  return view.state === 'running' || settled.has(view.state);
}

export function canGo(view: Pick<ImportView, 'state' | 'entity' | 'check' | 'run'>, step: Step): boolean {
  switch (step) {
    case 'file':
      return true;
    case 'match':
    case 'link':
    case 'check':
      return view.entity !== null;
    case 'run':
      return (
        view.state === 'running' ||
        (view.check !== null && view.check.report !== null && !view.check.stale && !settled.has(view.state))
      );
    case 'result':
      return settled.has(view.state);
  }
}
